#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which packages the wrapper installs for a command. Wrapper and program are real; the machine seems
# to have nothing installed, and nothing is installed on it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"
. "$(dirname "$0")/wrapper.sh"

# asks PACKAGES ARG...: the command ends because it would have to install exactly these.
asks() {
	local packages=$1
	shift
	JIFFY_NO_INSTALL=1 jiffy "$@"
	expect_status 128
	[ "$(cat "$T/stderr")" = "$(would_install "$packages")" ] || fail "does not ask for '$packages'"
	expect_calls ''
}

would_install() {
	printf 'jiffy: not on this machine: %s\n' "${1// /, }"
	printf '  hint: apt-get install -y --no-install-recommends %s\n' "$1"
}

# asks_nothing ARG...: the command has all it needs and goes on.
asks_nothing() {
	JIFFY_NO_INSTALL=1 jiffy "$@"
	went_on
}

went_on() {
	expect_status 128
	expect_err_has 'jiffy: QEMU is not installed: '
	expect_err_lacks 'not on this machine'
}

# A machine on which only these are missing.
only_missing() { # TOOL...
	real_machine
	everything
	for tool; do
		rm "$T/bin/$tool"
	done
	jiffy help
}

installs_and_goes_on() {
	real_machine
	jiffy help
	expect_status 0
	expect_installed ''
	jiffy run
	expect_installed 'flex unpack qemu linux-source dsc'
	went_on
	expect_out ''
	jiffy run --libc musl
	expect_err_has 'installing what is missing: apt-get install -y --no-install-recommends musl-gcc'
	expect_installed 'musl-gcc'
	jiffy run --window
	expect_installed 'gtk'
	jiffy run --libc=musl -w
	went_on
	expect_calls ''
	jiffy run
	expect_calls ''
}
test_case 'a command installs what it needs, once, and goes on' installs_and_goes_on

by_command() {
	real_machine
	jiffy help
	asks 'flex unpack linux-source dsc' build
	asks 'flex linux-source' build kernel
	asks 'unpack dsc' build busybox
	asks 'unpack dsc' build initramfs
	asks 'flex unpack qemu linux-source dsc' run
	asks 'flex unpack linux-source dsc' run --dry-run
	asks 'flex linux-source' config --explain X
	asks 'flex linux-source' config kernel --set X=y
	asks 'unpack dsc' config busybox --busybox-set X=y
}
test_case 'each command asks only for what it uses' by_command

menuconfig() {
	only_missing curses
	JIFFY_NO_INSTALL=1 SHELL=/bin/sh run env PATH="$T/bin" "$(command -v script)" -qec \
		"'$tree/jiffy' config" /dev/null </dev/null
	expect_status 128
	expect_out_has 'hint: apt-get install -y --no-install-recommends curses'
	jiffy config --explain X --kernel "$T/none"
	expect_err_has "cannot open '$T/none'"
	expect_calls ''
}
test_case 'only a menu needs ncurses' menuconfig

asks_for_nothing() {
	real_machine
	everything
	rm "$T"/bin/{flex,unpack,qemu,musl-gcc,gtk,curses,dsc}
	jiffy help
	for words in 'help run' 'run --help' 'build --libc musl -h' 'clean' '__complete run --w'; do
		# shellcheck disable=SC2086 # words
		jiffy $words
		expect_status 0
		expect_err_lacks 'installing'
		expect_calls ''
	done
	jiffy doctor
	expect_status 1
	expect_calls ''
}
test_case 'help, completion, doctor and clean install nothing' asks_for_nothing

usage_comes_first() {
	real_machine
	for words in 'run nonsense' 'run --nonsense' 'run --hostname a_b' 'run --tty --no-tty -- x' 'run --disk none' \
		'run --arch none' 'build nonsense' 'config nonsense' 'config' 'config --set =' 'nonsense'; do
		# shellcheck disable=SC2086 # words
		jiffy $words </dev/null
		expect_status 129
		expect_installed ''
	done
	printf '[machine]\nwindwo = yes\n' >jiffy.ini
	jiffy run
	expect_status 129
	expect_installed ''
}
test_case 'usage errors are reported before anything is installed' usage_comes_first

kernel_is_named() {
	real_machine
	jiffy help
	make_kernel bzImage
	: >linux.tar.xz
	asks 'flex unpack qemu dsc' run --kernel linux.tar.xz
	asks 'flex unpack qemu dsc' run -k .
	asks 'flex unpack qemu dsc' run --kernel https://kernel.invalid/linux.tar.xz
	asks 'unpack qemu dsc' run -kbzImage
	asks 'flex unpack qemu linux-source dsc' run -- --kernel x
}
test_case 'with --kernel no source package is asked for, and a prebuilt kernel needs no tools' kernel_is_named

