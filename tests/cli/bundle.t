#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is kept of a failed run, and what jiffy bundle packs, with a fake QEMU.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

a_run() { # ARG...
	JIFFY_FAKE_QEMU=${SCENARIO:-runs} run "$JIFFY" run --kernel bzImage --busybox busybox --machine pc \
		--no-sandbox --qemu "$FAKE_QEMU" --accel tcg "$@" </dev/null
}

packs() {
	ready_machine
	a_run -- panics
	expect_status 122
	expect_err_has "'jiffy bundle'"
	run "$JIFFY" bundle
	expect_status 0
	expect_out jiffy-run-1.tar.gz
	run tar tzf jiffy-run-1.tar.gz
	for name in run.sh kernel initramfs outcome.json console.log; do
		expect_out_has "jiffy-run-1/$name"
	done
	expect_out_lacks config
	tar xzf jiffy-run-1.tar.gz
	expect cmp bzImage jiffy-run-1/kernel
	expect test -x jiffy-run-1/run.sh
	expect grep -q '"outcome": "crash"' jiffy-run-1/outcome.json
}

script_needs_only_qemu() {
	ready_machine
	a_run --append 'two "words"' -- panics
	"$JIFFY" bundle >/dev/null
	tar xzf jiffy-run-1.tar.gz
	expect_not grep -F -e "$T" -e "$SCRATCH" jiffy-run-1/run.sh
	rm bzImage busybox
	QEMU=$FAKE_QEMU JIFFY_FAKE_QEMU=plain-console JIFFY_FAKE_QEMU_ARGS=$T/args \
		run env -u XDG_CACHE_HOME -u XDG_STATE_HOME sh jiffy-run-1/run.sh -extra </dev/null
	expect_status 0
	expect_out_has 'Linux version'
	expect grep -qx kernel "$T/args"
	expect grep -qx initramfs "$T/args"
	expect grep -qx -e -extra "$T/args"
	expect grep -q 'two "words"$' "$T/args"
	expect_not grep -q 'jiffy.exec' "$T/args"
}

# A second archive follows the first; the kernel unpacks it over the first one.
command_is_in_the_initramfs() {
	ready_machine
	a_run -- exits 3
	expect_status 3
	expect_err_lacks 'jiffy bundle'
	a_run -- goes "it's  gone"
	expect_status 123
	expect grep -aqF "goes 'it'\\''s  gone' </dev/null" "$XDG_STATE_HOME/jiffy/runs/last/initramfs"
	expect test $(($(stat -c %s "$XDG_STATE_HOME/jiffy/runs/last/initramfs") % 4)) = 0
}

what_passed_is_not_kept() {
	ready_machine
	a_run -- exits 0
	expect_status 0
	run "$JIFFY" bundle
	expect_status 129
	expect_err_has "run 1 has no 'run.sh'"
	expect_err_has 'only runs that failed'
	run "$JIFFY" bundle 7
	expect_status 129
	expect_err_has "there is no run '7'"
	run "$JIFFY" bundle ../1
	expect_status 129
	run "$JIFFY" bundle 1 2
	expect_status 129
}

named_in_each_way() {
	ready_machine
	a_run -- panics
	for name in 1 last "$XDG_STATE_HOME/jiffy/runs/1" "$XDG_STATE_HOME/jiffy/runs/last/"; do
		rm -f jiffy-run-1.tar.gz
		run "$JIFFY" bundle "$name"
		expect_status 0
		expect_out jiffy-run-1.tar.gz
		expect test -s jiffy-run-1.tar.gz
	done
}

no_run_yet() {
	ready_machine
	run "$JIFFY" bundle
	expect_status 129
	expect_err_has 'there is no run yet'
}

the_kernel_of_the_run() {
	ready_machine
	a_run -- panics
	echo other >bzImage
	run "$JIFFY" bundle 1
	tar xzf jiffy-run-1.tar.gz
	expect_not cmp -s bzImage jiffy-run-1/kernel
}

test_case 'the bundle of a crash has all that the run needs' packs
test_case 'run.sh needs only QEMU, and no path of this host' script_needs_only_qemu
test_case 'the initramfs of the bundle runs the command' command_is_in_the_initramfs
test_case 'a run that passed, or does not exist, cannot be bundled' what_passed_is_not_kept
test_case 'a run is named by its number, by last or by its folder' named_in_each_way
test_case 'bundle without any run is a usage error' no_run_yet
test_case 'a kernel built later does not replace the one that ran' the_kernel_of_the_run
finish
