#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What 'jiffy config --explain' advises works, for random symbols of a real tree: as many as
# $JIFFY_ADVICE_COUNT says, chosen with $JIFFY_ADVICE_SEED; $JIFFY_ADVICE_TREE is another tree.
# Nothing boots.
. "$(dirname "$0")/guest.sh"

COUNT=${JIFFY_ADVICE_COUNT:-200} SEED=${JIFFY_ADVICE_SEED:-3}

TREE=${JIFFY_ADVICE_TREE:-}
# the default kernel is unpacked, if no other test did that
if ! "$JIFFY" config kernel ${TREE:+--kernel "$TREE"} --explain NET >"$SCRATCH/config" 2>&1; then
	sed 's/^/# /' "$SCRATCH/config"
	echo 'Bail out! the kernel cannot be configured'
	exit 1
fi
[ -n "$TREE" ] || TREE=$(echo "$XDG_CACHE_HOME"/jiffy/sources/linux-source-*[0-9a-f])

advice_works() {
	mkdir "$T/scratch"
	run "$SRCDIR/tests/vm/advice.py" "$JIFFY" "$XDG_CACHE_HOME/jiffy" "$T/scratch" "$TREE" "$COUNT" "$SEED"
	sed 's/^/# /' "$T/stdout"
	expect_status 0
}

a_cause_is_named() {
	run "$JIFFY" config kernel --kernel "$TREE" --explain KASAN_HW_TAGS --explain HAVE_KMSAN_COMPILER
	expect_status 0
	expect_out_has 'needs HAVE_ARCH_KASAN_HW_TAGS, which only arm64 has'
	expect_out_has 'needs clang as the compiler (CC_IS_CLANG)'
	expect_out_lacks '--enable KASAN_HW_TAGS'
}

another_compiler() {
	command -v clang >/dev/null || skip 'no clang'
	run "$JIFFY" config kernel --kernel "$TREE" --explain KMSAN
	expect_out_has 'to turn it on: --cc clang --enable KMSAN'
	run "$JIFFY" build kernel --kernel "$TREE" --enable KMSAN
	expect_status 125
	expect_err_has 'hint: add --cc clang'
	run "$JIFFY" config kernel --kernel "$TREE" --cc clang --enable KMSAN --explain KMSAN
	expect_status 0
	expect_out_has 'KMSAN=y'
}

test_case "the advice turns on what it is about (seed $SEED)" advice_works
test_case 'what no configuration can turn on is said to be so' a_cause_is_named
test_case 'what another compiler turns on is said to be so' another_compiler
finish
