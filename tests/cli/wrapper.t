#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The wrapper at the root, in a tree of its own, with a table of its own and a $PATH in which Meson, ninja,
# apt-get and sudo are played by scripts that note what they are told in $T/calls.
. "$(dirname "$0")/lib.sh"

# What the wrapper may use of the real machine.
REAL='sh env cat rm mkdir mv cp tail sed find readlink flock touch chmod dirname grep ln'

fake() { # NAME, script on stdin
	cat >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}

# A clone in $tree; arguments are words for the names of its folder.
machine() {
	tree=$T/work/${1:-clone}
	mkdir -p "$tree/src/cmd" "$tree/wire" "$tree/data" "$T/bin"
	cp "$SRCDIR/jiffy" "$tree/jiffy"
	touch "$tree/meson.build" "$tree/src/main.c" "$T/calls"
	for tool in $REAL; do
		ln -sf "$(command -v "$tool")" "$T/bin/$tool"
	done
	cat >"$tree/data/packages" <<-TABLE
		# group check apt dnf pacman zypper

		build   cmd:meson      meson      d-meson p-meson z-meson
		build   cmd:ninja      ninja      d-ninja p-ninja z-ninja
		kernel  cmd:flex       flex       d-flex  p-flex  z-flex
		busybox cmd:unpack     unpack     d-unp   p-unp   z-unp
		qemu    cmd:qemu       qemu       d-qemu  p-qemu  z-qemu
		musl    cmd:musl-gcc   musl-gcc   -       -       -
		window  cmd:gtk        gtk        d-gtk   p-gtk   z-gtk
		source  file:$T/none/*,$T/src/linux-*.tar.* linux-source - - -
		menuconfig cmd:curses  curses     d-cur   p-cur   z-cur
	TABLE
	fake id <<-'EOS'
		#!/bin/sh
		echo "${FAKE_UID:-0}"
	EOS
	# meson setup BUILD ROOT
	fake meson <<-'EOS'
		#!/bin/sh
		echo "meson $*" >>"$CALLS"
		[ ! -e "$T/meson-fails" ] || { echo 'meson.build:7: ERROR: no such thing'; exit 1; }
		mkdir -p "$2/meson-private" && : >"$2/build.ninja"
	EOS
	# ninja -C BUILD TARGET
	fake ninja <<-'EOS'
		#!/bin/sh
		echo "ninja $*" >>"$CALLS"
		[ ! -e "$T/ninja-fails" ] || { echo 'src/main.c:3: error: no such thing'; exit 1; }
		mkdir -p "$2/src/cmd"
		cp "$T/program" "$2/src/cmd/jiffy"
	EOS
	# A package is called as its tool, which waits in $T/packages or does nothing; linux-source is a tarball.
	fake apt-get <<-'EOS'
		#!/bin/sh
		echo "apt-get $*" >>"$CALLS"
		[ ! -e "$T/apt-fails" ] || { echo 'E: the disk is on fire'; exit 100; }
		[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 99
		for word; do
			case $word in
			install | -* | DPkg*) ;;
			linux-source) mkdir -p "$T/src" && : >"$T/src/linux-6.1.tar.xz" ;;
			*)
				tool=$T/packages/$word
				[ -e "$tool" ] || tool=$T/nothing
				[ -e "$T/bin/$word" ] || cp "$tool" "$T/bin/$word"
				;;
			esac
		done
	EOS
	fake dpkg <<<'#!/bin/sh'
	printf '#!/bin/sh\n' >"$T/nothing"
	cat >"$T/program" <<-'EOS'
		#!/bin/sh
		echo "program in $JIFFY_DATADIR"
		for word; do echo "<$word>"; done
		exit 7
	EOS
	chmod +x "$T/nothing" "$T/program"
	export T CALLS=$T/calls
	unset JIFFY_BUILDDIR JIFFY_SETUP JIFFY_NO_INSTALL
}

install_fakes() { # NAME...
	for tool; do
		cp "$T/nothing" "$T/bin/$tool"
	done
}

everything() {
	install_fakes flex unpack qemu musl-gcc gtk curses
	mkdir -p "$T/src"
	: >"$T/src/linux-6.1.tar.xz"
}

jiffy() {
	: >"$T/calls"
	run env PATH="$T/bin" "$tree/jiffy" "$@"
}

# What was called; whether the lists were brought up to date first depends on the real machine.
calls() {
	sed 's/ -q -o DPkg::Lock::Timeout=[0-9]*//; /^apt-get update$/d' "$T/calls"
}

