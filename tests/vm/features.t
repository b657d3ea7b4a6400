#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Features on request: network, disks, several CPUs, a window, another C library.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016
. "$(dirname "$0")/guest.sh"

head -c 4M /dev/zero >"$SCRATCH/disk"
printf 'hello from the disk' | dd of="$SCRATCH/disk" bs=1 conv=notrunc status=none
mv "$SCRATCH/disk" "$SCRATCH/a disk, with 'quotes'"
DISK="$SCRATCH/a disk, with 'quotes'"
build_first --net --disk "$DISK" --cpus 2

all_at_once() {
	guest 'ip -4 addr show eth0; ip route; ping -c 1 -W 20 10.0.2.2
head -c 19 /dev/vda; echo
echo written >/dev/vda; sync
nproc; grep -c ^processor /proc/cpuinfo' --net --disk "$DISK" --cpus 2 --memory 128M
	expect_status 0
	expect_out_has 'inet 10.0.2.15/24'
	expect_out_has 'default via 10.0.2.2'
	expect_out_has '1 packets received'
	expect_out_has 'hello from the disk'
	expect grep -qx 2 "$T/stdout"
	expect test "$(head -c 7 "$DISK")" = written
}

no_network_unless_asked() {
	guest 'ls /sys/class/net; echo end'
	expect_status 0
	expect_out_lacks eth0
}

no_such_disk() {
	run "$JIFFY" run --disk "$T/none"
	expect_status 129
	expect_err_has "$T/none"
}

window_shows_the_prompt() {
	command -v python3 >/dev/null || skip 'python3 is not installed'
	build_first --window --share .
	mkfifo "$T/quiet" && exec 8<>"$T/quiet"
	timeout 300 "$JIFFY" run --window --no-sandbox --share . --qemu-arg -display --qemu-arg none \
		--qemu-arg -qmp --qemu-arg "unix:$T/qmp,server=on,wait=off" \
		<&8 >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 120 "$SRCDIR/tests/vm/screen.py" "$T/qmp" prompt
	"$SRCDIR/tests/vm/screen.py" "$T/qmp" type 'poweroff'
	wait "$pid"
	status=$?
	expect_status 0
}

# The kernel of the previous case. The share is a PCI device there.
shares_on_the_pc() {
	mkdir folder
	run timeout 300 "$JIFFY" run -q --window --qemu-arg -display --qemu-arg none --share folder:/w:rw \
		-c 'echo from the pc >/w/file' </dev/null
	expect_status 0
	expect test "$(cat folder/file)" = 'from the pc'
}

musl() {
	build_first --libc musl
	guest 'busybox | head -n 1; echo up $((6 * 7))' --libc musl
	expect_status 0
	expect_out_has 'up 42'
	run "$JIFFY" build busybox --libc musl
	small=$(stat -c %s "$(cat "$T/stdout")")
	run "$JIFFY" build busybox
	expect test "$small" -lt "$(stat -c %s "$(cat "$T/stdout")")"
}

ready_made() {
	kernel=$("$JIFFY" build kernel)
	busybox=$("$JIFFY" build busybox)
	cp "$kernel" "$T/my vmlinux"
	cp "$busybox" "$T/my busybox"
	XDG_CACHE_HOME=$T/cache guest 'echo up $((6 * 7))' --kernel "$T/my vmlinux" --busybox "$T/my busybox"
	expect_status 0
	expect_out_has 'up 42'
	expect_not test -e "$T/cache/jiffy/sources"
}

test_case 'a network, a disk and two CPUs work together' all_at_once
test_case 'there is no network unless it is requested' no_network_unless_asked
test_case 'a missing disk is a usage error' no_such_disk
test_case 'the window shows the prompt and takes keys' window_shows_the_prompt
test_case 'a folder can be shared with the PC' shares_on_the_pc
test_case 'BusyBox with musl is smaller and works' musl
test_case 'with a prebuilt kernel and BusyBox, nothing is built' ready_made
finish
