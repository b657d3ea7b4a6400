#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# jiffy bench, with trees that build in no time and a fake QEMU: everything but what it measures.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# A kernel tree with the targets that both sides use. Each step adds a line to $T/made.
make_linux() {
	mkdir -p linux/init
	touch linux/Kbuild linux/Kconfig linux/init/main.c
	make_kernel linux/ready-bzImage
	link_vmlinux linux/ready-vmlinux
	cat >linux/Makefile <<-EOS
		.RECIPEPREFIX = >
		VERSION = 6
		PATCHLEVEL = 9
		SUBLEVEL = 0
		allnoconfig:
		>echo allnoconfig >>$T/made
		>cd \$(O) && cat \$(KCONFIG_ALLCONFIG) >\$(or \$(KCONFIG_CONFIG),.config)
		bzImage:
		>echo bzImage \$(CC) >>$T/made
		>mkdir -p \$(O)/arch/x86/boot && cp ready-bzImage \$(O)/arch/x86/boot/bzImage
		vmlinux:
		>echo vmlinux \$(CC) >>$T/made
		>cp ready-vmlinux \$(O)/vmlinux
	EOS
}

make_busybox_tree() {
	mkdir -p bb/applets
	touch bb/Config.in bb/applets/applets.c
	make_busybox bb/ready
	cat >bb/Makefile <<-EOS
		.RECIPEPREFIX = >
		VERSION = 1
		PATCHLEVEL = 99
		SUBLEVEL = 0
		all: busybox
		defconfig:
		>echo defconfig >>$T/made
		>cd \$(O) && echo '# CONFIG_STATIC is not set' >.config
		>cd \$(O) && cat \$(or \$(KBUILD_DEFCONFIG),/dev/null) >>.config
		oldconfig:
		>grep -qx CONFIG_STATIC=y \$(O)/.config
		busybox: busybox.links
		>cp ready \$(O)/busybox
		busybox.links:
		>printf '/bin/sh\n/sbin/init\n' >\$(O)/busybox.links
		install:
		>mkdir -p \$(O)/_install/bin && cp ready \$(O)/_install/bin/busybox
	EOS
}

ready() {
	make_linux && make_busybox_tree
	export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state
}

bench() { # [ARG...]
	JIFFY_FAKE_QEMU=benched run "$JIFFY" bench --kernel linux --busybox bb --no-sandbox --qemu "$FAKE_QEMU" "$@" </dev/null
}

# Prints a Python expression over the printed JSON, j, and its figures by name, f.
json() {
	python3 -c 'import json, sys
j = json.loads(sys.stdin.readlines()[-1])
f = {figure["name"]: figure for figure in j["figures"]}
print(eval(sys.argv[1]))' "$1" <"$T/stdout"
}

all_figures() {
	ready
	bench --runs 2
	expect_status 0
	for name in prompt run_true archive memory_used memory_floor; do
		expect grep -q "^$name  .*  *2$" "$T/stdout"
	done
	expect_out_has "'first_build' (kernel, BusyBox and archive, from unpacked sources) takes minutes"
	expect_out_has 'linux-6.9.0, busybox-1.99.0, tcg, '
	expect grep -q '^memory_floor  32.0 MB (32.0 to 32.0)  *20.0 MB (20.0 to 20.0)  *0.625  *0.50  no ' "$T/stdout"
	# its runs are not in the user's list
	expect_not test -e "$XDG_STATE_HOME/jiffy/runs"
	# what only the measurement needed is removed
	expect test -z "$(find "$XDG_CACHE_HOME/jiffy/build" -name '.tmp*')"
}

as_json() {
	ready
	bench --runs 3 --json memory_used prompt
	expect_status 0
	expect test "$(json 'j["schema"], j["kernel"], j["busybox"], j["accel"], [x["name"] for x in j["figures"]]')" = \
		"(1, 'linux-6.9.0', 'busybox-1.99.0', 'tcg', ['prompt', 'memory_used'])"
	expect test "$(json 'f["memory_used"]["recipe"], f["memory_used"]["jiffy"], f["memory_used"]["runs"]')" = \
		"($(((524288 - 490000) * 1024)), $(((524288 - 500000) * 1024)), 3)"
	expect test "$(json 'round(f["memory_used"]["ratio"], 3), f["memory_used"]["reached"]')" = '(0.708, False)'
	expect test "$(json 'f["prompt"]["unit"], f["prompt"]["spread"]["jiffy"]["least"] <= f["prompt"]["jiffy"]')" = \
		"('ns', True)"
}

built_once() {
	ready
	bench prompt --runs 1 --cc gcc
	expect_status 0
	expect grep -qx 'bzImage gcc' "$T/made"
	expect grep -qx 'vmlinux gcc' "$T/made"
	# in a user's tree, make decides what is out of date
	bench prompt --runs 1 --cc gcc -v
	expect_status 0
	expect_err_has 'recipe: built: the tree is yours'
	expect_err_has 'kernel: nothing to do'
}