# The packages that the last call asked apt-get for.
expect_installed() {
	local is
	is=$(calls | sed -n 's/^apt-get install -y --no-install-recommends //p')
	[ "$is" = "$1" ] || fail "installed '$is', not '$1'"
}

expect_calls() {
	local is
	is=$(calls | cut -d ' ' -f 1 | paste -s -d ' ')
	[ "$is" = "$1" ] || fail "called '$is', not '$1'"
}

builds_and_hands_over() {
	machine
	everything
	jiffy run --append 'a  b' -- "it's" '' '*'
	expect_status 7
	expect_out "program in $tree
<run>
<--append>
<a  b>
<-->
<it's>
<>
<*>"
	expect_err 'jiffy: building jiffy'
	expect_calls 'meson ninja'
}
test_case 'it builds, then hands over to the program with all arguments and its status' builds_and_hands_over

second_call_does_nothing() {
	machine
	everything
	jiffy run
	jiffy run
	expect_status 7
	expect_err ''
	expect_calls ''
}
test_case 'a second call configures, builds and looks up nothing' second_call_does_nothing

# touch_newer FILE: newer than the stamp, whatever the clock's grain is
touch_newer() {
	touch -d "$(date -d "@$(($(stat -c %Y "$tree/build/.built") + 2))" '+%F %T')" "$1"
}

rebuilds_what_is_stale() {
	machine
	jiffy help
	touch_newer "$tree/src/main.c"
	jiffy help
	expect_calls 'ninja'
	touch -d '1 hour ago' "$tree/src/main.c"
	touch -d '1 hour ago' "$tree/src"
	jiffy help
	expect_calls ''
	rm "$tree/build/src/cmd/jiffy"
	jiffy help
	expect_calls 'ninja'
	touch_newer "$tree/wire"
	jiffy help
	expect_calls 'ninja'
}
test_case 'a newer source, a removed source or a missing program is built again' rebuilds_what_is_stale

awkward_path() {
	machine "it's \"a\" \$HOME clone; * \\ é"
	everything
	jiffy help
	expect_status 7
	expect_out_has "program in $tree"
	ln -s "$tree/jiffy" "$T/work/far"
	ln -s far "$T/work/near link"
	: >"$T/calls"
	run env PATH="$T/bin" "$T/work/near link" x
	expect_out_has "program in $tree"
	cd "$tree/src" || exit
	run env PATH="$T/bin" ../jiffy x
	expect_out_has "program in $tree"
	cd .. || exit
	run env PATH="$T/bin" sh jiffy x
	expect_out_has "program in $tree"
	run env PATH="$T/bin:$PWD" jiffy x
	expect_out_has "program in $tree"
	expect_calls ''
}
test_case 'it works by a link, from any folder, in a path with spaces and quotes' awkward_path

moved_clone() {
	machine
	jiffy help
	mv "$tree" "$T/work/moved"
	tree=$T/work/moved
	jiffy help
	expect_status 7
	expect_calls 'meson ninja'
	expect_out_has "program in $tree"
}
test_case 'a clone that was moved is configured anew' moved_clone

cut_short() {
	machine
	mkdir -p "$tree/build/meson-private"
	: >"$tree/build/meson-private/coredata.dat"
	jiffy help
	expect_calls 'meson ninja'
	expect_not test -e "$tree/build/meson-private/coredata.dat"
	rm "$tree/build/.built"
	jiffy help
	expect_calls 'ninja'
}
test_case 'a configuration that was cut short starts from nothing, a build goes on' cut_short

installs_by_command() {
	machine
	jiffy help
	expect_installed ''
	jiffy build
	expect_installed 'flex unpack linux-source'
	jiffy run
	expect_err_has 'installing what is missing: apt-get install -y --no-install-recommends qemu'
	expect_installed 'qemu'
	jiffy config kernel
	expect_installed 'curses'
	jiffy run --libc musl
	expect_installed 'musl-gcc'
	jiffy run --window
	expect_installed 'gtk'
	jiffy run --libc=musl -w
	expect_calls ''
}
test_case 'each command installs what it needs, and that once' installs_by_command

