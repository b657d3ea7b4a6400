# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests with real guests: what is typed at the shell's prompt, and what must come of it.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

# The guest's words, without the terminal's carriage returns, are in $T/stdout.
guest() { # COMMANDS [OPTION...]
	local commands=$1
	shift
	printf '%s\n' "$commands" >"$T/typed"
	run timeout 300 "$JIFFY" run "$@" <"$T/typed"
	sed -i 's/\r//g' "$T/stdout"
}

# SIGTERM reaches the command, which ends by it.
signal_passes() { # OPTION...
	timeout --foreground 300 "$JIFFY" run -q "$@" \
		-c 'trap "echo got it; exit 9" TERM; echo up; while :; do sleep 0.1; done' \
		</dev/null >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 120 grep -q up "$T/stdout"
	# timeout(1) passes it on
	kill -TERM "$pid"
	wait "$pid"
	# shellcheck disable=SC2034 # lib.sh looks at it
	status=$?
	expect_out_has 'got it'
	expect_status 9
}

# The same at a terminal of its own, with a script for tests/expect.py.
guest_at_terminal() { # SCRIPT [OPTION...]
	local script=$1
	shift
	printf '%s\n' "$script" >"$T/script"
	run timeout 300 "$SRCDIR/tests/expect.py" --modes --rows 33 --cols 101 "$T/script" \
		"$JIFFY" run "$@"
}

# What is built for all tests; its progress is no test's business. Fails loudly.
build_first() { # OPTION...
	if ! timeout 900 "$JIFFY" build "$@" >"$SCRATCH/build" 2>&1; then
		sed 's/^/# /' "$SCRATCH/build"
		echo 'Bail out! the image does not build'
		exit 1
	fi
}
