#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The wrapper: what it builds and installs, and what can go wrong.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wrapper.sh"

builds_and_hands_over() {
	machine
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
test_case 'the wrapper builds the program and runs it with all arguments' builds_and_hands_over

second_call_does_nothing() {
	machine
	jiffy run
	jiffy run
	expect_status 7
	expect_err ''
	expect_calls ''
}
test_case 'a second call configures, builds and checks nothing' second_call_does_nothing

# Each descriptor of the program with the flags of open(2), in octal; 0 is O_RDONLY.
closed_descriptors() {
	machine
	cat >"$T/program" <<-'EOS'
		#!/bin/sh
		fds=$(for fd in 0 1 2; do
			readlink /proc/$$/fd/$fd
			sed -n 's/^flags:.*\(.\)$/\1/p' /proc/$$/fdinfo/$fd
		done)
		echo $fds >"$T/fds"
	EOS
	PATH=$T/bin sh "$tree/jiffy" help <&- >&- 2>&-
	expect test "$(cat "$T/fds")" = '/dev/null 0 /dev/null 0 /dev/null 1'
}
test_case 'closed descriptors are opened' closed_descriptors

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
test_case 'it builds again if a source is newer or removed, or the program is missing' rebuilds_what_is_stale

awkward_path() {
	machine_in "it's \"a\" \$HOME clone; * \\ é"
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
test_case 'it works through a link, from any folder, in a path with spaces and quotes' awkward_path

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
test_case 'a moved clone is configured again' moved_clone

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
test_case 'an interrupted configuration starts again, an interrupted build goes on' cut_short

installs_tools_first() {
	machine
	mkdir "$T/packages"
	mv "$T/bin/meson" "$T/bin/ninja" "$T/packages"
	jiffy help
	expect_status 7
	expect_installed 'meson ninja'
	expect_calls 'apt-get meson ninja'
}
test_case 'what the build needs is installed first' installs_tools_first

# The packages that a command has us install.
groups='kernel busybox qemu@x86_64 source'

no_install() {
	machine
	export JIFFY_NO_INSTALL=1 JIFFY_SETUP=$groups
	jiffy
	expect_status 128
	expect_err 'jiffy: not on this machine: flex, unpack, qemu, linux-source
  hint: apt-get install -y --no-install-recommends flex unpack qemu linux-source'
	expect_calls ''
	everything
	jiffy
	expect_status 0
	expect_calls 'meson ninja'
}
test_case 'JIFFY_NO_INSTALL=1 prints the command and stops' no_install

as_user() {
	machine
	export FAKE_UID=1000 JIFFY_SETUP=$groups
	jiffy
	expect_status 128
	expect_err_has 'hint: as root: apt-get install'
	expect_calls ''
	fake sudo <<-'EOS'
		#!/bin/sh
		echo "sudo $1" >>"$CALLS"
		exec "$@"
	EOS
	jiffy
	expect_status 0
	expect_err_has 'installing what is missing: sudo apt-get install -y --no-install-recommends flex'
	expect_installed 'flex unpack qemu linux-source'
	expect grep -qx 'sudo env' "$T/calls"
}
test_case 'a user installs through sudo; without sudo, the command is printed' as_user

other_managers() {
	machine
	export JIFFY_SETUP=$groups
	rm "$T/bin/apt-get"
	jiffy
	expect_status 128
	expect_err_has 'hint: install them yourself; jiffy found none of apt, dnf'
	for manager in 'zypper:zypper install z-flex z-unp z-qemu' \
		'pacman:pacman -S --needed p-flex p-unp p-qemu' 'dnf:dnf install d-flex d-unp d-qemu'; do
		fake "${manager%%:*}" <<-'EOS'
			#!/bin/sh
			echo "$0 $*" >>"$CALLS"
		EOS
		jiffy
		expect_status 128
		expect_err_has "  hint: ${manager#*:}"
		expect_calls ''
	done
}
test_case 'with dnf, pacman and zypper the command is printed, not run' other_managers

install_fails() {
	machine
	export JIFFY_SETUP=$groups
	: >"$T/apt-fails"
	jiffy
	expect_status 128
	expect_err_has 'could not install what is missing'
	expect_err_has 'E: the disk is on fire'
	expect_err_has "log: $tree/build/install.log"
	expect_err_has 'hint: apt-get install'
	expect_out ''
	rm "$T/apt-fails"
	jiffy
	expect_status 0
	expect_installed 'flex unpack qemu linux-source'
}
test_case "a failed installation shows apt-get's last lines; the next call tries again" install_fails

install_does_not_help() {
	machine
	fake apt-get <<<'#!/bin/sh'
	JIFFY_SETUP=$groups jiffy
	expect_status 128
	expect_err_has 'still not on this machine after installing: flex, unpack, qemu, '
}
test_case 'an installation after which the tool is still missing is an error' install_does_not_help

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
	machine_in second
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
test_case 'JIFFY_BUILDDIR names the build folder, which must be writable' build_folder

in_two_groups() {
	machine
	echo 'musl cmd:flex flex - - -' >>"$tree/data/packages"
	JIFFY_NO_INSTALL=1 JIFFY_SETUP='kernel musl' jiffy
	expect_err 'jiffy: not on this machine: flex, musl-gcc
  hint: apt-get install -y --no-install-recommends flex musl-gcc'
}
test_case 'a package that two groups need is named once' in_two_groups

set_up_only() {
	machine
	export JIFFY_SETUP='musl'
	jiffy
	expect_status 0
	expect_out ''
	expect_installed 'musl-gcc'
	expect test -x "$tree/build/src/cmd/jiffy"
	JIFFY_SETUP='musl window' jiffy
	expect_installed 'gtk'
	JIFFY_SETUP='nonsense' jiffy
	expect_status 128
	expect_err "jiffy: '$tree/data/packages' has no group 'nonsense'"
	expect_calls ''
}
test_case 'JIFFY_SETUP installs the groups it names, builds, and exits' set_up_only

tells_the_program() {
	machine
	cat >"$T/program" <<-'EOS'
		#!/bin/sh
		echo "$JIFFY_WRAPPER:$JIFFY_HAVE"
	EOS
	jiffy
	expect_out "$tree/jiffy: build"
	JIFFY_SETUP='musl qemu@x86_64' jiffy
	jiffy
	expect_out "$tree/jiffy: build musl qemu@x86_64"
	touch_newer "$tree/data/packages"
	jiffy
	expect_out "$tree/jiffy: build"
}
test_case 'the program learns where the wrapper is and which groups are installed' tells_the_program

new_table() {
	machine
	jiffy help
	echo 'build cmd:scdoc scdoc scdoc scdoc scdoc' >>"$tree/data/packages"
	touch_newer "$tree/data/packages"
	jiffy help
	expect_status 7
	expect_installed 'scdoc'
}
test_case 'a changed table is checked again' new_table

completion() {
	machine
	jiffy __complete run --
	expect_status 0
	expect_out ''
	expect_err ''
	expect_calls ''
	expect_not test -e "$tree/build"
	jiffy help
	touch_newer "$tree/src/main.c"
	jiffy __complete run --window ''
	expect_status 7
	expect_out "program in $tree
<__complete>
<run>
<--window>
<>"
	expect_err ''
	expect_calls ''
}
test_case 'completion neither installs nor builds' completion

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
test_case 'two wrappers at once build once' two_at_once

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
test_case 'after a kill during the build the next call builds again' killed_while_building

finish
