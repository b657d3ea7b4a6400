#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# jiffy doctor with a table of packages and a $PATH of its own. The $PATH has a package manager and
# what a case adds.
. "$(dirname "$0")/lib.sh"

program() { # NAME...
	for name; do
		printf '#!/bin/sh\n' >"$T/bin/$name"
		chmod +x "$T/bin/$name"
	done
}

machine() {
	mkdir -p "$T/bin" "$T/tree/data"
	ln -s "$SRCDIR/data/targets" "$SRCDIR/data/kernel" "$T/tree/data/"
	cat >"$T/tree/data/packages" <<-TABLE
		build      cmd:gcc         gcc     d-gcc  p-gcc  z-gcc
		build      cmd:meson       meson   d-mes  p-mes  z-mes
		kernel     cmd:gcc         gcc     d-gcc  p-gcc  z-gcc
		kernel     cmd:flex        flex    d-flex p-flex z-flex
		busybox    cmd:gcc         gcc     d-gcc  p-gcc  z-gcc
		busybox    file:$T/libc.a  libc6-dev d-libc p-libc z-libc
		menuconfig cmd:ncursesw    libncurses-dev d-cur p-cur z-cur
		window     file:$T/gtk.so  gtk     d-gtk  p-gtk  z-gtk
		source     cmd:linux       linux   -      -      -
	TABLE
	program apt-get
	export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state
}

doctor() {
	run env PATH="$T/bin" JIFFY_DATADIR="$T/tree" "$JIFFY" doctor "$@"
}

# Expects the line of a group, without the sudo of a user other than root.
expect_line() {
	sed 's/sudo apt-get/apt-get/' "$T/stdout" | tr -s ' ' | sed 's/ $//' | grep -qxF -e "$1" || fail "no line '$1'"
}

install='apt-get install -y --no-install-recommends'

tells_what_mends_it() {
	machine
	program flex
	doctor
	expect_status 1
	expect_line "kernel missing gcc: $install gcc"
	expect_line "busybox missing gcc, libc6-dev: $install gcc libc6-dev"
	expect_line "build no to build jiffy itself: $install gcc meson"
	expect_line "menuconfig no for 'jiffy config': $install libncurses-dev"
	expect_line "window no for --window: $install gtk"
	expect_line "source missing linux: $install linux"
	expect_line "to install all that is needed: $install gcc libc6-dev linux"
}
test_case 'each incomplete group shows its command, and one command installs all that is needed' tells_what_mends_it

nothing_needed() {
	machine
	program gcc flex linux
	touch "$T/libc.a"
	doctor
	expect_status 0
	expect_line 'kernel ok'
	expect_line "window no for --window: $install gtk"
	expect_out_lacks 'to install'
}
test_case 'a package that only some options need is not a failure' nothing_needed

no_manager() {
	machine
	rm "$T/bin/apt-get"
	doctor
	expect_status 1
	expect_line 'kernel missing gcc, flex'
	expect_line 'window no for --window: d-gtk'
	expect_out_lacks 'install'
}
test_case 'without a package manager, doctor says what is missing' no_manager

in_json() {
	machine
	program flex
	doctor --json
	expect_status 1
	sed -i 's/sudo apt-get/apt-get/' "$T/stdout"
	# shellcheck disable=SC2016 # Python's own
	expect python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
found = {f["name"]: f for f in report["findings"]}
install = sys.argv[2]
assert report["command"] == f"{install} gcc libc6-dev linux", report["command"]
assert found["kernel"]["command"] == f"{install} gcc" and found["kernel"]["for"] is None
assert found["kernel"]["needed"] and not found["kernel"]["ok"] and found["kernel"]["missing"] == ["gcc"]
assert found["window"]["command"] == f"{install} gtk" and found["window"]["for"] == "for --window"
assert not found["window"]["needed"] and not found["window"]["ok"]
' "$T/stdout" "$install"
}
test_case '--json has the command for each finding and for all of them' in_json

finish
