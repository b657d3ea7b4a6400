#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --share: what is refused before the boot, and what is passed to QEMU.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

ODD="a 'quoted' \"name\", with, commas"

shared_case() {
	ready_machine
	mkdir "$ODD" folder
}

refused() { # TEXT ARG...
	local text=$1
	shift
	shared_case
	: >file
	fake "$@"
	expect_status 129
	expect_err_has "$text"
	expect_not test -e "$XDG_STATE_HOME/jiffy/runs/1"
}

qemu_gets_it() {
	shared_case
	JIFFY_FAKE_QEMU_ARGS=$T/args fake --share "$ODD" --share folder:/mnt/a%20b:rw
	expect_status 0
	local escaped=${ODD//,/,,}
	expect grep -qxF "local,id=share0,path=$T/work/$escaped,security_model=none,multidevs=remap,readonly=on" "$T/args"
	expect grep -qxF 'virtio-9p-pci,fsdev=share0,mount_tag=share0' "$T/args"
	expect grep -qxF "local,id=share1,path=$T/work/folder,security_model=none,multidevs=remap" "$T/args"
	expect grep -qF " jiffy.share0=ro:/a%20'quoted'%20%22name%22,%20with,%20commas jiffy.share1=rw:/mnt/a%2520b" "$T/args"
}

with_a_command() {
	shared_case
	JIFFY_FAKE_QEMU_ARGS=$T/args SCENARIO=runs fake --share folder -- says hi ''
	expect_status 0
	expect_out hi
	expect grep -qF ' jiffy.share0=ro:/folder jiffy.exec=1' "$T/args"
}

from_jiffy_ini() {
	shared_case
	mkdir below
	printf '[machine]\nshare = folder:/one\nshare = folder:/two:rw\n' >jiffy.ini
	cd below || return
	JIFFY_FAKE_QEMU=boots-and-powers-off JIFFY_FAKE_QEMU_ARGS=$T/args run "$JIFFY" run --kernel ../bzImage \
		--busybox ../busybox --machine pc --no-sandbox --qemu "$FAKE_QEMU" --accel tcg --share .:/three </dev/null
	expect_status 0
	expect grep -qF ' jiffy.share0=ro:/one jiffy.share1=rw:/two jiffy.share2=ro:/three' "$T/args"
	expect grep -qF "path=$T/work/below,security" "$T/args"
}

dry_run_is_a_command() {
	shared_case
	fake --dry-run --share "$ODD"
	expect_status 0
	run env JIFFY_FAKE_QEMU=plain-console JIFFY_FAKE_QEMU_ARGS="$T/args" sh -c "$(cat "$T/stdout")"
	expect grep -qF "path=$T/work/${ODD//,/,,},security_model=none" "$T/args"
}

# An ELF is searched for the strings of 9p. Nothing can be said of the fake bzImage.
kernel_without_9p() {
	shared_case
	make_vmlinux vmlinux 62 0x200000 4096
	run "$JIFFY" run --kernel vmlinux --busybox busybox --machine pc --no-sandbox --qemu "$FAKE_QEMU" --accel tcg \
		--share folder </dev/null
	expect_status 125
	expect_err_has "the kernel '$T/work/vmlinux' cannot mount shared folders: it has no 9p over virtio"
	expect_err_has 'NET_9P_VIRTIO'
}

guest_cannot() { # NUMBER ERRNO STATUS TEXT ARG...
	shared_case
	local number=$1 errnum=$2 want=$3 text=$4
	shift 4
	JIFFY_FAKE_QEMU_SHARE="$number $errnum" SCENARIO=mounts-no-share fake --share .:/one --share folder:/two "$@"
	expect_status "$want"
	expect_err_has "$text"
}

many() {
	local args=() i
	for i in $(seq "$1"); do
		args+=(--share "folder:/$i$2")
	done
	refused "$3" "${args[@]}"
}

test_case 'QEMU and the guest get each share' qemu_gets_it
test_case 'a command gets a share' with_a_command
test_case 'shares in jiffy.ini and on the command line add up' from_jiffy_ini
test_case '--dry-run prints a command for a shell' dry_run_is_a_command
test_case 'a prebuilt kernel without 9p is 125' kernel_without_9p
test_case 'a kernel that turns out to lack 9p is 125' guest_cannot 1 19 125 \
	"/folder' at '/two': its kernel lacks 9P_FS, NET_9P_VIRTIO"
test_case 'a mount point that cannot be made is 128' guest_cannot 0 20 128 "' at '/one': Not a directory" -- true
test_case 'a guest that reports an unknown share has vanished' guest_cannot 7 19 123 'the agent sent an impossible goodbye' -- true
test_case 'and so it has without a command' guest_cannot 2 19 123 'the agent sent an impossible goodbye'
test_case 'a missing folder is a usage error' refused "/none': No such file or directory" --share none
test_case 'a missing folder with a mount point is a usage error' refused "/none': No such file or directory" --share none:/x:rw
test_case 'a file cannot be shared' refused "/file': it is not a folder" --share file:/x
test_case 'a mount point must begin with /' refused "the place 'x' in the guest does not begin with '/'" --share folder:x
test_case 'two shares cannot have the same mount point' refused "are both shared at '/x' in the guest" --share folder:/x --share .:/y/../x
test_case 'a share must not hide another one' refused "would hide '/x/y'" --share folder:/x/y --share .:/x
test_case 'a share must not hide what PID 1 needs' refused "would hide the guest's own '/proc'" --share folder:/proc
test_case 'more shares than the board has room for are refused' many 29 '' "the board 'pc' has room for 29 devices"
test_case 'shares that do not fit on the command line are refused' many 26 "$(printf '%070d' 0)" "the kernel's command line would be"
finish
