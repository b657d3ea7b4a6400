#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A command in the guest, and every way it can end, with a fake QEMU.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# The words before -- are for jiffy, those after it for the fake guest.
command_in_guest() {
	JIFFY_FAKE_QEMU=${SCENARIO:-runs} run "$JIFFY" run --kernel bzImage --busybox busybox \
		--machine pc --qemu "$FAKE_QEMU" --accel tcg -q "$@" </dev/null
}

outcome() { # KEY: its value in outcome.json, as Python prints it
	python3 - "$XDG_STATE_HOME/jiffy/runs/last/outcome.json" "$1" <<-'EOS'
		import json, sys
		value = json.load(open(sys.argv[1]))
		for key in sys.argv[2].split("."):
		    value = value[key]
		print(value)
	EOS
}

expect_outcome() { # KEY VALUE
	local is
	is=$(outcome "$1")
	[ "$is" = "$2" ] || fail "$1 is '$is', not '$2'"
}

ends() { # STATUS WORD STDERR ARG...
	local want=$1 word=$2 text=$3
	shift 3
	ready_machine
	command_in_guest "$@"
	expect_status "$want"
	expect_outcome outcome "$word"
	expect_outcome status "$want"
	if [ -n "$text" ]; then
		expect_err_has "$text"
	else
		expect_err ''
	fi
}

streams() {
	ends 0 pass 'to err' -- says 'to out' 'to err'
	expect_out 'to out'
	expect_err 'to err'
}

an_oops() {
	ends 122 crash 'jiffy: crash: NULL pointer dereference in foo_open' -- reports oops
	expect_err_has 'BUG: kernel NULL pointer dereference, address: 0000000000000010'
	expect_outcome crash_source records
	expect_outcome command.status 0
	expect_outcome trace '[{'"'function': 'foo_open', 'offset': 18, 'size': 48, 'module': None, 'places': []}, \
{'function': 'vfs_open', 'offset': 45, 'size': 48, 'module': None, 'places': []}]"
	expect_outcome paths.kmsg "$XDG_STATE_HOME/jiffy/runs/1/kmsg.log"
	expect test "$(wc -l <"$XDG_STATE_HOME/jiffy/runs/1/kmsg.log")" = 55
	expect grep -qxF '4,51,3100001,-;Oops: 0000 [#1]' "$XDG_STATE_HOME/jiffy/runs/1/kmsg.log"
}

a_warning() {
	ready_machine
	JIFFY_FAKE_QEMU=runs run "$JIFFY" run --kernel bzImage --busybox busybox --machine pc --qemu "$FAKE_QEMU" \
		--accel tcg -- reports warn </dev/null
	expect_status 0
	expect_err_has 'kernel   WARNING at fs/open.c:12 in foo_open'
	expect_err_has 'taint    W: a warning was issued'
	expect_outcome outcome pass
	expect_outcome noticed 'WARNING at fs/open.c:12 in foo_open'
	expect_outcome taint.new "['W: a warning was issued']"
}

a_flood_of_records() {
	ends 0 pass "some of the kernel's messages were lost" -- floods-records
	expect test "$(stat -c %s "$XDG_STATE_HOME/jiffy/runs/1/kmsg.log")" -gt 4000000
}

stdin_comes_back() {
	ready_machine
	head -c 1000000 /dev/urandom >data
	JIFFY_FAKE_QEMU=runs "$JIFFY" run --kernel bzImage --busybox busybox --machine pc --qemu "$FAKE_QEMU" \
		--accel tcg -q -- cat <data >back 2>"$T/stderr"
	status=$? told=1
	expect_status 0
	expect cmp data back
}

outcome_is_kept() {
	ends 121 fail 'the command exited with status 200' -- exits 200
	expect_outcome command.argv "['exits', '200']"
	expect_outcome command.end exited
	expect_outcome command.status 200
	expect_outcome schema 1
	expect_outcome memory_bytes.total $((250 << 20))
	expect_outcome paths.console "$(realpath "$XDG_STATE_HOME")/jiffy/runs/1/console.log"
	expect_outcome paths.kernel "$T/work/bzImage"
	for key in kernel init prompt command end; do
		expect test "$(outcome "times_ns.$key")" -gt 0
	done
}

json_is_the_last_line() {
	ends 0 pass '' --json -- says 'one
' ''
	head -n 1 "$T/stdout" >first
	expect grep -qx one first
	tail -n 1 "$T/stdout" | python3 -c 'import json, sys
assert json.load(sys.stdin)["outcome"] == "pass"' || fail 'the last line is no outcome'
}

json_of_a_shell() {
	ready_machine
	SCENARIO=boots-and-powers-off command_in_guest
	expect_status 0
	expect_outcome outcome pass
	expect_outcome command None
}

