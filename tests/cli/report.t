#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# jiffy report, with a fake QEMU: its boots, recorded runs, comparisons, budgets.
#
# shellcheck disable=SC2119
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

report() { # [OPTION...]
	JIFFY_FAKE_QEMU=${SCENARIO:-runs} run "$JIFFY" report --kernel bzImage --busybox busybox --machine pc \
		--no-sandbox --qemu "$FAKE_QEMU" --accel tcg --repeat 3 "$@" </dev/null
}

# Prints a Python expression over the printed report, j.
json() {
	python3 -c 'import json, sys; j = json.loads(sys.stdin.readlines()[-1]); print(eval(sys.argv[1]))' "$1" <"$T/stdout"
}

# leave_run NUMBER PROMPT-MS FREE-MB SIZES: the folder of an earlier run
leave_run() {
	local dir=$XDG_STATE_HOME/jiffy/runs/$1
	mkdir -p "$dir"
	printf '{"schema":1,"times_ns":{"qemu":30000000,"zero":50000000,"init":200000000,"prompt":%d},
"memory_bytes":{"machine":268435456,"total":250000000,"free":%d,"kernel":4096,"slab":4096},"kernel_release":"6.9"}' \
		$(($2 * 1000000)) $(($3 << 20)) >"$dir/outcome.json"
	printf '%s\n' "$4" >"$dir/kernel.sizes"
}

boots_and_tells() {
	ready_machine
	JIFFY_FAKE_QEMU_ARGS=$T/args report
	expect_status 0
	expect_out_has 'run      1, linux 6.1.0-fake, 3 boots and one more with initcall_debug'
	expect_out_has "from QEMU's start to the prompt"
	expect_out_has 'median of 3 boots: '
	expect_out_has 'kernel: initcalls'
	expect_out_has 'initramfs unpacked'
	expect_out_has '1.5 ms  fake_init'
	expect_out_has 'in use at the prompt'
	expect_out_has '2048 KB  initramfs, files'
	expect_err_has 'boots'
	expect test -s "$XDG_STATE_HOME/jiffy/runs/1/boots/3/kmsg.log" -a -s "$XDG_STATE_HOME/jiffy/runs/1/initcalls/console.log"
	expect grep -qF '"outcome": "pass"' "$XDG_STATE_HOME/jiffy/runs/1/outcome.json"
	# the last boots did not have it
	expect_not grep -q initcall_debug "$T/args"
}

tells_again() {
	ready_machine
	report --json
	expect_status 0
	expect test "$(json 'j["schema"], j["run"], j["boot_ns"]["boots"]')" = "(1, '1', 3)"
	cp "$T/stdout" "$T/first"
	report --json last
	expect_status 0
	expect cmp "$T/first" "$T/stdout"
	expect_not test -e "$XDG_STATE_HOME/jiffy/runs/2"
	report "$XDG_STATE_HOME/jiffy/runs/1/boots/2"
	expect_status 0
	expect_out_has 'run      2'
}

an_ordinary_run() {
	ready_machine
	fake
	report last
	expect_status 0
	expect_out_has 'run      1'
	expect_out_has "from QEMU's start to the prompt"
}

compares() {
	export XDG_STATE_HOME=$T/state
	leave_run 3 300 200 'section text 100000 .text'
	leave_run 4 310 199 'section text 101228 .text
symbol text 1228 my_function'
	report 4 --compare 3
	expect_status 0
	expect test "$(head -n 1 "$T/stdout")" = 'this change costs +1.2 KB text, +10.0 ms boot, +1024 KB memory'
	expect_out_has 'too few boots'
	expect_out_has 'my_function'
	report 4 --compare 3 --json
	expect test "$(json 'j["compared"]["text_bytes"], j["compared"]["with"]')" = "(1228, '3')"
	report 4 --compare 5
	expect_status 129
	expect_err_has "there is no run '5'"
}

# 'last' is looked up before the boots. No boot here takes five minutes.
compares_with_the_last() {
	ready_machine
	leave_run 3 300000 200 ''
	ln -s 3 "$XDG_STATE_HOME/jiffy/runs/last"
	report --compare last
	expect_status 0
	expect grep -q '^this change costs text unknown, -' "$T/stdout"
	expect test "$(readlink "$XDG_STATE_HOME/jiffy/runs/last")" = 4
}

