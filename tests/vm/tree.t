#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A user's kernel tree, in a folder whose name kbuild refuses: it is configured, built, edited,
# booted and bisected.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

build_first
# always in the same place, so that the next run of the tests is quicker
TREE="${XDG_CACHE_HOME%/*}/it's a \"tree\": mine"
rm -rf "$TREE"
cp -a "$XDG_CACHE_HOME"/jiffy/sources/linux-source-*[0-9a-f] "$TREE" || exit 1
RECIPE=(--kernel "$TREE" --base-config recipe --machine pc)

# The recipe's build folder, which was built last.
folder() {
	local folders folder newest=
	folders=("$XDG_CACHE_HOME"/jiffy/build/kernel-*recipe*)
	for folder in "${folders[@]}"; do
		[ "$folder/build.log" -ot "${newest:-$folder}/build.log" ] || newest=$folder
	done
	printf '%s' "$newest"
}

# How many files the last kernel build compiled.
compiled() {
	grep -c '^  CC ' "$(folder)/build.log"
}

unknown_symbol() {
	run "$JIFFY" build kernel --kernel "$TREE" --enable DEBUGFS
	expect_status 125
	expect_err_has "'DEBUGFS'"
	expect_err_has 'DEBUG_FS'
}

unmet_symbol() {
	run "$JIFFY" build kernel --kernel "$TREE" --enable E1000
	expect_status 125
	expect_err_has 'E1000'
	expect_err_has 'NETDEVICES [=n]'
	expect_err_has '--enable NETDEVICES'
}

advice_is_good() {
	run "$JIFFY" build kernel --kernel "$TREE" --enable E1000
	advice=$(grep -o -e '--\(enable\|disable\) [A-Z0-9_]*\|--set [A-Z0-9_]*=[^ ]*' "$T/stderr" | sort -u)
	# shellcheck disable=SC2086
	run "$JIFFY" config kernel --kernel "$TREE" --explain E1000 --enable E1000 $advice
	expect_status 0
	expect_out_has 'E1000'
}

explains() {
	run "$JIFFY" config kernel --kernel "$TREE" --explain SMP --explain CONFIG_EXT4_FS
	expect_status 0
	expect_out_has 'SMP'
	expect_out_has 'arch/x86/Kconfig:'
	expect_out_has 'BLOCK'
	run "$JIFFY" config kernel --kernel "$TREE" --explain NO_SUCH_THING
	expect_status 125
}

wrong_fragment() {
	printf 'CONFIG_SMP=y\nSMP is nice\n' >'my fragment'
	run "$JIFFY" build kernel --kernel "$TREE" --config 'my fragment'
	expect_status 129
	expect_err_has "my fragment:2"
}

own_config_is_kept() {
	printf '[kernel]\nsource = %s\n' "$TREE" >jiffy.ini
	run "$JIFFY" config kernel --enable DEBUG_LIST
	expect_status 0
	expect_out '+CONFIG_DEBUG_LIST=y'
	expect grep -qx 'CONFIG_DEBUG_LIST=y' jiffy.kernel.config
	run "$JIFFY" config kernel --enable E1000
	expect_status 125
	expect_not grep -q E1000 jiffy.kernel.config
	run "$JIFFY" config kernel --disable DEBUG_LIST
	expect_out_has '-CONFIG_DEBUG_LIST=y'
}

menuconfig_keeps_what_was_changed() {
	printf '[kernel]\nsource = %s\n' "$TREE" >jiffy.ini
	# '/' searches, '1' jumps to the first result, two escapes leave. Each step waits for what
	# it shows. A hot key has a colour of its own, so "<Help>" arrives as H and "elp"
	printf '%s\n' 'expect Linux/x86' 'send /' 'expect Search' 'send BSD_PROCESS_ACCT\r' 'expect (1)' \
		'send 1' 'expect BSD Process Accounting' 'send y' 'send \e\e' 'expect Search Results' \
		'send \e\e' 'expect elp' 'send \e\e' 'expect new configuration' 'send y' 'wait' >"$T/script"
	TERM=linux run "$SRCDIR/tests/expect.py" --modes --limit 60 "$T/script" "$JIFFY" config kernel
	expect_status 0
	expect_out_has '+CONFIG_BSD_PROCESS_ACCT=y'
	expect grep -qx 'CONFIG_BSD_PROCESS_ACCT=y' jiffy.kernel.config
}

recipe_boots() {
	touch "$SCRATCH/before"
	build_first "${RECIPE[@]}" --compress gzip
	guest_at_terminal 'expect Boot took
expect / # 
send uname -r\r
expect 6.
send \x01x
wait' "${RECIPE[@]}" --init "$SRCDIR/data/recipe/init" --compress gzip
	expect_status 0
	expect grep -qx '# CONFIG_MAGIC_SYSRQ is not set' "$(folder)/obj/.config"
}

# It has no virtio.
recipe_runs_a_command() {
	echo 'to the guest' >typed
	run timeout 300 "$JIFFY" run -q "${RECIPE[@]}" --compress gzip -c 'cat; uname -r; ls /dev/ttyS1; exit 5' <typed
	expect_status 5
	expect_out_has 'to the guest'
	expect_out_has 6.
	expect_err_has '/dev/ttyS1: No such file'
}

