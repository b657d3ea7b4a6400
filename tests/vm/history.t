#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel tree of the user's with a history: bisected, edited, crashed. One small kernel, of which each step compiles
# one file.
#
# What stands in single quotes is for the guest.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

build_first
# the same place each time, so that a second run of the tests is quicker
TREE=${XDG_CACHE_HOME%/*}/history
FILE=fs/proc/version.c
LEFT_OUT=fs/ext4/inode.c
KERNEL=(--kernel "$TREE" --base-config recipe --enable VIRTIO_CONSOLE --enable KALLSYMS)

# A copy that stands there already is as the last run of the tests left it: only these differ.
copy_tree() {
	local source
	source=$(echo "$XDG_CACHE_HOME"/jiffy/sources/linux-source-*[0-9a-f])
	if [ -d "$TREE/.git" ]; then
		rm -rf "$TREE/.git"
		cp -p "$source/$FILE" "$TREE/$FILE" && cp -p "$source/$LEFT_OUT" "$TREE/$LEFT_OUT"
	else
		rm -rf "$TREE"
		cp -a --reflink=auto "$source" "$TREE"
	fi
}

commit() { # SUBJECT
	git -C "$TREE" -c user.name=Test -c user.email=test@localhost commit -q -a -m "$1"
}

# The whole tree would take git a minute: it knows of the files that the tests edit, and passes over the others.
begin_history() {
	git init -q "$TREE" 2>/dev/null
	echo '*' >"$TREE/.git/info/exclude"
	git -C "$TREE" add -f Makefile "$FILE" "$LEFT_OUT"
	commit 'the beginning'
}

# What /proc/version says besides, or code.
edit() { # STATEMENT
	sed -i "/seq_printf(m, linux_proc_banner,/i\\	$1" "$TREE/$FILE"
}

copy_tree && begin_history || exit 1

# Of four commits git looks at the second one first.
make_history() {
	edit 'seq_puts(m, "one ");' && commit one
	edit 'no_such_function(;' && commit 'does not build'
	sed -i '/no_such_function/d' "$TREE/$FILE" && commit mended
	edit 'seq_puts(m, "broken ");' && commit 'the culprit'
}

bisect() {
	make_history
	git -C "$TREE" bisect start HEAD HEAD~4 >"$T/start" 2>&1
	(
		cd "$TREE" || exit
		timeout 900 git bisect run "$JIFFY" run -q "${KERNEL[@]}" -c '! grep broken /proc/version'
	) >"$T/stdout" 2>"$T/stderr" </dev/null
	status=$? told=''
	git -C "$TREE" bisect log >"$T/log"
	git -C "$TREE" bisect reset >"$T/reset" 2>&1
	expect_status 0
	expect_out_has 'is the first bad commit'
	expect_out_has 'the culprit'
	expect grep -q '^# skip:.*does not build' "$T/log"
	expect_err_has "$FILE:"
}

crash_in_an_edit() {
	git -C "$TREE" checkout -q "$FILE"
	edit '*(volatile int *)8 = 1;'
	run timeout 900 "$JIFFY" run --timeout 60 "${KERNEL[@]}" -c 'read -r line </proc/version' </dev/null
	git -C "$TREE" checkout -q "$FILE"
	expect_status 122
	expect_err_has 'jiffy: crash: '
	expect grep -q "version_proc_show+0x[0-9a-f/x]* *$FILE:[0-9]*  \* changed" "$T/stderr"
	expect grep -q '^ *>.*volatile int \*)8 = 1;' "$T/stderr"
	expect_not grep -q 'seq_read_iter.*changed' "$T/stderr"
	python3 - "$XDG_STATE_HOME/jiffy/runs/last/outcome.json" "$FILE" <<-'EOS' || fail 'the trace of outcome.json'
		import json, sys
		trace = json.load(open(sys.argv[1]))["trace"]
		frame = next(f for f in trace if f["function"] == "version_proc_show")
		assert frame["places"][0]["file"] == sys.argv[2] and frame["places"][0]["changed"], frame
	EOS
}

edit_that_is_not_in_it() {
	echo '/* an edit */' >>"$TREE/$LEFT_OUT"
	run "$JIFFY" build kernel "${KERNEL[@]}"
	expect_status 0
	expect_err_has "edited, but not in this kernel: $LEFT_OUT (EXT4_FS is off; --enable EXT4_FS)"
	git -C "$TREE" checkout -q "$LEFT_OUT"
	run "$JIFFY" build kernel "${KERNEL[@]}"
	expect_err_lacks edited
}

test_case 'git bisect run finds the culprit, past a commit that does not build' bisect
test_case 'a crash in an edit: its line, marked' crash_in_an_edit
test_case 'an edit that is not in the kernel is named' edit_that_is_not_in_it
finish
