# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests with real guests.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

# Types the commands at the shell's prompt. $T/stdout has the console without its carriage returns.
guest() { # COMMANDS [OPTION...]
	local commands=$1
	shift
	printf '%s\n' "$commands" >"$T/typed"
	run timeout 300 "$JIFFY" run "$@" <"$T/typed"
	sed -i 's/\r//g' "$T/stdout"
}

# Checks the outcome and the whole title of a run.
ends_as() { # STATUS WORD TITLE OPTION...
	run timeout 300 "$JIFFY" run -q "${@:4}" </dev/null
	expect_status "$1"
	expect_outcome outcome "$2"
	expect_outcome title "$3"
}

# jiffy passes SIGTERM on to the command, which ends.
signal_passes() { # OPTION...
	timeout --foreground 300 "$JIFFY" run -q "$@" \
		-c 'trap "echo got it; exit 9" TERM; echo up; while :; do sleep 0.1; done' \
		</dev/null >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 120 grep -q up "$T/stdout"
	# timeout(1) passes the signal on to jiffy
	kill -TERM "$pid"
	wait "$pid"
	# shellcheck disable=SC2034 # lib.sh looks at it
	status=$?
	expect_out_has 'got it'
	expect_status 9
}

# Runs a script that prints 'before' and reads a line, which is sent once 'before' has arrived.
answered() { # SCRIPT [OPTION...]
	local script=$1
	shift
	mkfifo "$T/answer"
	exec 9<>"$T/answer"
	timeout 300 "$JIFFY" run -q "$@" -c "$script" <"$T/answer" 9>&- >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 120 grep -q before "$T/stdout"
	echo go on >&9
	wait "$pid"
	# shellcheck disable=SC2034 # lib.sh looks at it
	status=$?
	exec 9>&-
	expect_out before
}

# As guest(), at a terminal that a script for tests/expect.py drives.
guest_at_terminal() { # SCRIPT [OPTION...]
	local script=$1
	shift
	printf '%s\n' "$script" >"$T/script"
	run timeout 300 "$SRCDIR/tests/expect.py" --modes --rows 33 --cols 101 "$T/script" \
		"$JIFFY" run "$@"
}

# Builds what all cases of the test need; if that fails, ends the test.
build_first() { # OPTION...
	if ! timeout 900 "$JIFFY" build "$@" >"$SCRATCH/build" 2>&1; then
		sed 's/^/# /' "$SCRATCH/build"
		echo 'Bail out! cannot build the image'
		exit 1
	fi
}