first_build() {
	ready
	bench first_build --json
	expect_status 0
	expect test "$(json '[x["name"] for x in j["figures"]], f["first_build"]["runs"]')" = "(['first_build'], 1)"
	# neither side starts with a build or leaves one
	expect test "$(grep -c 'bzImage\|vmlinux' "$T/made")" = 2
	expect test -z "$(find "$XDG_CACHE_HOME/jiffy/build" -name vmlinux -o -name bzImage)"
	json 'f["first_build"]["measured"][:10]' >"$T/date"
	# it is shown again, with its date, as long as sources, compiler and jobs are the same
	bench --runs 1
	expect_status 0
	expect grep -q '^first_build ' "$T/stdout"
	expect_out_has "'first_build' was measured on $(cat "$T/date") "
	bench --runs 1 --json
	expect test "$(json 'len(j["figures"]), f["first_build"]["runs"]')" = '(6, 1)'
	bench --runs 1 --json -j 7
	expect test "$(json 'len(j["figures"])')" = 5
	sed -i 's/^SUBLEVEL.*/SUBLEVEL = 1/' linux/Makefile
	bench --runs 1 --json
	expect test "$(json 'len(j["figures"])')" = 5
}

settings_of_a_project() {
	ready
	mkdir project
	printf '[kernel]\nsource = ../linux\nenable = NO_SUCH\n[busybox]\nsource = ../bb\n[machine]\nmemory = 1G\n' >project/jiffy.ini
	cd project || return
	JIFFY_FAKE_QEMU_ARGS=$T/args JIFFY_FAKE_QEMU=benched run "$JIFFY" bench run_true --runs 1 --no-sandbox --qemu "$FAKE_QEMU" </dev/null
	expect_status 0
	expect_not grep -rqs NO_SUCH "$XDG_CACHE_HOME/jiffy/build"
	expect_not grep -qx 1024 "$T/args"
}

usage() {
	export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state
	run "$JIFFY" bench promt
	expect_status 129
	expect_err_has "'bench' has no figure 'promt'"
	expect_err_has "did you mean 'prompt'?"
	run "$JIFFY" bench --runs 0
	expect_status 129
	run "$JIFFY" bench -- true
	expect_status 129
	make_kernel bzImage && make_busybox busybox
	run "$JIFFY" bench --kernel bzImage --busybox busybox --qemu true
	expect_status 129
	expect_err_has 'bzImage'\'' is prebuilt: the recipe builds from source'
}

does_not_build() {
	ready
	sed -i 's/^bzImage:.*/&\n>echo "fs\/open.c:1:2: error: no such thing"; exit 1/' linux/Makefile
	bench prompt
	expect_status 125
	expect_err_has "the recipe's kernel: 'sh' exited with status 2"
	expect_err_has 'fs/open.c:1:2: error: no such thing'
	expect_err_has '/kernel.log'
}

no_prompt() {
	ready
	JIFFY_FAKE_QEMU=error run "$JIFFY" bench prompt --kernel linux --busybox bb --no-sandbox --qemu "$FAKE_QEMU" </dev/null
	expect_status 128
	expect_err_has "measuring 'prompt': jiffy's guest did not reach its prompt"
	expect_err_has 'qemu: -bogus: invalid option'
}

interrupted() {
	ready
	# a shell without job control starts background processes with SIGINT ignored
	JIFFY_FAKE_QEMU=says-nothing JIFFY_FAKE_QEMU_ARGS=$T/args env --default-signal=INT "$JIFFY" bench prompt \
		--kernel linux --busybox bb --no-sandbox --qemu "$FAKE_QEMU" </dev/null >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	wait_for 60 test -s "$T/args"
	kill -INT "$pid"
	wait "$pid"
	status=$? told=''
	expect_status 130
	expect_err_has 'interrupted'
	expect test -z "$(find "$XDG_CACHE_HOME/jiffy/build" -name '.tmp*')"
	expect_not pgrep -f "fake-qemu .*$T/"
}

completion() {
	run "$JIFFY" __complete bench mem
	expect test "$(cut -f 1 "$T/stdout" | tr '\n' ' ')" = 'memory_used memory_floor '
	run "$JIFFY" __complete bench --ru
	expect_out_has '--runs'
}

test_case 'a table shows all figures but the slow one' all_figures
test_case '--json prints the same figures' as_json
test_case 'both sides are built only once' built_once
test_case 'first_build starts from nothing, and its result is kept with its date' first_build
test_case "a project's settings do not reach the recipe" settings_of_a_project
test_case 'impossible requests are usage errors' usage
test_case 'a recipe that does not build is status 125' does_not_build
test_case 'a guest without a prompt is status 128' no_prompt
test_case 'Ctrl-C ends the bench and its guest' interrupted
test_case 'completion knows the figures' completion
finish