installs_tools_first() {
	machine
	mkdir "$T/packages"
	mv "$T/bin/meson" "$T/bin/ninja" "$T/packages"
	jiffy help
	expect_status 7
	expect_installed 'meson ninja'
	expect_calls 'apt-get meson ninja'
}
test_case 'what the build needs is installed before it' installs_tools_first

kernel_is_named() {
	machine
	: >"$T/work/bzImage"
	: >"$T/work/linux.tar.xz"
	jiffy run --kernel "$T/work/linux.tar.xz"
	expect_installed 'flex unpack qemu'
	rm "$T/bin/flex" "$T/bin/unpack" "$T/bin/qemu"
	rm "$tree"/build/.have-*
	jiffy run -k"$T/work/bzImage" --busybox="$T/work/bzImage"
	expect_installed 'qemu'
	jiffy run -k "$T/work"
	expect_installed 'flex unpack'
	jiffy run -- --kernel x
	expect_installed 'linux-source'
}
test_case 'with --kernel the source package is not installed; what is ready needs no tools' kernel_is_named

kernel_tree_around() {
	machine
	install_fakes flex unpack qemu
	mkdir -p linux/init linux/fs/ext4
	touch linux/Kbuild linux/Kconfig linux/init/main.c
	cd linux/fs/ext4 || exit
	jiffy run
	expect_status 7
	expect_installed ''
	cd "$T/work" || exit
	jiffy run
	expect_installed 'linux-source'
}
test_case 'in a kernel tree the source package is not installed' kernel_tree_around

ini_counts() {
	machine
	install_fakes flex unpack qemu
	mkdir -p project/sub
	printf '[busybox]\nlibc=musl\n[kernel]\n\tsource = ../linux\n[machine]\nsource=x\nwindow = yes' \
		>project/jiffy.ini
	cd project/sub || exit
	jiffy run
	expect_installed 'musl-gcc gtk'
	printf '[busybox]\nsource=/x\n' >jiffy.ini
	jiffy run
	expect_installed 'linux-source'
}
test_case 'the nearest jiffy.ini counts' ini_counts

no_install() {
	machine
	export JIFFY_NO_INSTALL=1
	jiffy run
	expect_status 128
	expect_err_has 'not on this machine: flex, unpack, qemu, linux-source'
	expect_err_has '  hint: apt-get install -y --no-install-recommends flex unpack qemu linux-source'
	expect_calls ''
	everything
	jiffy run
	expect_status 7
	expect_calls 'meson ninja'
}
test_case 'JIFFY_NO_INSTALL=1 prints the command and stops' no_install

as_user() {
	machine
	export FAKE_UID=1000
	jiffy run
	expect_status 128
	expect_err_has 'hint: as root: apt-get install'
	expect_calls ''
	fake sudo <<-'EOS'
		#!/bin/sh
		echo "sudo $1" >>"$CALLS"
		exec "$@"
	EOS
	jiffy run
	expect_status 7
	expect_err_has 'installing what is missing: sudo apt-get install -y --no-install-recommends flex'
	expect_installed 'flex unpack qemu linux-source'
	expect grep -qx 'sudo env' "$T/calls"
}
test_case 'a user installs through sudo, or is told the command' as_user

other_managers() {
	machine
	rm "$T/bin/apt-get"
	jiffy run
	expect_status 128
	expect_err_has 'hint: install them; no package manager that jiffy knows'
	for manager in 'zypper:zypper install z-flex z-unp z-qemu' \
		'pacman:pacman -S --needed p-flex p-unp p-qemu' 'dnf:dnf install d-flex d-unp d-qemu'; do
		fake "${manager%%:*}" <<-'EOS'
			#!/bin/sh
			echo "$0 $*" >>"$CALLS"
		EOS
		jiffy run
		expect_status 128
		expect_err_has "  hint: ${manager#*:}"
		expect_calls ''
	done
}
test_case 'with dnf, pacman and zypper the command is printed, not run' other_managers

