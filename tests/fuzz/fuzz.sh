#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/fuzz/fuzz.sh BUILD NAME: a fuzz target over its corpus, then over inputs that libFuzzer
# makes, as a TAP program. BUILD has both programs (-Dfuzzer=true). $FUZZ_INPUTS: how many, or
# $FUZZ_SECONDS: for how long.
#
# Inputs that reach new code are added to BUILD/corpus/NAME, where the next run begins. An input
# that fails is kept in BUILD/found; once mended, it belongs into tests/fuzz/corpus/NAME.
set -u

build=$1 name=$2
corpus=$(dirname "$0")/corpus/$name
replay=$build/tests/fuzz/replay-$name
found=$build/found/$name-
inputs=${FUZZ_INPUTS:-10000} seed=2026
title="$inputs inputs, seed $seed"
effort=("-runs=$inputs" "-seed=$seed")
if [ -n "${FUZZ_SECONDS:-}" ]; then
	title="$FUZZ_SECONDS s"
	effort=(-max_total_time="$FUZZ_SECONDS")
fi

# some targets make thousands of files
if [ -w /dev/shm ]; then
	TMPDIR=$(mktemp -d /dev/shm/jiffy-fuzz.XXXXXX) || exit
	export TMPDIR
	trap 'rm -rf "$TMPDIR"' EXIT
fi

files=("$corpus"/*)
number=$((${#files[@]} + 1))
"$replay" "${files[@]}" | sed "s/^1\.\.[0-9]*$/1..$number/"
status=${PIPESTATUS[0]}

mkdir -p "$build/found" "$build/corpus/$name" || exit
log=$found$$.log
# the limit is for endless loops: no target needs a second for an input
if "$build/tests/fuzz/fuzz-$name" "${effort[@]}" -max_len=1024 -timeout=300 -print_final_stats=1 \
	-artifact_prefix="$found" "$build/corpus/$name" "$corpus" >"$log" 2>&1; then
	printf 'ok %d - %s\n' "$number" "$title"
	awk '/number_of_executed_units|average_exec_per_sec/ { print "# " $0 }' "$log"
else
	printf 'not ok %d - %s\n' "$number" "$title"
	sed -n "s|^artifact_prefix=.*Test unit written to \(.*\)|# again: $replay \1|p" "$log"
	tail -n 40 "$log" >&2
	status=1
fi
rm -f "$log"
exit "$status"