output_before_a_crash() {
	ends 122 crash 'kernel panic: IO-APIC' -- panics
	expect_out before
	expect_err_has 'Kernel panic - not syncing'
	expect_outcome crash_source console
}

vanishes() { # HOW TITLE
	ends 123 vanished "$2" -- goes "$1"
	expect_out before
	expect_outcome command.end None
}

script() {
	ends 0 pass '' -c 'a  "b"' -- one two
	expect_out '-c|a  "b"|sh|one|two'
}

console_is_not_shown() {
	ends 0 pass '' -- says out ''
	expect grep -q 'Linux version' "$XDG_STATE_HOME/jiffy/runs/last/console.log"
	ends 0 pass 'Linux version' --console -- says out ''
	expect_out out
}

no_shell_is_started() {
	ready_machine
	JIFFY_FAKE_QEMU_ARGS=$T/args command_in_guest -- exits 0
	expect grep -q ' jiffy.exec=1' "$T/args"
}

terminal() { # SCRIPT STATUS ARG...
	ready_machine
	local script=$1 want=$2
	shift 2
	printf '%s\n' "$script" >"$T/script"
	JIFFY_FAKE_QEMU=runs run "$SRCDIR/tests/expect.py" --modes "$T/script" "$JIFFY" run --kernel bzImage \
		--busybox busybox --machine pc --qemu "$FAKE_QEMU" --accel tcg -q "$@"
	expect_status "$want"
	expect_out_has 'modes as before'
}

refused() { # TEXT ARG...
	local text=$1
	shift
	ready_machine
	command_in_guest "$@"
	expect_status 129
	expect_err_has "$text"
}

# The fake guest sends jiffy SIGNAL when its command runs.
signal_is() { # SIGNAL STATUS COMMAND
	ready_machine
	JIFFY_FAKE_QEMU_KICK=$1 command_in_guest -- "$3"
	expect_status "$2"
}

passed_on() {
	signal_is 15 9 heeds-signal
	expect_out 'up
got 15'
	signal_is 2 9 heeds-signal
	expect_out 'up
got 2'
}

ends_by_it() {
	signal_is 15 143 dies-by-signal
	expect_err_has 'stopped by SIGTERM'
	signal_is 1 129 silent
}

reader_goes_away() {
	ready_machine
	JIFFY_FAKE_QEMU=runs "$JIFFY" run --kernel bzImage --busybox busybox --machine pc --qemu "$FAKE_QEMU" \
		--accel tcg -q -- cat </dev/zero 2>"$T/stderr" | head -c 1000 >"$T/stdout"
	status=${PIPESTATUS[0]} told=1
	expect_status 141
}

unbuildable() {
	ready_machine
	mkdir tree
	JIFFY_FAKE_QEMU=runs run "$JIFFY" run --kernel bzImage --busybox tree/none --qemu "$FAKE_QEMU" -q --json \
		-- exits 0 </dev/null
	expect_status 129
}

a_flood_on_the_console() {
	ends 0 pass '' -- floods-console
	expect test "$(stat -c %s "$XDG_STATE_HOME/jiffy/runs/last/console.log")" -gt 100000000
}

test_case 'stdout and stderr are separate' streams
test_case 'a megabyte goes in and comes out unchanged' stdin_comes_back
for status in 0:pass 1:fail 121:fail 126:fail 127:fail; do
	test_case "status ${status%:*}" ends "${status%:*}" "${status#*:}" '' -- exits "${status%:*}"
done
for status in 122 125 128 255; do
	test_case "status $status is 121" ends 121 fail "exited with status $status" -- exits $status
done
test_case 'death by a signal is 121' ends 121 fail 'killed by SIGSEGV' -- signalled 11
test_case 'a command that does not exist is 127' ends 127 fail 'was not found in the guest' -- errno 2
test_case 'a command that is not executable is 126' ends 126 fail 'Permission denied' -- errno 13
test_case 'an argument list that is too long is 126' ends 126 fail 'Argument list too long' -- errno 7
test_case 'a kernel without pseudo-terminals is 125' ends 125 config-unmet 'no pseudo-terminals' -t -- no-tty
test_case 'outcome.json says how the command ended' outcome_is_kept
test_case '--json prints the outcome as the last line' json_is_the_last_line
test_case 'the outcome.json of a shell has no command' json_of_a_shell
test_case 'a panic during the command is 122, and the output before it arrives' output_before_a_crash
test_case 'a restart during the command is 123' vanishes reboot 'restarted before the command had ended'
test_case 'a power-off during the command is 123' vanishes bye 'powered off before the command had ended'
test_case 'a reset without a goodbye is 123' vanishes reset 'without saying goodbye'
test_case 'a QEMU killed during the command is 123' vanishes kill 'killed by SIGKILL'
test_case '--timeout ends a command that takes too long, with 124' ends 124 timeout 'it took longer than 1 s' --timeout 1 -- silent
test_case '--timeout ends a dead guest, with 124' ends 124 timeout 'it took longer than 0.5 s' --timeout 500ms -- dead
test_case '--idle-timeout ends a dead guest, with 123' ends 123 hang 'the guest was silent for 0.4 s' --idle-timeout 400ms -- dead
test_case '--idle-timeout does not end a silent guest that still answers' ends 124 timeout 'longer than 5 s' \
	--idle-timeout 2 --timeout 5 -- silent
