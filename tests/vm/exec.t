#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Commands in a real guest: their input, their output, and how they end.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

build_first

in_guest() {
	run timeout 300 "$JIFFY" run -q "$@" </dev/null
}

ends() { # STATUS OUT ERR ARG...: ERR '': nothing
	local want=$1 out=$2 err=$3
	shift 3
	in_guest "$@"
	expect_status "$want"
	expect_out "$out"
	if [ -n "$err" ]; then
		expect_err_has "$err"
	else
		expect_err ''
	fi
}

ends_answered() { # STATUS ERR SCRIPT
	answered "$3"
	expect_status "$1"
	if [ -n "$2" ]; then
		expect_err_has "$2"
	else
		expect_err ''
	fi
}

statuses() {
	ends 0 '' '' -- true
	ends 1 '' '' -- false
	ends 121 '' '' -c 'exit 121'
	ends 121 '' 'exited with status 200' -c 'exit 200'
	ends 121 '' 'killed by SIGKILL' -c 'kill -KILL $$'
	ends 127 '' "'no-such-command' was not found in the guest" -- no-such-command
	ends 127 '' "cannot run '/bin/none'" -- /bin/none
	ends 126 '' 'Permission denied' -- /etc
	ends 127 '' 'nothing-here: not found' -c 'nothing-here'
}

streams() {
	echo x | timeout 300 "$JIFFY" run -q -- cat | wc -c >"$T/stdout"
	expect_out 2
	ends 0 'to out' 'to err' -c 'echo to out; echo to err >&2'
	expect_err 'to err'
}

megabytes() {
	head -c 20000000 /dev/urandom >data
	timeout 300 "$JIFFY" run -q -c 'sha256sum; head -c 20000000 /dev/zero >&2' <data >sum 2>zeros
	expect test "$(sha256sum <data)" = "$(cat sum)"
	expect test "$(stat -c %s zeros)" = 20000000
	timeout 300 "$JIFFY" run -q -- cat <data >back
	expect cmp data back
}

arguments() {
	ends 0 "[a  b][it's \"q\"][new
line][ünï][][*][\$HOME][-n]" '' -- printf '[%s]' 'a  b' "it's \"q\"" 'new
line' 'ünï' '' '*' '$HOME' -n
	mapfile -t many < <(head -c 300000 /dev/zero | tr '\0' a | fold -w 5000)
	ends 0 '60
300060' '' -c 'echo $#; echo "$@" | wc -c' -- "${many[@]}"
	ends 0 'one|two words' '' -c 'echo "$1|$2"' -- one 'two words'
}

a_script() {
	printf '#!/bin/sh\necho "script $1"; exit 3\n' >script
	chmod +x script
	ends 3 'script x' '' --add script:/opt/script -- /opt/script x
}

a_file_of_the_host() {
	printf '#!/usr/bin/env bash\necho "${BASH_VERSION%%%%.*}|$1|$2"; exit 4\n' >"my script"
	chmod +x 'my script'
	ends 4 "${BASH_VERSION%%.*}|--quiet|a b" '' './my script' --quiet 'a b'
	printf 'echo "plain $0 $#"\n' >plain
	ends 0 'plain /tmp/plain 1' '' plain -- --help
}

# The command reads one line, and leaves more input unread.
nobody_reads_stdin() {
	yes | timeout 300 "$JIFFY" run -q -c 'read -r line; exit 4' >"$T/stdout" 2>"$T/stderr"
	status=${PIPESTATUS[1]} told=1
	expect_status 4
}

nobody_writes_stdin() {
	mkfifo quiet && exec 8<>quiet
	run timeout 300 "$JIFFY" run -q --timeout 3 -- cat <&8
	expect_status 124
	expect_err_has 'timeout: it took longer than 3 s'
}

terminal() {
	guest_at_terminal 'expect ready
send stty size; tty\r
expect 33 101
expect /dev/pts/
size 40 90
send stty size\r
expect 40 90
expect # 
send cat\r
send abc
expect abc
send \x03
expect ^C
expect # 
send exit 7\r
wait' -q -c 'echo ready; exec sh'
	expect_status 7
	expect_out_has 'modes as before'
}

leaves_terminal() {
	guest_at_terminal 'expect ready
send \x01x
wait' -q -c 'echo ready; exec sleep 1000'
	expect_status 143
	expect_out_has 'modes as before'
}

reader_goes_away() {
	timeout 300 "$JIFFY" run -q -- yes </dev/null 2>"$T/stderr" | head -n 1 >"$T/stdout"
	status=${PIPESTATUS[0]} told=1
	expect_status 141
	expect_out y
}