install_fails() {
	machine
	: >"$T/apt-fails"
	jiffy run
	expect_status 128
	expect_err_has 'could not install what is missing'
	expect_err_has 'E: the disk is on fire'
	expect_err_has "log: $tree/build/install.log"
	expect_err_has 'hint: apt-get install'
	expect_out ''
	rm "$T/apt-fails"
	jiffy run
	expect_status 7
}
test_case "a failed installation shows apt-get's last words; the next call tries again" install_fails

install_does_not_help() {
	machine
	fake apt-get <<<'#!/bin/sh'
	jiffy run
	expect_status 128
	expect_err_has 'installed, and still not on this machine: flex, unpack, qemu, '
}
test_case 'an installation that did not bring the tool is an error' install_does_not_help

build_fails() {
	machine
	: >"$T/ninja-fails"
	jiffy help
	expect_status 128
	expect_out ''
	expect_err_has 'src/main.c:3: error: no such thing'
	expect_err_has "log: $tree/build/build-jiffy.log"
	rm "$T/ninja-fails"
	jiffy help
	expect_status 7
	machine second
	: >"$T/meson-fails"
	jiffy help
	expect_status 128
	expect_err_has 'meson.build:7: ERROR: no such thing'
}
test_case "a failed build shows the compiler's lines; the next call builds again" build_fails

build_folder() {
	machine
	export JIFFY_BUILDDIR="$T/work/other build"
	jiffy help
	expect_status 7
	expect test -x "$JIFFY_BUILDDIR/src/cmd/jiffy"
	expect_not test -e "$tree/build"
	export JIFFY_BUILDDIR='relative'
	jiffy help
	expect test -x "$T/work/relative/src/cmd/jiffy"
	: >"$T/work/file"
	export JIFFY_BUILDDIR=$T/work/file/build
	jiffy help
	expect_status 128
	expect_err_has "cannot write to '$T/work/file/build'"
	expect_err_has 'hint: set JIFFY_BUILDDIR'
}
test_case 'JIFFY_BUILDDIR names the build folder; one that cannot be written to is an error' build_folder

set_up_only() {
	machine
	export JIFFY_SETUP='build musl'
	jiffy
	expect_status 0
	expect_out ''
	expect_installed 'musl-gcc'
	expect test -x "$tree/build/src/cmd/jiffy"
}
test_case 'JIFFY_SETUP installs the groups it names, builds, and ends' set_up_only

new_table() {
	machine
	jiffy help
	echo 'build cmd:scdoc scdoc scdoc scdoc scdoc' >>"$tree/data/packages"
	touch_newer "$tree/data/packages"
	jiffy help
	expect_status 7
	expect_installed 'scdoc'
}
test_case 'a changed table is looked up again' new_table

two_at_once() {
	machine
	mkfifo "$T/gate"
	fake ninja <<-'EOS'
		#!/bin/sh
		echo "ninja $*" >>"$CALLS"
		: >"$T/building"
		cat "$T/gate"
		mkdir -p "$2/src/cmd"
		cp "$T/program" "$2/src/cmd/jiffy"
	EOS
	PATH="$T/bin" "$tree/jiffy" first >"$T/first" 2>/dev/null &
	wait_for 60 test -e "$T/building"
	PATH="$T/bin" "$tree/jiffy" second >"$T/second" 2>"$T/waiting" &
	wait_for 60 grep -q 'waiting for another jiffy' "$T/waiting"
	echo >"$T/gate"
	wait
	expect grep -qx '<first>' "$T/first"
	expect grep -qx '<second>' "$T/second"
	expect_calls 'meson ninja'
}
test_case 'two at once build once' two_at_once

killed_while_building() {
	machine
	fake ninja <<-'EOS'
		#!/bin/sh
		kill -KILL $PPID
	EOS
	jiffy help
	expect_status 137
	fake ninja <<-'EOS'
		#!/bin/sh
		echo ninja >>"$CALLS"
		mkdir -p "$2/src/cmd"
		cp "$T/program" "$2/src/cmd/jiffy"
	EOS
	jiffy help
	expect_status 7
	expect_calls 'ninja'
}
test_case 'after a kill in the middle the next call is right' killed_while_building

finish
