#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Deliberate faults: outcome, title and status are exact, and every run ends by itself.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016
. "$(dirname "$0")/guest.sh"

FAULTS=$SRCDIR/tests/vm/faults
MODULE=$SCRATCH/faults/faults.ko
KERNEL=(--config "$FAULTS/config" --enable EXPERT)

# --- with the default kernel

build_first

no_such_init() {
	ends_as 122 crash "kernel panic: init '/none' failed (error -2)" --append 'rdinit=/none init=/none' -- true
}

init_that_exits() {
	printf '#!/bin/sh\nexit 3\n' >init
	ends_as 122 crash 'kernel panic: init exited with status 3' --init init
}

out_of_memory() {
	ends_as 122 crash "out of memory: 'awk' was killed" -m 64M -- awk 'BEGIN { while (1) a[n++] = n }'
}

# A UART takes minutes for this much, so the limit ends it.
flood() {
	ends_as 124 timeout 'it took longer than 15 s' --timeout 15 -c 'yes | head -c 100000000 >/dev/console'
	expect test "$(stat -c %s "$XDG_STATE_HOME/jiffy/runs/last/console.log")" -gt 100000
}

# Only the agent may write frames.
hostile() {
	gcc -static -O1 -o hostile "$FAULTS/hostile.c"
	ends_as 123 vanished 'the agent sent bytes that are not a frame' --timeout 60 ./hostile
}

# The records end before the crash, since the agent has no time left; the console goes on.
excerpt() {
	local title='kernel panic: sysrq triggered crash'
	ends_as 122 crash "$title" "$@" -c 'echo c >/proc/sysrq-trigger'
	expect_outcome crash_source console
	expect_outcome notes '[]'
	sed 's/^ *\[ *[0-9.]*] //; s/^ *//' "$T/stderr" | head -n 3 >"$T/excerpt"
	expect_text excerpt "jiffy: crash: $title
sysrq: Trigger a crash
Kernel panic - not syncing: sysrq triggered crash"
}

excerpts() {
	excerpt
	excerpt --channel uart --loglevel 8
	excerpt --append printk.time=0
}

# What a program writes on the console, or as a record with another facility, is not the kernel's.
pretended() {
	local text='Kernel panic - not syncing: pretended' last='the guest reset itself without saying goodbye'
	ends_as 123 vanished 'the guest restarted before the command had ended' \
		-c "echo '<0>$text' >/dev/kmsg; reboot -f"
	ends_as 123 vanished "$last" -c "echo '<0>$text' >/dev/kmsg; echo b >/proc/sysrq-trigger"
	ends_as 123 vanished "$last" -c "read -r up rest </proc/uptime
		echo \"[    \${up}0000] $text\" >/dev/console; echo b >/proc/sysrq-trigger"
}

last_words() { # CHANNEL
	for i in 1 2 3 4 5; do
		ends_as 122 crash 'kernel panic: sysrq triggered crash' --channel "$1" \
			-c "echo last words $i; echo c >/proc/sysrq-trigger"
		expect_out "last words $i"
	done
	ends_as 122 crash 'kernel panic: sysrq triggered crash' --channel "$1" \
		-c 'i=0; while [ $i -lt 500 ]; do i=$((i + 1)); echo $i; done; echo c >/proc/sysrq-trigger'
	expect_out "$(seq 500)"
}

test_case "a panic's excerpt starts where the trouble does" excerpts
test_case 'a panic that a program pretends is none' pretended
test_case 'what a command writes before it crashes the kernel arrives' last_words virtio
test_case 'over a UART, too' last_words uart
test_case 'a missing init is a panic' no_such_init
test_case 'an init that exits is a panic' init_that_exits
test_case 'a command that uses up the memory is a crash' out_of_memory
test_case 'a flood on the console is ended by --timeout' flood
test_case 'garbage on the channel ends the run' hostile

# --- with a kernel that checks more, and a module that misbehaves

# In a cache of its own: --enable uses the default build folder, so this kernel would replace the
# default one.
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

# The limits are one second, so that a hang is noticed soon. A warning comes at once.
fault() { # NAME STATUS WORD TITLE OPTION...
	local name=$1
	ends_as "$2" "$3" "$4" "${KERNEL[@]}" -m 512M --add "$MODULE:/faults.ko" "${@:5}" -c "
		echo 1 >/proc/sys/kernel/hung_task_timeout_secs
		echo 1 >/proc/sys/kernel/watchdog_thresh
		insmod /faults.ko what=$name
		[ ! -e /proc/faults ] || cat /proc/faults
		[ $name = warn ] || sleep 3"
}

own_cache
build_first "${KERNEL[@]}"
if ! build_module >"$SCRATCH/module.log" 2>&1; then
	sed 's/^/# /' "$SCRATCH/module.log"
	echo 'Bail out! cannot build the module'
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
	expect_outcome noticed "WARNING at $(place 'WARN_ON(!nothing)') in fault_warn"
	fault warn 122 crash "WARNING at $(place 'WARN_ON(!nothing)') in fault_warn" --fail-on warn
}

test_case 'a NULL dereference is a crash' fault null 122 crash 'NULL pointer dereference in fault_null'
test_case 'a NULL dereference in an interrupt is a crash' fault interrupt 122 crash 'NULL pointer dereference in fault_null'
test_case 'a NULL dereference under a lock that the agent needs is a crash' fault file 122 crash 'NULL pointer dereference in fault_null'
test_case 'BUG_ON() is a crash' bug
test_case 'WARN_ON() is a crash only with --fail-on warn' warning
test_case 'panic() is a crash' fault panic 122 crash 'kernel panic: asked for 42'
test_case 'an endless loop is a soft lockup' fault spin 122 crash 'soft lockup on CPU 0 in fault_spin'
test_case 'a task that sleeps for ever is hung' fault sleep 122 crash "task 'insmod' hung in fault_sleep"
test_case 'sleeping under a spinlock is a crash' fault atomic 122 crash 'scheduling while atomic in fault_atomic'
test_case 'a stack overflow is a crash' fault stack 122 crash 'kernel stack overflow in fault_stack'
test_case 'a corrupted list is a crash' fault list 122 crash 'list_add corruption in fault_list'
test_case 'a use after free is a crash' fault freed 122 crash 'KASAN: use-after-free in fault_freed'
test_case 'a triple fault is a guest that vanished' fault triple 123 vanished 'the guest reset itself without saying goodbye'
test_case 'the death of the agent is a crash' fault init 122 crash 'kernel panic: init was killed by SIGSEGV'
finish
