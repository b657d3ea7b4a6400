#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/run, in a tree with small tests of its own: what it counts, and what it calls a failure.
. "$(dirname "$0")/lib.sh"

tree() {
	mkdir -p tests/cli bin
	cp "$SRCDIR/tests/run" tests/run
	printf '#!/bin/sh\n' | tee jiffy >bin/ninja
	cat >bin/meson <<-'EOS' # meson setup OPTION BUILD ROOT
		#!/bin/sh
		mkdir -p "$3"
	EOS
	chmod +x jiffy bin/*
}

a_test() { # [KIND/]NAME, script on stdin
	local name=$1
	[ "${name#*/}" != "$name" ] || name=cli/$name
	{ echo '#!/bin/bash'; cat; } >"tests/$name.t"
	chmod +x "tests/$name.t"
}

tests_run() {
	run env -u JIFFY_BUILDDIR PATH="$PWD/bin:$PATH" tests/run "$@"
}

expect_summary() {
	local is
	is=$(tail -n 1 "$T/stdout")
	[ "$is" = "$1" ] || fail "the last line is '$is', not '$1'"
}

counts() {
	tree
	a_test good <<<'echo 1..3; echo ok 1 - a; echo "ok 2 - b # SKIP no tool"; echo ok 3 - c'
	a_test whole <<<'echo "1..0 # SKIP no machine"'
	tests_run cli
	expect_status 0
	expect_summary '2 passed, 0 failed, 2 skipped'
	expect_out_has 'no tool'
	expect_out_has 'no machine'
}
test_case 'passed and skipped tests are counted, with the reasons' counts

failing() {
	tree
	a_test bad <<<'echo 1..2; echo ok 1 - a; echo "# because"; echo not ok 2 - b; echo oops >&2; exit 1'
	tests_run cli
	expect_status 1
	expect_summary '1 passed, 1 failed, 0 skipped'
	expect_out_has 'failed: cli/bad: 2 - b'
	expect_out_has '# because'
	expect_out_has 'oops'
}
test_case 'a failed test is named, with its output' failing

early_end() {
	tree
	a_test no-plan <<<'echo ok 1 - a'
	a_test short <<<'echo 1..3; echo ok 1 - a'
	a_test dies <<<'echo 1..2; echo ok 1 - a; kill -SEGV $$'
	a_test status <<<'echo 1..1; echo ok 1 - a; exit 3'
	a_test silent <<<'exit 0'
	a_test gone <<<''
	chmod -x tests/cli/gone.t
	tests_run cli
	expect_status 1
	expect_summary '4 passed, 6 failed, 0 skipped'
	expect_out_has 'failed: cli/dies: ended early, status 139'
	expect_out_has 'failed: cli/status: all passed, and yet its status is 3'
}
test_case 'a test that dies or breaks its plan is a failure' early_end

left_behind() {
	tree
	a_test leaves <<<'echo 1..1; setsid sleep 1000 & echo ok 1 - a'
	tests_run cli
	expect_status 1
	expect_summary '1 passed, 1 failed, 0 skipped'
	expect_out_has 'left behind: sleep 1000'
}
test_case 'a process left behind is a failure' left_behind

files_left_behind() {
	tree
	# shellcheck disable=SC2016 # the tests expand it
	a_test leaves <<<'echo 1..1; mkdir "$TMPDIR/x" && echo ok 1 - a'
	# shellcheck disable=SC2016
	a_test fails <<<'echo 1..1; echo text >"$TMPDIR/kept"; echo not ok 1 - a; exit 1'
	# shellcheck disable=SC2016
	a_test clean <<<'echo 1..1; test -d "$TMPDIR" && touch "$TMPDIR/x" && rm "$TMPDIR/x" && echo ok 1 - a'
	TMPDIR=$T tests_run cli
	expect_status 1
	expect_summary '2 passed, 2 failed, 0 skipped'
	expect grep -qE "failed: cli/leaves: left behind: $T/jiffy-tests\.[^/]*/[0-9]*/x$" "$T/stdout"
	expect_out_lacks '/kept'
	# for whoever mends it
	expect test "$(cat "$(sed -n 's/^# its files: //p' "$T/stdout" | head -n 1)/kept")" = text
	expect_not test -e "$T"/jiffy-tests.*/0
}
test_case 'files left behind are a failure, and those of a failed test stay' files_left_behind

minutes() {
	tree
	a_test good <<<'echo 1..1; echo ok 1 - a'
	tests_run --minutes soon cli
	expect_status 1
	expect_out_has '--minutes takes a number'
	tests_run cli --minutes 2
	expect_status 0
}
test_case 'the minutes are a number' minutes

selection() {
	tree
	a_test one <<<'echo 1..1; echo ok 1 - a'
	a_test two <<<'echo 1..1; echo not ok 1 - a; exit 1'
	tests_run one
	expect_status 0
	expect_summary '1 passed, 0 failed, 0 skipped'
	tests_run cli/two
	expect_status 1
	tests_run three
	expect_status 1
	expect_summary '0 passed, 1 failed, 0 skipped'
	expect_out_has 'no such test: three'
}
test_case 'tests can be chosen by name, and an unknown name is a failure' selection

# Each waits for the other. The one that is named first ends last.
side_by_side() {
	tree
	mkfifo there back
	a_test first <<<'echo 1..1; echo >there; read -r <back; test -e second && echo ok 1 - a'
	a_test second <<<'echo 1..1; read -r <there; touch second; echo ok 1 - b; echo >back'
	JIFFY_TEST_JOBS=2 tests_run cli
	expect_status 0
	expect_summary '2 passed, 0 failed, 0 skipped'
	expect test "$(sed -n 's/^cli *\([a-z]*\).*/\1/p' "$T/stdout" | paste -s -d ' ')" = 'first second'
}
test_case 'two tests run side by side, and their results keep their order' side_by_side

# It would see the folders of the others, which wait for each other.
alone() {
	tree
	mkdir tests/vm others
	mkfifo there back
	a_test vm/boot <<<'echo 1..1; mkdir others/1; echo >there; read -r <back; rmdir others/1; echo ok 1 - a'
	a_test vm/uart <<<'echo 1..1; mkdir others/2; read -r <there; echo >back; rmdir others/2; echo ok 1 - a'
	# shellcheck disable=SC2016 # the test expands it
	a_test vm/trouble <<<'echo 1..1; [ -z "$(ls others)" ] && echo ok 1 - b'
	JIFFY_TEST_JOBS=3 tests_run vm
	expect_status 0
	expect_summary '3 passed, 0 failed, 0 skipped'
}
test_case 'a test that changes what the others use runs by itself' alone

interrupted() {
	tree
	a_test waits <<<'echo $$ >started; sleep 1000'
	env --default-signal=INT -u JIFFY_BUILDDIR PATH="$PWD/bin:$PATH" tests/run cli >"$T/stdout" 2>"$T/stderr" &
	wait_for 30 test -s started
	kill -INT $!
	wait $!
	status=$? told=''
	expect_status 130
	wait_for 30 test ! -e "/proc/$(cat started)"
}
test_case 'Ctrl-C ends the tests that are running' interrupted

broken_build() {
	tree
	printf '#!/bin/sh\necho the compiler says no\nexit 1\n' >bin/ninja
	tests_run
	expect_status 1
	expect_summary '0 passed, 1 failed, 0 skipped'
	expect_out_has 'the compiler says no'
}
test_case 'a build that fails is a failure' broken_build

finish
