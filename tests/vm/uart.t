#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The channel over a second UART, for guests without virtio. This guest has virtio, but does not use
# it.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

build_first

in_guest() {
	run timeout 300 "$JIFFY" run -q --channel uart "$@" </dev/null
}

streams() {
	echo x | timeout 300 "$JIFFY" run -q --channel uart -- cat | wc -c >"$T/stdout"
	expect_out 2
	in_guest -c 'echo to out; echo to err >&2; ls /sys/class/virtio-ports; ls /dev/ttyS1; exit 7'
	expect_status 7
	expect_out 'to out'
	expect_err_has 'to err'
	expect_err_has '/dev/ttyS1: No such file'
}

# Every byte value, and more than any buffer holds.
megabytes() {
	head -c 1000000 /dev/urandom >data
	timeout 600 "$JIFFY" run -q --channel uart -- cat <data >back
	expect cmp data back
}

# Nothing is lost if PID 1 gets no CPU time, or if the command does not read for a while.
slow_readers() {
	head -c 200000 /dev/urandom >data
	timeout 600 "$JIFFY" run -q --channel uart -c 'for i in 1 2; do while :; do :; done & done; sleep 1; sha256sum; kill %1 %2' \
		<data >sum
	expect test "$(sha256sum <data)" = "$(cat sum)"
}

many_arguments() {
	mapfile -t many < <(head -c 200000 /dev/zero | tr '\0' a | fold -w 5000)
	in_guest -c 'echo $#; echo "$@" | wc -c' -- "${many[@]}"
	expect_out '40
200040'
}

# The kernel's messages go to the console and to the records, not into the channel.
kernel_talks() {
	in_guest --loglevel 8 --fail-on warn -c 'echo 8 >/proc/sys/kernel/printk
for i in $(seq 300); do echo "<1>line $i of a program" >/dev/kmsg; echo $i; done; echo h >/proc/sysrq-trigger; seq 1000'
	expect_status 0
	expect_out "$(seq 300)
$(seq 1000)"
	expect grep -q 'line 300 of a program' "$XDG_STATE_HOME/jiffy/runs/last/console.log"
	expect grep -q 'sysrq: HELP' "$XDG_STATE_HOME/jiffy/runs/last/kmsg.log"
	answered 'echo before; read -r line; echo c >/proc/sysrq-trigger' --channel uart
	expect_status 122
}

files_travel() {
	mkdir -p in/sub out
	head -c 200000 /dev/urandom >in/sub/file
	ln -s sub/file in/link
	in_guest --push in:/ --pull "/in:$PWD/out/" -c 'cat /in/link >/in/copy'
	expect_status 0
	expect cmp in/sub/file out/in/copy
	expect test "$(readlink out/in/link)" = sub/file
}

a_shell() {
	guest 'echo up $((6 * 7)); tty' --channel uart
	expect_status 0
	expect_out_has 'up 42'
	expect_out_has /dev/ttyS0
	expect_err_has 'boot '
	expect_err_has 'memory '
}

on_a_terminal() {
	guest_at_terminal 'expect ready
send stty size; tty\r
expect 33 101
expect /dev/pts/
send exit 7\r
wait' -q --channel uart -c 'echo ready; exec sh'
	expect_status 7
}

test_case 'streams are separate, and the status arrives' streams
test_case 'a megabyte of any bytes goes in and comes out unchanged' megabytes
test_case 'slow readers lose nothing' slow_readers
test_case 'arguments may be longer than the window' many_arguments
test_case 'a signal goes to the command' signal_passes --channel uart
test_case "the kernel's messages stay out of the channel" kernel_talks
test_case 'files can be pushed and pulled' files_travel
test_case 'a shell works, with times and memory' a_shell
test_case 'a command gets a terminal' on_a_terminal
finish
