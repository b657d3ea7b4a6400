#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Streams that are closed, full or not to be read, with a fake QEMU: a loss is never a success.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# The caller redirects the streams. $LIMIT: the largest file that the run may write, in KiB.
in_guest() { # ARG...
	ready_machine
	[ -z "${LIMIT:-}" ] || "$JIFFY" build -q --kernel bzImage --busybox busybox --machine pc 2>"$T/stderr"
	JIFFY_FAKE_QEMU=${SCENARIO:-runs} bash -c 'ulimit -f "$1"; exec "${@:2}"' - "${LIMIT:-unlimited}" timeout 60 \
		"$JIFFY" run --kernel bzImage --busybox busybox --machine pc --no-sandbox --qemu "$FAKE_QEMU" --accel tcg "$@"
	status=$? told=1
}

expect_lost() { # TITLE
	expect_status 128
	expect_outcome outcome host-error
	expect_outcome title "$1"
}

closed_stdin() {
	in_guest -q -- cat <&- >"$T/stdout" 2>"$T/stderr"
	expect_status 0
	expect_out ''
	expect_err ''
}

# As with other programs: it is an error only if there is something to write.
closed_stdout() {
	in_guest -q -- exits 0 >&- 2>"$T/stderr" </dev/null
	expect_status 0
	expect_err ''
	in_guest -q -- says out '' >&- 2>"$T/stderr" </dev/null
	expect_lost 'cannot write to stdout: Bad file descriptor'
	expect_err 'jiffy: host-error: cannot write to stdout: Bad file descriptor'
}

closed_stderr() {
	in_guest -q -- says out err 2>&- >"$T/stdout" </dev/null
	expect_status 0
	expect_out out
}

all_closed() {
	in_guest -q -- exits 3 <&- >&- 2>&-
	expect_status 3
	expect_outcome outcome fail
}

full_stdout() {
	in_guest -q -- says out '' >/dev/full 2>"$T/stderr" </dev/null
	expect_lost 'cannot write to stdout: No space left on device'
	expect_err 'jiffy: host-error: cannot write to stdout: No space left on device'
	in_guest -q -- exits 0 >/dev/full 2>"$T/stderr" </dev/null
	expect_status 0
}

full_stderr() {
	in_guest -q -- says '' err 2>/dev/full </dev/null
	expect_lost 'cannot write to stderr: No space left on device'
}

stdout_for_reading() {
	in_guest -q -- says out '' 1</dev/null 2>"$T/stderr" </dev/null
	expect_lost 'cannot write to stdout: Bad file descriptor'
}

too_large() {
	head -c 100000 /dev/zero >data
	LIMIT=32 in_guest -q -- cat <data >big 2>"$T/stderr"
	expect_lost 'cannot write to stdout: File too large'
	expect test "$(stat -c %s big)" = 32768
}

# A full disk would do the same.
logs_too_large() {
	LIMIT=100 in_guest -q -- floods-records >"$T/stdout" 2>"$T/stderr" </dev/null
	expect_status 0
	expect_err_has 'jiffy: kmsg.log is not complete: File too large'
}

no_room_for_the_outcome() {
	LIMIT=1 in_guest -q -- exits 0 >"$T/stdout" 2>"$T/stderr" </dev/null
	expect_status 128
	expect_err_has "outcome.json': File too large"
}

unreadable_stdin() {
	in_guest -q -- cat <. >"$T/stdout" 2>"$T/stderr"
	expect_lost 'cannot read stdin: Is a directory'
	# nohup(1) opens it for writing
	in_guest -q -- cat 0>/dev/null >"$T/stdout" 2>"$T/stderr"
	expect_status 0
}

full_console() {
	SCENARIO=boots-and-powers-off in_guest >/dev/full 2>"$T/stderr" </dev/null
	expect_lost 'cannot write to stdout: No space left on device'
}

own_output() { # ARG...
	"$JIFFY" "$@" >/dev/full 2>"$T/stderr"
	status=$? told=1
	expect_status 128
	expect_err 'jiffy: cannot write to stdout: No space left on device'
	"$JIFFY" "$@" >&- 2>"$T/stderr"
	status=$?
	expect_status 128
	expect_err 'jiffy: cannot write to stdout: Bad file descriptor'
	"$JIFFY" "$@" 2>"$T/stderr" | true
	status=${PIPESTATUS[0]}
	[ "$status" = 0 ] || expect_status 141
}

own_messages() {
	in_guest -v -- exits 0 2>/dev/full </dev/null
	expect_status 128
	in_guest -v -- exits 3 2>/dev/full </dev/null
	expect_status 3
}

# JSON that was asked for and that nobody got.
json_is_lost() {
	in_guest -q --json -- exits 0 >/dev/full 2>"$T/stderr" </dev/null
	expect_status 128
	expect_err 'jiffy: cannot write to stdout: No space left on device'
}

test_case 'a closed stdin is empty' closed_stdin
test_case 'output to a closed stdout is lost, with 128' closed_stdout
test_case 'a closed stderr discards' closed_stderr
test_case 'all three may be closed' all_closed
test_case 'output to a full disk is lost, with 128' full_stdout
test_case 'so are messages of the command' full_stderr
test_case 'a stdout that was opened for reading is an error' stdout_for_reading
test_case "a file that reaches the user's limit is an error" too_large
test_case 'a log that is not complete is mentioned' logs_too_large
test_case 'a run whose outcome cannot be written is no success' no_room_for_the_outcome
test_case 'a stdin that cannot be read is an error' unreadable_stdin
test_case 'a console on a full disk is lost, with 128' full_console
for words in help --version 'help run'; do
	# shellcheck disable=SC2086 # words
	test_case "'jiffy $words' on a full disk fails" own_output $words
done
test_case 'messages of jiffy that are lost are no success' own_messages
test_case 'an outcome that was asked for and is lost is no success' json_is_lost
finish