nothing_changed() {
	run "$JIFFY" build kernel -v "${RECIPE[@]}" --compress gzip
	expect_status 0
	expect_err_has 'kernel: nothing to do'
}

edit_is_built() {
	sed -i 's/Run %s as init process/Start %s as init process/' "$TREE/init/main.c"
	run "$JIFFY" build kernel -v "${RECIPE[@]}" --compress gzip
	expect_status 0
	expect_err_has "init/main.c' changed"
	expect test "$(compiled)" -le 8
	expect grep -q 'CC  *init/main.o' "$(folder)/build.log"
}

fragment_rebuilds_what_depends_on_it() {
	echo 'CONFIG_IKCONFIG=y' >fragment
	run "$JIFFY" build kernel -v "${RECIPE[@]}" --compress gzip --config fragment
	expect_status 0
	expect_err_has 'kernel config: '
	expect grep -q 'CC  *kernel/configs.o' "$(folder)/build.log"
	run "$JIFFY" build -v "${RECIPE[@]}" --compress gzip --config fragment
	expect_err_has 'kernel: nothing to do'
	expect_err_has 'busybox: nothing to do'
}

compile_error() {
	cp "$TREE/init/main.c" keep.c
	printf 'int broken(void)\n{\n\treturn no_such_thing;\n}\n' >>"$TREE/init/main.c"
	run "$JIFFY" build kernel "${RECIPE[@]}" --compress gzip
	cp keep.c "$TREE/init/main.c"
	expect_status 125
	expect_err_has 'init/main.c:'
	expect_err_has "error: 'no_such_thing' undeclared"
	expect_err_has 'return no_such_thing;'
	expect_err_has 'log: '
	run "$JIFFY" build kernel "${RECIPE[@]}" --compress gzip
	expect_status 0
}

found_from_within() {
	cd "$TREE/fs/ext4" || return
	run "$JIFFY" build kernel -v --base-config recipe --machine pc --compress gzip
	expect_status 0
	expect_err_has 'kernel: nothing to do'
}

tree_is_untouched() {
	find "$TREE" -newer "$SCRATCH/before" -not -path "$TREE/init" -not -path "$TREE/init/main.c" >"$T/stdout"
	expect_out ''
}

unclean_tree() {
	: >"$TREE/.config"
	run "$JIFFY" build kernel "${RECIPE[@]}"
	rm "$TREE/.config"
	expect_status 125
	expect_err_has "'.config'"
	expect_err_has 'mrproper'
}

# --- the same tree with a git history. Each step compiles one file.

FILE=fs/proc/version.c
LEFT_OUT=fs/ext4/inode.c
KERNEL=("${RECIPE[@]}" --compress gzip --enable KALLSYMS)

commit() { # SUBJECT
	git -C "$TREE" -c user.name=Test -c user.email=test@localhost commit -q -a -m "$1"
}

# The whole tree would take git a minute, so it tracks only the files that the tests edit.
begin_history() {
	git init -q "$TREE" 2>/dev/null
	echo '*' >"$TREE/.git/info/exclude"
	git -C "$TREE" add -f Makefile "$FILE" "$LEFT_OUT"
	commit 'the beginning'
}

# Adds a statement to the function that prints /proc/version.
edit() { # STATEMENT
	sed -i "/seq_printf(m, linux_proc_banner,/i\\	$1" "$TREE/$FILE"
}

# git tries the second of these four commits first.
make_history() {
	begin_history
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
	python3 - "$XDG_STATE_HOME/jiffy/runs/last/outcome.json" "$FILE" <<-'EOS' || fail 'the trace in outcome.json is wrong'
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

test_case 'an unknown symbol is status 125, with the nearest name' unknown_symbol
test_case 'a symbol that cannot be set is status 125, with the reason and what to enable' unmet_symbol
test_case 'following the advice is enough' advice_is_good
test_case '--explain says what a symbol depends on' explains
test_case 'an invalid line in a fragment is reported with file and line' wrong_fragment
test_case 'config --enable keeps only what is possible' own_config_is_kept
test_case 'menuconfig keeps what was changed' menuconfig_keeps_what_was_changed
test_case "the recipe's kernel and /init boot, from an odd folder" recipe_boots
test_case "the recipe's kernel runs a command, over a UART" recipe_runs_a_command
test_case 'an unchanged tree is not built again' nothing_changed
test_case 'an edited file is compiled, and little else' edit_is_built
test_case 'a changed fragment recompiles what depends on it' fragment_rebuilds_what_depends_on_it
test_case "a compile error shows the compiler's lines and is status 125" compile_error
test_case 'in a kernel tree, that tree is the default' found_from_within
test_case 'nothing is written to the tree' tree_is_untouched
test_case 'an unclean tree is status 125, with the remedy' unclean_tree
test_case 'git bisect run finds the culprit, past a commit that does not build' bisect
test_case 'a crash in an edited line shows and marks the line' crash_in_an_edit
test_case 'an edited file that is not part of the kernel is named' edit_that_is_not_in_it
finish