busybox_is_named() {
	real_machine
	jiffy help
	make_busybox busybox
	asks 'flex unpack qemu linux-source' run --busybox "$T/work"
	asks 'flex qemu linux-source' run --busybox=busybox
	asks 'flex qemu linux-source' run --busybox=busybox --libc musl
	asks 'flex unpack qemu musl-gcc linux-source dsc' run --libc musl
}
test_case "with --busybox Debian's source package is not asked for, and a prebuilt one needs no tools" busybox_is_named

own_qemu() {
	only_missing qemu gtk
	asks_nothing run --qemu "$T/none"
	asks_nothing run --qemu "$T/none" --window
	asks 'qemu' run
	asks 'qemu gtk' run --window
	printf '[machine]\nqemu = %s\n' "$T/none" >jiffy.ini
	asks_nothing run
}
test_case 'with --qemu no QEMU is asked for' own_qemu

options_as_the_program_reads_them() {
	only_missing musl-gcc gtk
	asks_nothing run --append --window --hostname w --no-window -- --window
	asks_nothing run --window=no --libc glibc
	asks_nothing run --console -t
	asks 'gtk' run --console -w
	asks 'gtk' run --json --win
	asks 'gtk' run --no-window -vnwk linux
	asks 'musl-gcc' run --no-win --lib musl
}
test_case 'only the program parses options' options_as_the_program_reads_them

kernel_tree_around() {
	real_machine
	install_fakes flex unpack qemu dsc
	mkdir -p linux/init linux/fs/ext4
	touch linux/Kbuild linux/Kconfig linux/init/main.c
	printf 'VERSION = 6\nPATCHLEVEL = 1\n' >linux/Makefile
	jiffy help
	cd linux/fs/ext4 || exit
	asks_nothing run
	cd "$T/work" || exit
	asks 'linux-source' run
}
test_case 'in a kernel tree no source package is asked for' kernel_tree_around

ini_counts() {
	only_missing musl-gcc gtk
	rm -r "$T/src"
	mkdir -p project/sub
	printf '[busybox]\nlibc=musl\n[kernel]\n\tsource = ../linux\n[machine]\nwindow = yes' >project/jiffy.ini
	cd project/sub || exit
	asks 'musl-gcc gtk' run
	printf '[busybox]\nsource=/x\n' >jiffy.ini
	asks 'linux-source' run
}
test_case 'the nearest jiffy.ini counts' ini_counts

ini_names_what_is_ready() {
	real_machine
	install_fakes qemu
	mkdir -p project/sub
	make_kernel project/bzImage
	make_busybox project/busybox
	printf '[kernel]\nsource: bzImage\n[busybox]\nsource = busybox\n[machine]\nwindow = ON\n' >project/jiffy.ini
	cd project/sub || exit
	jiffy help
	asks_nothing run --no-window
	asks 'gtk' run
	asks 'flex gtk' run --kernel=bzImage
}
test_case "jiffy.ini's paths start at its folder" ini_names_what_is_ready

install_fails() {
	real_machine
	jiffy help
	: >"$T/apt-fails"
	jiffy run
	expect_status 128
	expect_out ''
	expect_err_has 'E: the disk is on fire'
	expect_err_has 'hint: apt-get install'
	[ "$(sed -n 's/^jiffy: //p' "$T/stderr" | grep -vc 'apt-get update$')" = 2 ] ||
		fail 'there is more than the announcement and one error'
	rm "$T/apt-fails"
	jiffy run
	expect_installed 'flex unpack qemu linux-source dsc'
	went_on
}
test_case 'a failed installation is reported once, and the next call tries again' install_fails

other_managers() {
	real_machine
	rm "$T/bin/apt-get"
	fake dnf <<<'#!/bin/sh'
	jiffy run
	expect_status 128
	expect_err "jiffy: building jiffy
jiffy: not on this machine: flex, unpack, qemu
  hint: dnf install d-flex d-unp d-qemu"
}
test_case 'with a package manager other than apt the command is printed, once' other_managers

stopped() {
	real_machine
	jiffy help
	mkfifo "$T/gate"
	fake apt-get <<-'EOS'
		#!/bin/sh
		: >"$T/installing"
		cat "$T/gate"
	EOS
	PATH="$T/bin" "$tree/jiffy" run >"$T/stdout" 2>"$T/stderr" &
	wait_for 60 test -e "$T/installing"
	kill -TERM $!
	wait $!
	status=$? told=''
	expect_status 143
	expect_err_has 'jiffy: interrupted'
	# apt-get is not interrupted: it ends by itself
	printf '' >"$T/gate"
}
test_case 'a signal ends an installation and is reported once' stopped

without_the_wrapper() {
	real_machine
	run env PATH="$T/bin" "$JIFFY" run
	went_on
	expect_calls ''
	run env PATH="$T/bin" JIFFY_WRAPPER="$T/none" "$JIFFY" run
	expect_status 128
	expect_err_has "jiffy: installing what is missing: 'sh' exited with status"
}
test_case 'a program that was not started by the wrapper installs nothing' without_the_wrapper

finish