console_flood() {
	ends 0 said '' --timeout 120 -c 'yes | head -c 1000000 >/dev/console; echo said'
	expect test "$(stat -c %s "$XDG_STATE_HOME/jiffy/runs/last/console.log")" -gt 1000000
}

# run.sh needs no jiffy.
bundle_reproduces() {
	in_guest -c 'echo "a  b"; echo c >/proc/sysrq-trigger'
	expect_status 122
	run "$JIFFY" bundle
	tar xzf jiffy-run-*.tar.gz
	run timeout 120 sh jiffy-run-*/run.sh </dev/null
	sed -i 's/\r//g' "$T/stdout"
	expect_out_has 'a  b'
	expect_out_has 'Kernel panic - not syncing: sysrq triggered crash'
}

# A tree with one of each kind of file goes in and comes back.
files_travel() {
	mkdir -p "$T/in/sub" "$T/in/none" "$T/out"
	printf 'a b' >"$T/in/new"$'\n'line
	printf x >"$T/in/"$'\xff'
	: >"$T/in/empty"
	ln -s nowhere "$T/in/link"
	mkfifo "$T/in/fifo"
	printf '#!/bin/sh\nhead -c 20000000 /dev/zero >/in/big; ln -s /etc /in/out; exit 3\n' >"$T/in/sub/p r"
	chmod 750 "$T/in/sub" "$T/in/sub/p r"
	ends 3 '' "fifo' is not pushed" --push "$T/in" --pull "/in:$T/out/" -- '/in/sub/p r'
	expect test "$(stat -c %s "$T/out/in/big")" = 20000000
	expect test "$(readlink "$T/out/in/out")" = /etc
	rm "$T/in/fifo" "$T/out/in/big" "$T/out/in/out"
	run diff -r --no-dereference "$T/in" "$T/out/in"
	expect_status 0
	expect test "$(stat -c %a "$T/out/in/sub/p r")" = 750
}

pull_fails() {
	ends 128 '' "cannot pull '/none': '/none' in the guest: No such file" --pull "/none:$T/" -- true
	ends 1 '' "cannot pull '/none'" --pull "/none:$T/" -- false
	ends 122 '' "cannot pull '/etc': the guest ended first" --pull "/etc:$T/" \
		-c 'echo c >/proc/sysrq-trigger'
}

push_fails() {
	printf x >"$T/file"
	ends 128 '' "in the guest: Not a directory" --push "$T/file:/init/file" -c 'echo not run'
	ends 129 '' "cannot push '$T/none': No such file" --push "$T/none" -- true
	ends 129 '' "'--push' needs a command" --push "$T/file"
}

test_case 'the status is that of the command' statuses
test_case 'files can be pushed and pulled' files_travel
test_case 'a file that cannot be pulled is an error' pull_fails
test_case 'a file that cannot be pushed is an error' push_fails
test_case 'stdin, stdout and stderr are separate' streams
test_case '20 MB go in and come out unchanged' megabytes
test_case 'arguments arrive unchanged, even many of them' arguments
test_case 'an added script runs' a_script
test_case 'a program or script of the host runs in the guest' a_file_of_the_host
test_case 'a command may leave its stdin unread' nobody_reads_stdin
test_case 'a command that waits for input is ended by --timeout, with status 124' nobody_writes_stdin
test_case 'a command may close its output early' ends_answered 5 '' 'echo before; exec >&- 2>&-; read -r line; exit 5'
test_case 'children that a command leaves do not delay its end' ends 6 hi '' -c 'sleep 1000 & (trap "" TERM; sleep 1000) & echo hi; exit 6'
test_case 'a signal goes to the command' signal_passes
test_case 'a terminal has a size and Ctrl-C' terminal
test_case 'Ctrl-a x leaves the command' leaves_terminal
test_case 'a reader that goes away ends the run' reader_goes_away
test_case 'a flood on the console does not disturb the command' console_flood
test_case 'a restart during the command is status 123' ends_answered 123 'restarted before the command had ended' \
	'echo before; read -r line; reboot -f; sleep 100'
test_case 'a power-off during the command is status 123' ends 123 before 'powered off before the command had ended' \
	-c 'echo before; poweroff; sleep 100'
test_case 'a command that tells init to end is status 123' ends 123 '' 'powered off before the command had ended' \
	-c 'kill -KILL 1; kill -TERM 1; sleep 100'
test_case 'a panic during the command is status 122' ends_answered 122 'sysrq' \
	'echo before; read -r line; echo c >/proc/sysrq-trigger'
test_case 'the run.sh of a bundle ends the same way' bundle_reproduces
finish
