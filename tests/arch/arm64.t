#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A guest of another architecture: it is built, boots, runs commands with all devices, and each end
# of it is exact.
#
# What is in single quotes is for the guest.
# shellcheck disable=SC2016
. "$(dirname "$0")/../vm/guest.sh"

ARCH=(--arch arm64)
# one more kernel for all that has to be asked for
MORE=("${ARCH[@]}" --net --disk "$SCRATCH/disk" --share "$SCRATCH:/host:rw" --cpus 2
	--enable RUNTIME_TESTING_MENU --enable LKDTM)
head -c 4M /dev/zero >"$SCRATCH/disk"

build_long() { # OPTION...
	if ! timeout 1700 "$JIFFY" build "$@" >"$SCRATCH/build" 2>&1; then
		sed 's/^/# /' "$SCRATCH/build"
		echo 'Bail out! the image does not build'
		exit 1
	fi
}
build_long "${ARCH[@]}"
build_long "${MORE[@]}"

in_guest() {
	run timeout 300 "$JIFFY" run -q "${ARCH[@]}" "$@" </dev/null
}

ends() { # STATUS WORD TITLE OPTION...
	ends_as "${@:1:3}" "${ARCH[@]}" "${@:4}"
}

names() {
	in_guest -- uname -m
	expect_status 0
	expect_out aarch64
	expect_err ''
	run timeout 300 "$JIFFY" run -q --arch aarch64 -- uname -m </dev/null
	expect_out aarch64
	run "$JIFFY" run --arch vax -- true
	expect_status 129
	expect_err_has 'aarch64 (arm64)'
}

a_shell() {
	guest 'echo up $((6 * 7)); uname -m' "${ARCH[@]}"
	expect_status 0
	expect_out_has 'up 42'
	expect_out_has aarch64
	guest 'poweroff' "${ARCH[@]}"
	expect_status 0
}

at_a_terminal() {
	guest_at_terminal 'expect / # 
send stty size\r
expect 33 101
send sleep 1000\r
expect sleep 1000
send \x03
expect / # 
send exit\r
wait' "${ARCH[@]}"
	expect_status 0
	expect_out_has 'modes as before'
}

statuses() {
	ends 0 pass '' -- true
	ends 121 fail '' -c 'exit 121'
	ends 121 fail 'the command was killed by SIGKILL' -c 'kill -KILL $$'
	ends 121 fail 'the command was killed by SIGSEGV' -c 'kill -SEGV $$'
	in_guest -- no-such-command
	expect_status 127
	expect_err_has "'no-such-command' was not found in the guest"
}

streams_and_files() {
	head -c 3000000 /dev/urandom >data
	timeout 300 "$JIFFY" run -q "${ARCH[@]}" -- cat <data >back
	expect cmp data back
	in_guest --push data:/data --pull /data:copy -- true
	expect_status 0
	expect cmp data copy
}

a_signal() {
	signal_passes "${ARCH[@]}"
}

a_panic() {
	ends 122 crash 'kernel panic: sysrq triggered crash' -c 'echo c >/proc/sysrq-trigger'
	expect_err_has 'write_sysrq_trigger+0x'
	expect grep -qE 'write_sysrq_trigger\+0x[^ ]* +drivers/tty/sysrq.c:[0-9]+' "$T/stderr"
	expect_err_lacks dump_backtrace
}

no_init() {
	ends 122 crash "kernel panic: init '/none' failed (error -2)" --append 'rdinit=/none init=/none' -- true
}

# show_regs() says "pc : " and "lr : ", then "Call trace:".
an_oops() {
	run timeout 300 "$JIFFY" run -q "${MORE[@]}" -c 'echo EXCEPTION >/sys/kernel/debug/provoke-crash/DIRECT' </dev/null
	expect_status 122
	expect_err_has 'in lkdtm_EXCEPTION'
	expect grep -qE 'lkdtm_EXCEPTION\+0x[^ ]* +drivers/misc/lkdtm/bugs.c:[0-9]+' "$T/stderr"
	expect grep -qE '> +[0-9]+ ' "$T/stderr"
}

timeouts() {
	ends 124 timeout 'it took longer than 10 s' --timeout 10s -c 'while :; do :; done'
	expect grep -qE 'CPU 0 was at 0x[0-9a-f]+ \(in a program\)' "$T/stderr"
	ends 124 timeout 'it took longer than 10 s' --timeout 10s -- sleep 100
	expect grep -qE 'CPU 0 was at [a-z_0-9]+\+0x[^ ]* +[a-z].*:[0-9]+' "$T/stderr"
}

a_power_off() {
	ends 123 vanished 'the guest powered off before the command had ended' -- poweroff
}

all_devices() {
	run timeout 300 "$JIFFY" run -q "${MORE[@]}" -c 'ping -c 1 -W 20 10.0.2.2 >/dev/null && echo net
nproc; echo written >/dev/vda; sync; echo from the guest >/host/file' </dev/null
	expect_status 0
	expect_out 'net
2'
	expect test "$(head -c 7 "$SCRATCH/disk")" = written
	expect test "$(cat "$SCRATCH/file")" = 'from the guest'
}

memory() {
	in_guest -m 32M -- true
	expect_status 0
	in_guest -m 4M -- true
	expect_status 129
	expect_err_has 'of memory cannot hold the kernel'
}

ready_kernels() {
	kernel=$("$JIFFY" build kernel "${ARCH[@]}")
	cp "$kernel" Image
	in_guest -k Image -- uname -m
	expect_status 0
	expect_out aarch64
	in_guest -k "$(dirname "$kernel")/vmlinux" -- true
	expect_status 129
	expect_err_has "the board 'virt' does not boot"
	expect_err_has 'arch/arm64/boot/Image'
}

test_case 'both names of the architecture' names
test_case 'a shell, and a power-off from it' a_shell
test_case 'a shell at a terminal' at_a_terminal
test_case 'statuses, and deaths by a signal' statuses
test_case 'streams, and files in both directions' streams_and_files
test_case 'a signal from the host' a_signal
test_case 'a panic: 122, with source lines' a_panic
test_case 'no init: 122' no_init
test_case 'an oops: its function and its line' an_oops
test_case 'a timeout: 124, and where the CPU was' timeouts
test_case 'a power-off before the end: 123' a_power_off
test_case 'network, disk, shared folder and two CPUs' all_devices
test_case 'memory that is too small' memory
test_case 'ready kernels: an Image boots, a vmlinux does not' ready_kernels
finish
