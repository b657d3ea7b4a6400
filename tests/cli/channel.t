#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How jiffy reaches the agent: over a virtio port or a second UART.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# The words after -- are for the fake guest.
in_guest() {
	JIFFY_FAKE_QEMU_ARGS=$T/args SCENARIO=runs fake -q "$@"
}

expect_uart() {
	expect grep -qxF 'isa-serial,chardev=agent' "$T/args"
	expect grep -qF ' 8250.nr_uarts=2 jiffy.hostname=jiffy jiffy.uart=ttyS1 jiffy.exec=1' "$T/args"
	expect_not grep -qF virtio "$T/args"
}

expect_virtio() {
	expect grep -qF virtserialport "$T/args"
	expect_not grep -qE 'isa-serial|jiffy.uart' "$T/args"
}

over_a_uart() {
	ready_machine
	in_guest --channel uart -- says out err
	expect_status 0
	expect_out out
	expect_err err
	expect_uart
}

# More than the window, over a line with noise on it.
a_megabyte() {
	ready_machine
	head -c 1000000 /dev/urandom >data
	JIFFY_FAKE_QEMU_NOISE=1 JIFFY_FAKE_QEMU=runs "$JIFFY" run --kernel bzImage --busybox busybox --machine pc \
		--no-sandbox --qemu "$FAKE_QEMU" --accel tcg -q --channel uart -- cat <data >back 2>"$T/stderr"
	status=$? told=1
	expect_status 0
	expect cmp data back
}

noise_on_virtio() {
	ready_machine
	JIFFY_FAKE_QEMU_NOISE=1 in_guest -- says out ''
	expect_status 123
	expect_err_has 'the agent sent bytes that are not a frame'
}

hostile() {
	ready_machine
	in_guest --channel uart -- garbage taken
	expect_status 123
	expect_err_has 'the agent sent that it has taken more than it was sent'
}

# A bzImage without a kernel says nothing. An ELF without the driver's strings lacks the driver.
by_the_kernel() {
	ready_machine
	in_guest -- exits 0
	expect_virtio
	make_vmlinux vmlinux 62 0x200000 4096
	JIFFY_FAKE_QEMU_ARGS=$T/args JIFFY_FAKE_QEMU=runs run "$JIFFY" run --kernel vmlinux --busybox busybox --machine pc \
		--no-sandbox --qemu "$FAKE_QEMU" --accel tcg -q -- exits 3 </dev/null
	expect_status 3
	expect_uart
	printf 'virtio-ports\0' >>vmlinux
	JIFFY_FAKE_QEMU_ARGS=$T/args JIFFY_FAKE_QEMU=runs run "$JIFFY" run --kernel vmlinux --busybox busybox --machine pc \
		--no-sandbox --qemu "$FAKE_QEMU" --accel tcg -q -- exits 3 </dev/null
	expect_status 3
	expect_virtio
}

beside_a_shell() {
	ready_machine
	JIFFY_FAKE_QEMU_ARGS=$T/args fake
	expect_status 0
	expect grep -qxF 'isa-serial,chardev=agent' "$T/args"
	JIFFY_FAKE_QEMU_ARGS=$T/args fake --channel virtio
	expect_status 0
	expect_virtio
}

# There would be nothing at the other end.
dry_run() {
	ready_machine
	fake --dry-run --channel uart
	expect_status 0
	expect_out_lacks chardev
	expect_out_lacks jiffy.uart
}

not_a_channel() {
	ready_machine
	fake --channel pigeon
	expect_status 129
	expect_err_has "'pigeon' is not a valid value for '--channel'"
}

test_case 'a command runs over a UART' over_a_uart
test_case 'after noise on the UART, a megabyte goes in and comes out unchanged' a_megabyte
test_case 'noise on virtio ends the run' noise_on_virtio
test_case 'a hostile guest on a UART ends the run' hostile
test_case "the kernel's drivers decide which channel is used" by_the_kernel
test_case 'for a shell without KVM, the channel is a UART' beside_a_shell
test_case '--dry-run prints a command without a channel' dry_run
test_case 'an unknown channel is a usage error' not_a_channel
finish
