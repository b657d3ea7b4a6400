# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests in shell. Each is a TAP program:
#
#	. "$(dirname "$0")/../cli/lib.sh"
#	no_such_command() {
#		run "$JIFFY" nonsense
#		expect_status 129
#		expect_err_has "unknown command 'nonsense'"
#	}
#	test_case 'an unknown command is a usage error' no_such_command
#	finish
#
# Each case runs in a subshell and in a folder of its own, $T/work. If a case fails, $SCRATCH is
# kept. After 'run', $status is the exit status, and $T/stdout and $T/stderr hold the output. A
# failed expectation is reported with its line, and the case goes on.
set -u

SRCDIR=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
JIFFY=${JIFFY:-${JIFFY_BUILDDIR:-$SRCDIR/build}/src/cmd/jiffy}
export JIFFY_DATADIR=${JIFFY_DATADIR:-$SRCDIR}
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/jiffy-$(basename "$0" .t).XXXXXX") || exit 1
# The user's own fragments must not reach a test.
export XDG_CONFIG_HOME=$SCRATCH/config
export LC_ALL=C

tests=0
failures=0

# test_case TITLE FUNCTION [ARG...]
test_case() {
	local title=$1 result
	shift
	tests=$((tests + 1))
	T=$SCRATCH/$tests
	mkdir -p "$T/work"
	(
		failed=0 status=''
		cd "$T/work" || exit 1
		"$@"
		exit "$failed"
	)
	result=$?
	if [ -e "$T/skip" ]; then
		printf 'ok %d - %s # SKIP %s\n' "$tests" "$title" "$(cat "$T/skip")"
	elif [ $result = 0 ]; then
		printf 'ok %d - %s\n' "$tests" "$title"
	else
		failures=$((failures + 1))
		printf 'not ok %d - %s\n' "$tests" "$title"
	fi
}

# Ends the case as skipped, for this reason.
skip() {
	printf '%s' "$*" >"$T/skip"
	exit 0
}

# Prints the plan and removes the scratch folder, unless a case failed.
finish() {
	printf '1..%d\n' "$tests"
	if [ $failures = 0 ]; then
		rm -rf "$SCRATCH"
	else
		printf '# kept: %s\n' "$SCRATCH"
	fi
	exit $((failures > 0))
}

run() {
	"$@" >"$T/stdout" 2>"$T/stderr"
	status=$?
	told=''
}

# Prints the caller's line outside this file.
where() {
	local i=1
	while [ "${BASH_SOURCE[i]}" = "${BASH_SOURCE[0]}" ]; do
		i=$((i + 1))
	done
	printf '%s:%d' "$(basename "${BASH_SOURCE[i]}")" "${BASH_LINENO[i - 1]}"
}

# Reports a failure, and once for each 'run' its status and output.
fail() {
	failed=1
	printf '# %s: %s\n' "$(where)" "$*" | sed '2,$s/^/#   /'
	if [ -z "${told:-told}" ]; then
		told=1
		printf '#   status: %s\n' "$status"
		sed 's/^/#   stdout: /' "$T/stdout"
		sed 's/^/#   stderr: /' "$T/stderr"
	fi
}

expect_status() {
	[ "$status" = "$1" ] || fail "status is $status, not $1"
}

expect_text() { # NAME TEXT: the whole stream, without its last newline
	local is
	is=$(cat "$T/$1")
	[ "$is" = "$2" ] || fail "$1 is not '$2'"
}

expect_has() { # NAME TEXT
	grep -qF -e "$2" "$T/$1" || fail "$1 has no '$2'"
}

expect_lacks() { # NAME TEXT
	! grep -qF -e "$2" "$T/$1" || fail "$1 has '$2'"
}

expect_out() { expect_text stdout "$1"; }
expect_err() { expect_text stderr "$1"; }
expect_out_has() { expect_has stdout "$1"; }
expect_err_has() { expect_has stderr "$1"; }
expect_out_lacks() { expect_lacks stdout "$1"; }
expect_err_lacks() { expect_lacks stderr "$1"; }

# Prints a value of the last run's outcome.json as Python does; nothing for null.
outcome() { # KEY: "command.status"
	python3 - "$XDG_STATE_HOME/jiffy/runs/last/outcome.json" "$1" <<-'EOS'
		import json, sys
		value = json.load(open(sys.argv[1]))
		for key in sys.argv[2].split("."):
		    value = value[key]
		print("" if value is None else value)
	EOS
}

expect_outcome() { # KEY VALUE
	local is
	is=$(outcome "$1")
	[ "$is" = "$2" ] || fail "$1 is '$is', not '$2'"
}

# Expects the command to succeed: expect test -f file
expect() {
	"$@" || fail "failed: $*"
}

expect_not() {
	! "$@" || fail "succeeded: $*"
}

# wait_for SECONDS COMMAND...: waits until the command succeeds; fails after SECONDS. The limit only
# keeps tests from hanging: make it generous.
wait_for() {
	local limit=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		if [ $SECONDS -ge $limit ]; then
			fail "never came true: $*"
			return 1
		fi
		sleep 0.05
	done
}
