#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where kernel and BusyBox come from, and the errors if they cannot be had.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

own_caches() {
	export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state
}

# Fills $T/bin, a $PATH for the case, with all programs but these.
path_without() { # NAME...
	local dir program
	mkdir "$T/bin"
	for dir in /usr/local/bin /usr/bin /bin /usr/sbin /sbin; do
		for program in "$dir"/*; do
			ln -s "$program" "$T/bin/" 2>/dev/null
		done
	done
	for program; do
		rm -f "$T/bin/$program"
	done
}

# Packs a tree that looks like a kernel's as $T/work/NAME.
make_tarball() { # NAME
	mkdir -p "$T/linux-9.9/init"
	printf 'VERSION = 9\nPATCHLEVEL = 9\nSUBLEVEL = 0\nEXTRAVERSION =\n' >"$T/linux-9.9/Makefile"
	: >"$T/linux-9.9/Kbuild"
	: >"$T/linux-9.9/Kconfig"
	head -c 200000 /dev/urandom >"$T/linux-9.9/init/main.c"
	tar -C "$T" -cJf "$1" linux-9.9
}

# Serves FILE as tests/httpd.py's WORDs say. Sets $port; $T/requests has the requests.
serve() { # FILE WORD...
	mkfifo "$T/stop"
	"$SRCDIR/tests/httpd.py" "$@" <"$T/stop" >"$T/requests" &
	exec 7>"$T/stop"
	wait_for 30 test -s "$T/requests"
	port=$(head -n 1 "$T/requests")
}

sha256() {
	sha256sum "$1" | cut -d ' ' -f 1
}

no_kernel() {
	own_caches
	if ls /usr/src/linux-source-*.tar.* >"$T/found" 2>/dev/null; then
		# the default would be found, so name a folder that is not a tree
		mkdir empty
		run "$JIFFY" build kernel --kernel empty
		expect_status 129
		expect_err_has "is not a kernel source tree"
	else
		run "$JIFFY" build kernel
		expect_status 128
		expect_err_has '--kernel'
	fi
}

not_there() {
	own_caches
	run "$JIFFY" build kernel --kernel no/such/file
	expect_status 129
	expect_err_has "no/such/file'"
}

no_compiler() {
	own_caches
	make_tarball linux.tar.xz
	path_without gcc cc flex
	PATH=$T/bin run "$JIFFY" build kernel --kernel linux.tar.xz
	expect_status 128
	expect_err_has "'gcc'"
	expect_err_has "'flex'"
	expect_err_has 'jiffy doctor'
}

cut_short() {
	own_caches
	make_tarball whole.tar.xz
	head -c 100000 whole.tar.xz >cut.tar.xz
	run "$JIFFY" build kernel --kernel cut.tar.xz
	expect_status 128
	expect_err_has 'cut.tar.xz'
	expect_err_has 'truncated'
	expect_err_has 'hint: '
	expect test -z "$(find "$T/cache" -name main.c)"
}

wrong_digest() {
	own_caches
	make_tarball linux.tar.xz
	serve linux.tar.xz
	run "$JIFFY" build kernel --kernel "http://127.0.0.1:$port/linux.tar.xz" \
		--kernel-sha256 "$(printf %064d 7)"
	expect_status 128
	expect_err_has "$(sha256 linux.tar.xz)"
	expect_err_has "$(printf %064d 7)"
	run find "$T/cache" -name '*linux*'
	expect_out_lacks 'linux.tar'
}

# kbuild fails in this tree, but it has been fetched and unpacked.
fetched() {
	run "$JIFFY" build kernel -v --kernel "http://127.0.0.1:$port/linux.tar.xz" \
		--kernel-sha256 "$(sha256 linux.tar.xz)"
	expect test -n "$(find "$T/cache/jiffy/sources" -name main.c)"
}

server_drops() {
	own_caches
	make_tarball linux.tar.xz
	serve linux.tar.xz drop=60000 drops=2
	fetched
	expect grep -q 'bytes=60000-' "$T/requests"
}

server_drops_for_ever() {
	own_caches
	make_tarball linux.tar.xz
	serve linux.tar.xz wall=70000
	run "$JIFFY" build kernel --kernel "http://127.0.0.1:$port/linux.tar.xz" \
		--kernel-sha256 "$(sha256 linux.tar.xz)"
	expect_status 128
	expect_err_has 'run the same command again'
	expect test -n "$(find "$T/cache/jiffy/downloads" -name '*.part' -size +60k)"
}

a_url_needs_a_digest() {
	own_caches
	run "$JIFFY" build kernel --kernel https://example.org/linux.tar.xz
	expect_status 129
	expect_err_has '--kernel-sha256'
}

unknown_key() {
	own_caches
	printf '[machine]\nmemory = 64M\nappendd = x\n' >jiffy.ini
	mkdir -p below/it
	cd below/it || return
	run "$JIFFY" build kernel
	expect_status 129
	expect_err_has "$T/work/jiffy.ini:3: unknown key 'appendd' in section [machine]"
	expect_err_has "did you mean 'append'?"
}

usage() { # TEXT ARG...
	local text=$1
	shift
	run "$JIFFY" "$@"
	expect_status 129
	expect_err_has "$text"
	expect_out ''
}

not_busybox() {
	ready_machine
	cp "$(type -P true)" true
	run "$JIFFY" run --kernel bzImage --busybox true --machine pc --qemu "$FAKE_QEMU" </dev/null
	expect_status 128
	expect_err_has "not BusyBox"
}

# Writes an ELF file that loads BYTES at ADDRESS. It is never run.
make_elf() { # FILE MACHINE ADDRESS BYTES
	python3 -c '
import struct, sys
machine, at, size = (int(x, 0) for x in sys.argv[2:])
head = b"\177ELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, at, 64, 0, 0, 64, 56, 1, 0, 0, 0)
load = struct.pack("<IIQQQQQQ", 1, 5, 0, at, at, 0, size, 0x1000)
open(sys.argv[1], "wb").write(head + load)' "$@"
}

kernel_of_another_architecture() {
	ready_machine
	make_elf vmlinux 183 0x200000 4096
	run "$JIFFY" run --kernel vmlinux --busybox busybox --qemu "$FAKE_QEMU" </dev/null
	expect_status 129
	expect_err_has 'is for AArch64, not for x86_64'
	expect_err_has '--arch'
}

too_little_memory() {
	ready_machine
	make_elf vmlinux 62 0x200000 16000000
	JIFFY_FAKE_QEMU=boots-and-powers-off run "$JIFFY" run --kernel vmlinux --busybox busybox --qemu "$FAKE_QEMU" \
		--accel tcg --memory 16M </dev/null
	expect_status 129
	expect_err_has '16384 KiB of memory cannot hold the kernel'
	expect_err_has "hint: try '--memory "
	JIFFY_FAKE_QEMU=boots-and-powers-off run "$JIFFY" run --kernel vmlinux --busybox busybox --qemu "$FAKE_QEMU" \
		--accel tcg --memory 20M </dev/null
	expect_status 0
	expect_err_has 'warning: kernel and initramfs leave only '
	JIFFY_FAKE_QEMU=boots-and-powers-off run "$JIFFY" run --kernel vmlinux --busybox busybox --qemu "$FAKE_QEMU" \
		--accel tcg </dev/null
	expect_err_lacks 'warning'
}

clean_gives_it_back() {
	own_caches
	mkdir -p "$T/cache/jiffy/build/x y" "$T/cache/jiffy/sources/s" "$T/cache/jiffy/downloads"
	run "$JIFFY" clean
	expect_status 0
	expect_not test -e "$T/cache/jiffy/build"
	expect test -d "$T/cache/jiffy/sources/s"
	run "$JIFFY" clean --all
	expect_not test -e "$T/cache/jiffy/sources"
}

help_and_completion_agree() {
	local name
	for name in run build config doctor clean; do
		run "$JIFFY" help "$name"
		expect_status 0
		cp "$T/stdout" "$T/help"
		run "$JIFFY" __complete "$name" --
		sed 's/\t.*//' "$T/stdout" >"$T/options"
		expect test "$(wc -l <"$T/options")" -ge 2
		while read -r option; do
			expect grep -qF -e "$option" "$T/help"
		done <"$T/options"
		"$JIFFY" "$name" --help >"$T/again"
		expect cmp "$T/help" "$T/again"
	done
	run "$JIFFY" __complete run --compress x
	expect_out_has 'xz'
	run "$JIFFY" __complete run --kernel ''
	expect_out ':file'
	run "$JIFFY" __complete run --net=
	expect_out_has '--net=host-loopback'
	expect_out_lacks '--net=yes'
	run "$JIFFY" __complete b
	expect_out_has 'build'
	expect_out_lacks config
}

