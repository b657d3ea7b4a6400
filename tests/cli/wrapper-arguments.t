#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The wrapper at the root: which arguments and settings ask for which packages.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wrapper.sh"

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

options_as_the_program_reads_them() {
	machine
	everything
	rm "$T/bin/musl-gcc" "$T/bin/gtk"
	jiffy run --append --window --hostname -w -kx -w --no-window -- --window
	expect_installed ''
	jiffy run --window=no --libc glibc
	expect_installed ''
	jiffy run --no-win --lib musl
	expect_installed 'musl-gcc'
	jiffy run --no-window -vnwk linux
	expect_installed 'gtk'
	rm "$T/bin/gtk" "$tree/build/.have-window"
	jiffy run --win
	expect_installed 'gtk'
	rm "$T/bin/gtk" "$tree/build/.have-window"
	jiffy run --window=On
	expect_installed 'gtk'
}
test_case 'options are read as the program reads them: cut short, negated, together, or values' \
	options_as_the_program_reads_them

# The program's own list of options says which of them take a value: a '-w' behind those is none.
values_as_in_the_table() {
	machine
	everything
	local line name
	run "$JIFFY" help run
	expect_status 0
	sed -nE 's/^ +(-., )?(--[a-z0-9-]+( [^ ]+)?)(  .*)?$/\2/p' "$T/stdout" >"$T/options"
	expect grep -qx -- '--append WORDS' "$T/options"
	expect grep -qx -- '--net' "$T/options"
	while IFS= read -r line; do
		name=${line%% *}
		install_fakes gtk
		rm -f "$T/bin/gtk" "$tree/build/.have-window"
		jiffy run --no-window "$name" -w </dev/null
		case $line in
		*' '*) expect_installed '' ;;
		*) expect_installed 'gtk' ;;
		esac
	done < <(grep -vx -- '--window' "$T/options")
}
test_case 'it knows of every option whether it takes a value' values_as_in_the_table

help_needs_nothing() {
	machine
	jiffy run --help
	expect_installed ''
	jiffy build --libc musl -h
	expect_installed ''
}
test_case "a command's help installs nothing for the command" help_needs_nothing

own_qemu() {
	machine
	install_fakes flex unpack
	jiffy run --kernel linux --qemu /opt/qemu
	expect_installed ''
	printf '[machine]\nqemu = /opt/qemu\n' >jiffy.ini
	jiffy run --kernel linux
	expect_installed ''
}
test_case 'with --qemu no QEMU is installed' own_qemu

menuconfig_only() {
	machine
	everything
	rm "$T/bin/curses"
	for option in '--explain X' '--enable=X' '--disable X' '--set X=y' '--en X' '--ex X' '--busybox-set X=y'; do
		# shellcheck disable=SC2086 # an option and its value
		jiffy config $option
		expect_status 7
		expect_installed ''
	done
	jiffy config --qemu x
	expect_installed 'curses'
}
test_case "what shows no menu needs no ncurses" menuconfig_only

busybox_is_named() {
	machine
	everything
	echo 'busybox-source cmd:dsc dsc - - -' >>"$tree/data/packages"
	jiffy run --busybox "$T/work"
	expect_installed ''
	jiffy run
	expect_installed 'dsc'
}
test_case "with --busybox what unpacks Debian's source package is not installed" busybox_is_named

completion() {
	machine
	jiffy __complete run --
	expect_status 0
	expect_out ''
	expect_err ''
	expect_calls ''
	expect_not test -e "$tree/build"
	install_fakes flex unpack qemu
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

ini_names_what_is_ready() {
	machine
	install_fakes qemu
	mkdir -p project/sub home
	: >project/bzImage
	: >home/busybox
	printf '[kernel]\nsource = /no\nsource: bzImage\n[busybox]\nsource = ~/busybox\n[machine]\nwindow = ON\n' \
		>project/jiffy.ini
	cd project/sub || exit
	HOME=$T/work/home jiffy run --no-window
	expect_installed ''
	HOME=$T/work/home jiffy run
	expect_installed 'gtk'
	HOME=$T/work/home jiffy run --kernel=bzImage
	expect_installed 'flex'
	HOME=$T/work jiffy run
	expect_installed 'unpack'
}
test_case "jiffy.ini's paths start at its folder, or at home" ini_names_what_is_ready

finish