SCENARIO=says-nothing test_case '--boot-timeout ends a kernel that prints nothing, with 123' ends 123 no-boot \
	'the kernel said nothing within 0.5 s' --boot-timeout 500ms -- exits 0
SCENARIO=says-nothing test_case '--boot-timeout names the likeliest reason why a kernel prints nothing' ends 123 no-boot \
	'perhaps: this kernel is not for the board' --boot-timeout 500ms -- exits 0
SCENARIO=silent-kernel test_case '--boot-timeout ends a kernel that runs but prints nothing, with 123' ends 123 hang \
	'CPU 0 was at 0xffffffff81000000' --boot-timeout 3 -- exits 0
test_case '--timeout says where the CPU was' ends 124 timeout 'CPU 0 was at 0x401000 (in a program)' --timeout 3 -- dead
SCENARIO=no-agent test_case '--boot-timeout ends a kernel that hangs, with 123' ends 123 hang \
	'/init did not answer within 0.5 s' --boot-timeout 500ms -- exits 0
SCENARIO=no-agent test_case '--boot-timeout also applies to a shell' ends 123 hang '/init did not answer' --boot-timeout 500ms
test_case 'an oops in the records is 122, whatever the status of the command' an_oops
test_case 'after an oops, the command is ended soon' ends 122 crash 'NULL pointer dereference in foo_open' \
	-- reports oops goes-on
test_case 'a WARNING is reported, but does not fail the run' a_warning
test_case '--fail-on warn fails the run for a WARNING' ends 122 crash 'WARNING at fs/open.c:12 in foo_open' --fail-on warn -- reports warn
test_case '--fail-on taint fails the run for a new taint flag' ends 122 crash 'WARNING at fs/open.c:12 in foo_open' --fail-on taint -- reports warn
test_case 'what a program writes to /dev/kmsg is not a message of the kernel' ends 0 pass '' --fail-on taint -- reports user
test_case '100 MB on the console are logged and do not disturb the run' a_flood_on_the_console
test_case '--fail-on taint passes a run without a new flag' ends 0 pass '' --fail-on taint -- reports none
test_case 'an oops that blocks the agent is found on the console' ends 122 crash 'NULL pointer dereference in foo_open' \
	--timeout 60 -- oops-holds-the-agent
test_case 'an oops that a program prints on the console is not a crash' ends 0 pass '' --timeout 60 -- shows-an-oops
test_case 'a flood of records with garbage in it does not disturb the run' a_flood_of_records
for what in early bytes stream twice after-end end status signal bye credit; do
	test_case "a hostile agent ($what) ends the run, with 123" ends 123 vanished 'the agent sent ' -- garbage $what
done
test_case '-c runs a script with its arguments' script
test_case 'the console goes to the log, and with --console to stderr' console_is_not_shown
test_case 'with a command the guest starts no shell' no_shell_is_started
test_case 'at a terminal, the command gets one, too' terminal 'wait' 1 -- tty
test_case 'with -T, the command gets no terminal' terminal 'wait' 0 -T -- tty
test_case 'without a terminal, the command gets none' ends 0 pass '' -- tty
test_case 'with -t, the command always gets a terminal' ends 1 fail '' -t -- tty
test_case 'Ctrl-a x leaves a command that does not end' terminal 'expect up
send \x01x
wait' 143 -- silent
test_case '-t and -T contradict each other' refused 'contradict each other' -t -T -- exits 0
test_case 'a command needs the /init of jiffy' refused "needs jiffy's own /init" --init busybox -- exits 0
test_case 'a missing command after -- is a usage error' refused "no command after '--'" --
test_case 'an invalid time is a usage error' refused "'soon' is not a valid value for '--timeout'" --timeout soon -- exits 0
test_case 'the first SIGTERM or SIGINT goes to the command' passed_on
test_case 'jiffy ends when the signal ends the command, and at once on SIGHUP' ends_by_it
test_case 'a reader that goes away ends the guest' reader_goes_away
test_case 'a missing source is a usage error' unbuildable
finish
