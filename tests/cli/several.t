#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Several jiffys at the same time: none takes away what another is using.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# A cache of the case's own, which 'clean' may empty.
ready() {
	ready_machine
	export XDG_CACHE_HOME=$T/cache
	runs=$XDG_STATE_HOME/jiffy/runs
}

# Starts a guest that runs until 'end_long'.
start_long() {
	mkfifo "$T/input" && exec 8<>"$T/input"
	JIFFY_FAKE_QEMU=runs "$JIFFY" run --kernel bzImage --busybox busybox --machine pc --no-sandbox --qemu "$FAKE_QEMU" \
		--accel tcg -- cat <"$T/input" >"$T/long.out" 2>"$T/long.err" 8>&- &
	long=$!
	echo hello >&8
	wait_for 60 grep -q hello "$T/long.out"
}

end_long() {
	# only we have it open for writing
	exec 8>&-
	wait "$long"
	status=$?
	cp "$T/long.out" "$T/stdout"
	cp "$T/long.err" "$T/stderr"
	told=''
}

a_long_run_keeps_its_folder() {
	ready
	start_long
	# as 24 runs leave them
	# shellcheck disable=SC2046 # numbers
	mkdir $(seq -f "$runs/%g" 2 25)
	fake -q 8>&-
	expect_status 0
	expect test -d "$runs/1"
	expect_not test -e "$runs/2"
	expect test -d "$runs/26"
	run "$JIFFY" report 1
	expect_status 128
	expect_err_has 'this run has not ended yet'
	end_long
	expect_status 0
	run "$JIFFY" report 1
	expect_status 0
	# the next run may remove it
	fake -q
	expect_not test -e "$runs/1"
}

clean_leaves_what_is_used() {
	local cache=$T/cache/jiffy kind
	ready
	start_long
	run "$JIFFY" clean --all 8>&-
	expect_status 0
	for kind in agent busybox initramfs; do
		expect_err_has "left '$(echo "$cache/build/$kind-"*)': another jiffy is using it"
		expect test -d "$cache/build/$kind-"*
	done
	expect_err_has "removed the rest of $cache/build"
	end_long
	expect_status 0
	run "$JIFFY" clean --all
	expect_status 0
	expect_err "removed $cache/build"
	expect test -z "$(ls "$cache")"
}

# A process that is killed leaves nothing in use.
kill_frees_it() {
	ready
	start_long
	kill -KILL "$long"
	wait "$long" 2>/dev/null
	exec 8>&-
	run "$JIFFY" clean --all
	expect_status 0
	expect_err_lacks left
}

# Two that clean all the time, beside two that build and boot.
race() {
	local cleans=() runners=() pid n
	ready
	touch going
	for n in 1 2; do
		(
			while [ -e going ]; do
				"$JIFFY" clean --all >>"$T/clean.$n" 2>&1 || exit
			done
		) &
		cleans+=($!)
	done
	for n in 1 2; do
		(
			for _ in $(seq 8); do
				JIFFY_FAKE_QEMU=boots-and-powers-off "$JIFFY" run --kernel bzImage --busybox busybox \
					--machine pc --no-sandbox --qemu "$FAKE_QEMU" --accel tcg </dev/null >"$T/run.$n" 2>&1 || exit
			done
		) &
		runners+=($!)
	done
	for pid in "${runners[@]}"; do
		wait "$pid" || fail "a run failed: $(tail -n 5 "$T"/run.?)"
	done
	rm going
	for pid in "${cleans[@]}"; do
		wait "$pid" || fail "a clean failed: $(tail -n 5 "$T"/clean.?)"
	done
	run "$JIFFY" clean --all
	expect_status 0
	expect_err_lacks left
}

abbreviations_delete_nothing() {
	ready
	mkdir -p "$T/cache/jiffy/sources/s" "$T/cache/jiffy/build/b"
	run "$JIFFY" clean --al
	expect_status 129
	expect_err_has "'--al' is too short: '--all' must be written out"
	expect test -d "$T/cache/jiffy/sources/s"
	expect test -d "$T/cache/jiffy/build/b"
}

test_case 'a run keeps its folder, however many are newer' a_long_run_keeps_its_folder
test_case 'clean leaves what another jiffy uses, and says so' clean_leaves_what_is_used
test_case 'a killed jiffy uses nothing' kill_frees_it
test_case 'clean and run at the same time both succeed' race
test_case 'no abbreviation deletes' abbreviations_delete_nothing
finish
