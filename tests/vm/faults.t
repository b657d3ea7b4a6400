#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Faults made on purpose: outcome word, title and status are exact, and each ends by itself.
#
# What stands in single quotes is for the guest.
# shellcheck disable=SC2016
. "$(dirname "$0")/guest.sh"

FAULTS=$SRCDIR/tests/vm/faults
MODULE=$SCRATCH/faults/faults.ko
KERNEL=(--config "$FAULTS/config" --enable EXPERT)

outcome() { # KEY
	python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get(sys.argv[2]) or "")' \
		"$XDG_STATE_HOME/jiffy/runs/last/outcome.json" "$1"
}

# The word and, word for word, the title.
ends() { # STATUS WORD TITLE ARG...
	local want=$1 word=$2 title=$3
	shift 3
	run timeout 300 "$JIFFY" run -q "$@" </dev/null
	expect_status "$want"
	[ "$(outcome outcome)" = "$word" ] || fail "the outcome is '$(outcome outcome)', not '$word'"
	[ "$(outcome title)" = "$title" ] || fail "the title is '$(outcome title)', not '$title'"
}

# --- with the default kernel

build_first

no_such_init() {
	ends 122 crash "kernel panic: init '/none' failed (error -2)" --append 'rdinit=/none init=/none' -- true
}

init_that_exits() {
	printf '#!/bin/sh\nexit 3\n' >init
	ends 122 crash 'kernel panic: init exited with status 3' --init init
}

out_of_memory() {
	ends 122 crash "out of memory: 'awk' was killed" -m 64M -- awk 'BEGIN { while (1) a[n++] = n }'
}

# A UART takes minutes for so much: the limit ends it.
flood() {
	ends 124 timeout 'it took longer than 15 s' --timeout 15 -c 'yes | head -c 100000000 >/dev/console'
	expect test "$(stat -c %s "$XDG_STATE_HOME/jiffy/runs/last/console.log")" -gt 100000
}

# Frames are for the agent alone.
hostile() {
	gcc -static -O1 -o hostile "$FAULTS/hostile.c"
	ends 123 vanished 'the agent sent bytes that are not a frame' --timeout 60 ./hostile
}

test_case 'no init' no_such_init
test_case 'an init that exits' init_that_exits
test_case 'out of memory' out_of_memory
test_case '100 MB on the console' flood
test_case 'garbage on the channel' hostile

# --- with a kernel that notices more, and a module

# In a cache of its own: symbols of the command line share a build folder, and the default kernel would be built over.
own_cache() {
	local shared=$XDG_CACHE_HOME/jiffy
	export XDG_CACHE_HOME=$XDG_CACHE_HOME/faults
	mkdir -p "$XDG_CACHE_HOME/jiffy"
	ln -sfn "$shared/sources" "$XDG_CACHE_HOME/jiffy/sources"
	KERNEL+=(--busybox "$(echo "$shared"/build/busybox-*[0-9a-f]/obj/busybox)")
}

build_module() {
	local source object
	source=$(echo "$XDG_CACHE_HOME"/jiffy/sources/linux-*[0-9a-f])
	object=$(echo "$XDG_CACHE_HOME"/jiffy/build/kernel-*/obj)
	cp -r "$FAULTS" "$SCRATCH/faults"
	make -s -C "$source" O="$object" KCFLAGS=-g1 modules_prepare &&
		make -s -C "$source" O="$object" M="$SCRATCH/faults" KBUILD_MODPOST_WARN=1 KCFLAGS=-g1 modules
}

# The limits are of one second, so that what hangs is noticed soon.
fault() { # NAME STATUS WORD TITLE OPTION...
	local name=$1
	ends "$2" "$3" "$4" "${KERNEL[@]}" -m 512M --add "$MODULE:/faults.ko" "${@:5}" -c "
		echo 1 >/proc/sys/kernel/hung_task_timeout_secs
		echo 1 >/proc/sys/kernel/watchdog_thresh
		insmod /faults.ko what=$name
		[ ! -e /proc/faults ] || cat /proc/faults
		sleep 3"
}

own_cache
build_first "${KERNEL[@]}"
if ! build_module >"$SCRATCH/module.log" 2>&1; then
	sed 's/^/# /' "$SCRATCH/module.log"
	echo 'Bail out! the module does not build'
	exit 1
fi

place() { # STATEMENT
	echo "$SCRATCH/faults/main.c:$(grep -n "$1" "$FAULTS/main.c" | cut -d : -f 1)"
}

bug() {
	fault bug 122 crash "kernel BUG at $(place 'BUG_ON(!nothing)') in fault_bug"
}

warning() {
	fault warn 0 pass ''
	[ "$(outcome noticed)" = "WARNING at $(place 'WARN_ON(!nothing)') in fault_warn" ] || fail 'it is noticed'
	fault warn 122 crash "WARNING at $(place 'WARN_ON(!nothing)') in fault_warn" --fail-on warn
}

test_case 'a NULL dereference' fault null 122 crash 'NULL pointer dereference in fault_null'
test_case 'a NULL dereference in an interrupt' fault interrupt 122 crash 'NULL pointer dereference in fault_null'
test_case 'a NULL dereference with a lock that the agent needs' fault file 122 crash 'NULL pointer dereference in fault_null'
test_case 'BUG_ON' bug
test_case 'WARN_ON, with and without --fail-on warn' warning
test_case 'panic()' fault panic 122 crash 'kernel panic: asked for 42'
test_case 'a loop: soft lockup' fault spin 122 crash 'soft lockup on CPU 0 in fault_spin'
test_case 'a task that sleeps for ever' fault sleep 122 crash "task 'insmod' hung in fault_sleep"
test_case 'sleeping with a lock' fault atomic 122 crash 'scheduling while atomic in fault_atomic'
test_case 'a stack that overflows' fault stack 122 crash 'kernel stack overflow in fault_stack'
test_case 'a list that is corrupted' fault list 122 crash 'list_add corruption in fault_list'
test_case 'a use after free' fault freed 122 crash 'KASAN: use-after-free in fault_freed'
test_case 'a triple fault' fault triple 123 vanished 'the guest reset itself without saying goodbye'
test_case 'the agent dies' fault init 122 crash 'kernel panic: init was killed by SIGSEGV'
finish