in_turns() {
	ready_machine
	report
	echo another >>bzImage
	report --alternate --compare last
	expect_status 0
	expect grep -q '^this change costs text unknown, ' "$T/stdout"
	expect test -s "$XDG_STATE_HOME/jiffy/runs/2/boots/3/kmsg.log" -a \
		-s "$XDG_STATE_HOME/jiffy/runs/2/compared/boots/3/kmsg.log"
	report --alternate
	expect_status 129
	leave_run 7 300 200 ''
	report --alternate --compare 7
	expect_status 128
	expect_err_has "the kernel of the run in '$XDG_STATE_HOME/jiffy/runs/7' is gone"
	expect_err_has "without '--alternate'"
}

budgets() {
	export XDG_STATE_HOME=$T/state
	leave_run 3 300 200 'section text 100000 .text'
	report 3 --budget boot=300ms,memory=60M --budget kernel=98K
	expect_status 0
	expect_out_has '300.0 ms of 300.0 ms    kept'
	report 3 --budget boot=299ms,memory=60M
	expect_status 1
	expect_out_has '300.0 ms of 299.0 ms    exceeded by 1.0 ms'
	report 3 --budget rom=1M
	expect_status 129
	expect_err_has "'rom=1M' is not a budget"
	printf '[report]\nbudget = kernel=90K, boot=1s\n' >jiffy.ini
	report 3
	expect_status 1
	expect_out_has '97.7 KB of 90 KB       exceeded by 7.7 KB'
	report 3 --budget kernel=1M --json
	expect_status 0
	expect test "$(json '[b["kept"] for b in j["budget"]]')" = '[True, True]'
}

writes_a_page() {
	export XDG_STATE_HOME=$T/state
	leave_run 3 300 200 'section text 100000 .text'
	report 3 --html page.html
	expect_status 0
	expect grep -q '<svg ' page.html
	expect_err_has "$T/work/page.html"
	report 3 --html no/such/folder/page.html
	expect_status 128
}

no_such_run() {
	ready_machine
	report 7
	expect_status 129
	expect_err_has "there is no run '7'"
	expect_err_has "$XDG_STATE_HOME/jiffy/runs"
	report 7 8
	expect_status 129
	report ../../etc
	expect_status 129
}

runs_that_are_not_whole() {
	export XDG_STATE_HOME=$T/state
	mkdir -p "$XDG_STATE_HOME/jiffy/runs/1"
	report 1
	expect_status 128
	expect_err_has 'there is no outcome.json'
	expect_err_has 'has not ended yet'
	printf '{"schema":1,"times_' >"$XDG_STATE_HOME/jiffy/runs/1/outcome.json"
	report 1
	expect_status 128
	expect_err_has 'reading the outcome.json'
	printf '{"times_ns":7}' >"$XDG_STATE_HOME/jiffy/runs/1/outcome.json"
	head -c 100000 /dev/urandom >"$XDG_STATE_HOME/jiffy/runs/1/kmsg.log"
	head -c 100000 /dev/urandom >"$XDG_STATE_HOME/jiffy/runs/1/kernel.sizes"
	report 1
	expect_status 0
	expect_out_has 'boot     unknown'
}

a_guest_that_does_not_come_up() {
	ready_machine
	SCENARIO=panic-before-init report
	expect_status 122
	expect_err_has 'crash: kernel panic'
	expect_err_has 'console.log'
	expect_out_lacks 'boot'
	report --init busybox
	expect_status 129
}

completes_runs() {
	export XDG_STATE_HOME=$T/state
	leave_run 3 300 200 ''
	leave_run 31 300 200 ''
	run "$JIFFY" __complete report 3
	expect test "$(cut -f1 "$T/stdout" | tr '\n' ' ')" = '3 31 '
	run "$JIFFY" __complete report --compare ''
	expect test "$(cut -f1 "$T/stdout" | tr '\n' ' ')" = '3 31 '
}

test_case 'without a run, report boots for medians, and once with initcall_debug' boots_and_tells
test_case 'the same report can be printed again later' tells_again
test_case 'an ordinary run is reported with all that is known about it' an_ordinary_run
test_case '--compare first says what the change costs' compares
test_case "--compare last is the run before the report's own" compares_with_the_last
test_case '--alternate boots both builds in turns' in_turns
test_case 'an exceeded --budget is status 1, in jiffy.ini too' budgets
test_case '--html writes a page' writes_a_page
test_case 'a run that does not exist is a usage error' no_such_run
test_case 'missing, truncated or garbled files in a run are not fatal' runs_that_are_not_whole
test_case 'a guest that does not come up gives report its status' a_guest_that_does_not_come_up
test_case 'completion knows the runs' completes_runs
finish
