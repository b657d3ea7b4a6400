# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests of the wrapper: a tree, a table of packages and a $PATH of their own. Scripts there play
# Meson, ninja, apt-get and sudo, and write their arguments to $T/calls.

# What the wrapper may use of the real machine.
REAL='sh env cat rm mkdir mv cp tail sed find readlink flock touch chmod dirname grep ln'

fake() { # NAME, script on stdin
	cat >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}

machine() {
	machine_in clone
}

# Makes a clone in a folder of this name, $tree.
machine_in() { # NAME
	tree=$T/work/$1
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
		qemu@x86_64 cmd:qemu   qemu       d-qemu  p-qemu  z-qemu
		musl    cmd:musl-gcc   musl-gcc   -       -       -
		window  cmd:gtk        gtk        d-gtk   p-gtk   z-gtk
		source  file:$T/none/*,$T/src/linux-*.tar.* linux-source - - -
		menuconfig cmd:curses  curses     d-cur   p-cur   z-cur
		busybox-source cmd:dsc dsc        -       -       -
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
	# A package has the name of its tool, which comes from $T/packages or does nothing.
	# linux-source is a tarball.
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
	unset JIFFY_BUILDDIR JIFFY_SETUP JIFFY_NO_INSTALL JIFFY_WRAPPER JIFFY_HAVE
}

# As machine(), with the real program. The package qemu does not hold the target's QEMU, so 'jiffy
# run' ends where it looks for that, right after the installation.
real_machine() {
	machine
	cp "$JIFFY" "$T/program"
	ln -s "$SRCDIR/data/targets" "$SRCDIR/data/kernel" "$tree/data/"
	export XDG_CACHE_HOME=$SCRATCH/cache XDG_STATE_HOME=$SCRATCH/state
}

install_fakes() { # NAME...
	for tool; do
		cp "$T/nothing" "$T/bin/$tool"
	done
}

everything() {
	install_fakes flex unpack qemu musl-gcc gtk curses dsc
	mkdir -p "$T/src"
	: >"$T/src/linux-6.1.tar.xz"
}

jiffy() {
	: >"$T/calls"
	run env PATH="$T/bin" "$tree/jiffy" "$@"
}

# Prints the calls, except apt-get update, which depends on the real machine.
calls() {
	sed 's/ -q -o DPkg::Lock::Timeout=[0-9]*//; /^apt-get update$/d' "$T/calls"
}

# Expects these packages in the last call of apt-get.
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

# touch_newer FILE: makes it newer than the stamp, however coarse the clock is
touch_newer() {
	touch -d "$(date -d "@$(($(stat -c %Y "$tree/build/.built") + 2))" '+%F %T')" "$1"
}
