#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel tree of the user's, in a folder whose name kbuild refuses: configured, built, edited, booted.
#
# What stands in single quotes is for the guest.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

build_first
# the same place each time, so that a second run of the tests is quicker
TREE="${XDG_CACHE_HOME%/*}/it's a \"tree\": mine"
rm -rf "$TREE"
cp -a "$XDG_CACHE_HOME"/jiffy/sources/linux-source-*[0-9a-f] "$TREE" || exit 1
RECIPE=(--kernel "$TREE" --base-config recipe --machine pc)

# The recipe's build folder: the one that was built last.
folder() {
	local folders folder newest=
	folders=("$XDG_CACHE_HOME"/jiffy/build/kernel-*recipe*)
	for folder in "${folders[@]}"; do
		[ "$folder/build.log" -ot "${newest:-$folder}/build.log" ] || newest=$folder
	done
	printf '%s' "$newest"
}

# Of the last kernel build.
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
	# '/' searches, '1' jumps to the first result, two escapes leave; each waits for what it brings on the
	# screen, where hot keys have a colour of their own: "<Help>" is H and "elp"
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

# It has no virtio at all.
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

test_case 'a symbol that does not exist: 125, nearest name' unknown_symbol
test_case 'a symbol that did not survive: 125, why, and what to enable' unmet_symbol
test_case 'the advice, followed, is enough' advice_is_good
test_case '--explain' explains
test_case 'a line that is none of a fragment: file:line' wrong_fragment
test_case 'config --enable is kept where it can hold' own_config_is_kept
test_case 'menuconfig: what was changed is kept' menuconfig_keeps_what_was_changed
test_case "the recipe's kernel and /init boot, from an odd folder" recipe_boots
test_case "the recipe's kernel runs a command, over a UART" recipe_runs_a_command
test_case 'nothing changed' nothing_changed
test_case 'an edited file is built, and little else' edit_is_built
test_case 'a changed fragment rebuilds what depends on it' fragment_rebuilds_what_depends_on_it
test_case "a compile error: the compiler's own lines, 125" compile_error
test_case 'the tree around the working directory is taken' found_from_within
test_case 'the tree was not written to' tree_is_untouched
test_case 'an unclean tree: the remedy, 125' unclean_tree
finish