bash_completion() {
	ln -s "$JIFFY" jiffy
	run bash -c '. "$1"; COMP_WORDS=(./jiffy run --comp); COMP_CWORD=2; _jiffy; echo "${COMPREPLY[@]}"' \
		bash "$SRCDIR/completions/jiffy.bash"
	expect_out '--compress'
}

man_page() {
	run "$JIFFY" __man "$SRCDIR/man/jiffy.1.scd.in"
	expect_status 0
	expect_out_has '*-m, --memory SIZE*'
	command -v scdoc >/dev/null || skip 'scdoc is not installed'
	scdoc <"$T/stdout" >"$T/page" 2>"$T/errors"
	expect test -s "$T/page"
	expect_not test -s "$T/errors"
}

test_case 'a missing kernel source is an error with a remedy' no_kernel
test_case 'a kernel that does not exist is a usage error' not_there
test_case 'without a compiler, everything missing is named at once' no_compiler
test_case 'a truncated tarball is reported and leaves nothing behind' cut_short
test_case 'a wrong digest is reported with both, and the file is dropped' wrong_digest
test_case 'a dropped download is resumed' server_drops
test_case 'a download that keeps being dropped keeps what has arrived' server_drops_for_ever
test_case 'a URL needs a digest' a_url_needs_a_digest
test_case 'an unknown key in jiffy.ini is reported with its place and the nearest name' unknown_key
test_case 'an unknown command is reported with the nearest name' usage "did you mean 'jiffy build'?" biuld
test_case 'an unknown option is reported with the nearest name' usage "did you mean '--memory'?" run --memmory=3
test_case 'an invalid value is reported with the valid ones' usage 'one of none, gzip' run --compress zip
test_case 'a surplus argument is a usage error' usage "'build' does not take 'nonsense' here" build nonsense
test_case 'a command without -- gets a hint' usage 'jiffy run -- dmesg' run dmesg
test_case 'an unknown board is reported with the known ones' usage 'boards: microvm, pc' run --machine toaster
test_case 'an unknown architecture is reported with the known ones' usage '--arch takes one of these: ' run --arch pdp11
test_case 'a board without a screen has no window' usage 'has no screen' run --window --machine microvm
test_case 'a program that is not BusyBox is refused' not_busybox
test_case 'a kernel for another architecture is refused' kernel_of_another_architecture
test_case 'too little memory for the kernel is an error, barely enough is a warning' too_little_memory
test_case 'clean removes builds, with --all also sources' clean_gives_it_back
test_case 'help and completion know the same options' help_and_completion_agree
test_case 'completion works in bash' bash_completion
test_case 'the man page is made from the same table' man_page
finish
