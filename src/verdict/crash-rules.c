/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/crash-rules.h"

#define TRACE(frames) "\nCall Trace:\n <TASK>\n dump_stack_lvl+0x44/0x5c\n" frames "\n </TASK>"
#define POINTER	      "\nRIP: 0010:foo_open+0x12/0x30"
#define ACQUIRES                                                                                   \
	"\n------------------------------------------------------\nfoo/123 is trying to acquire "  \
	"lock:\nffff888003a1b2c0 (&x->lock){+.+.}-{3:3}, at: foo_open+0x12/0x30"

#define LOCKDEP(text, title, sample, sample_title)                                                 \
	{                                                                                          \
		"lockdep", CRASH_REPORTS, PLACE_LOCK, text, "lockdep: " title, sample,             \
			"lockdep: " sample_title                                                   \
	}

#define PANIC "Kernel panic - not syncing: "

/* The more specific rules come first. Each group names the kernel's files that print it. */
static const struct crash_rule rules[] = {
	/* panics with an earlier cause: arch/x86/kernel/dumpstack.c, kernel/exit.c */
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Fatal exception%*",
	 "kernel panic: Fatal exception$1", PANIC "Fatal exception in interrupt",
	 "kernel panic: Fatal exception in interrupt"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Aiee, killing interrupt handler!",
	 "kernel panic: killed in an interrupt", PANIC "Aiee, killing interrupt handler!",
	 "kernel panic: killed in an interrupt"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Attempted to kill the idle task!",
	 "kernel panic: the idle task was killed", PANIC "Attempted to kill the idle task!",
	 "kernel panic: the idle task was killed"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Oopsed too often %*",
	 "kernel panic: oopsed too often", PANIC "Oopsed too often (kernel.oops_limit is 10000)",
	 "kernel panic: oopsed too often"},
	{"init", CRASH_FOLLOWS, PLACE_NONE, PANIC "Attempted to kill init! exitcode=%x",
	 "kernel panic: init $e1", PANIC "Attempted to kill init! exitcode=0x00000100",
	 "kernel panic: init exited with status 1"},
	/* kernel/panic.c, mm/kasan/report.c, mm/kfence/report.c, mm/kmsan/report.c */
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "%s: panic_on_warn set %*",
	 "kernel panic: panic_on_warn is set", PANIC "kernel: panic_on_warn set ...",
	 "kernel panic: panic_on_warn is set"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "%s: system warned too often %*",
	 "kernel panic: warned too often",
	 PANIC "KASAN: system warned too often (kernel.warn_limit is 3)",
	 "kernel panic: warned too often"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "panic_on_taint set %*",
	 "kernel panic: panic_on_taint is set", PANIC "panic_on_taint set ...",
	 "kernel panic: panic_on_taint is set"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "%s.fault=%s set ...",
	 "kernel panic: $1.fault=$2 is set", PANIC "kasan.fault=panic_on_write set ...",
	 "kernel panic: kasan.fault=panic_on_write is set"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "kmsan.panic set ...",
	 "kernel panic: kmsan.panic is set", PANIC "kmsan.panic set ...",
	 "kernel panic: kmsan.panic is set"},
	/* kernel/watchdog.c, watchdog_hld.c, hung_task.c, rcu/tree_stall.h, workqueue.c */
	{"soft-lockup", CRASH_FOLLOWS, PLACE_POINTER, PANIC "softlockup: hung tasks", "soft lockup",
	 PANIC "softlockup: hung tasks", "soft lockup"},
	{"hard-lockup", CRASH_FOLLOWS, PLACE_POINTER, PANIC "Hard LOCKUP", "hard lockup",
	 PANIC "Hard LOCKUP", "hard lockup"},
	{"hung-task", CRASH_FOLLOWS, PLACE_NONE, PANIC "hung_task: blocked tasks", "task hung",
	 PANIC "hung_task: blocked tasks", "task hung"},
	{"rcu-stall", CRASH_FOLLOWS, PLACE_POINTER, PANIC "RCU Stall", "RCU stall",
	 PANIC "RCU Stall", "RCU stall"},
	{"workqueue", CRASH_FOLLOWS, PLACE_NONE, PANIC "workqueue: %s exceed%*", "workqueue lockup",
	 PANIC "workqueue: stall lasted 60s, exceeding threshold 30s", "workqueue lockup"},
	/* mm/oom_kill.c */
	{"oom", CRASH_FOLLOWS, PLACE_NONE, PANIC "Out of memory: %*", "out of memory: $1",
	 PANIC "Out of memory: system-wide panic_on_oom is enabled",
	 "out of memory: system-wide panic_on_oom is enabled"},
	{"oom", CRASH_FOLLOWS, PLACE_NONE, PANIC "System is deadlocked on memory",
	 "out of memory: nothing left to kill", PANIC "System is deadlocked on memory",
	 "out of memory: nothing left to kill"},
	/* arch/x86/kernel/traps.c; arch/arm64/kernel/traps.c */
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Machine halted.", "kernel panic: double fault",
	 PANIC "Machine halted.", "kernel panic: double fault"},
	{"stack-overflow", CRASH_FOLLOWS, PLACE_POINTER, PANIC "kernel stack overflow",
	 "kernel stack overflow", PANIC "kernel stack overflow", "kernel stack overflow"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Oops - %*", "kernel panic: Oops - $1",
	 PANIC "Oops - BUG: Fatal exception", "kernel panic: Oops - BUG: Fatal exception"},
	{"panic", CRASH_FOLLOWS, PLACE_NONE, PANIC "Oops: Fatal exception%*",
	 "kernel panic: Oops: Fatal exception$1", PANIC "Oops: Fatal exception in interrupt",
	 "kernel panic: Oops: Fatal exception in interrupt"},

	/*
	 * panics that are the cause: init/main.c, init/do_mounts.c, kernel/panic.c,
	 * drivers/tty/sysrq.c
	 */
	{"no-init", CRASH_ENDS, PLACE_NONE, PANIC "No working init found.%*",
	 "kernel panic: No working init found",
	 PANIC "No working init found.  Try passing init= option to kernel. See Linux "
	       "Documentation/admin-guide/init.rst for guidance.",
	 "kernel panic: No working init found"},
	{"requested-init", CRASH_ENDS, PLACE_NONE, PANIC "Requested init %s failed (error %s)%*",
	 "kernel panic: init '$1' failed (error $2)",
	 PANIC "Requested init /bin/foo failed (error -2).",
	 "kernel panic: init '/bin/foo' failed (error -2)"},
	{"no-root", CRASH_ENDS, PLACE_NONE, PANIC "VFS: Unable to mount root fs%*",
	 "kernel panic: VFS: Unable to mount root fs$1",
	 PANIC "VFS: Unable to mount root fs on unknown-block(0,0)",
	 "kernel panic: VFS: Unable to mount root fs on unknown-block(0,0)"},
	{"stack-corruption", CRASH_ENDS, PLACE_NONE,
	 PANIC "stack-protector: Kernel stack is corrupted in: %f", "kernel stack corrupted",
	 PANIC "stack-protector: Kernel stack is corrupted in: foo_open+0x72/0x80",
	 "kernel stack corrupted in foo_open"},
	{"panic", CRASH_ENDS, PLACE_NONE, PANIC "%*", "kernel panic: $1",
	 PANIC "sysrq triggered crash", "kernel panic: sysrq triggered crash"},

	/*
	 * mm/kasan/report.c, mm/kfence/report.c, kernel/kcsan/report.c, mm/kmsan/report.c,
	 * lib/ubsan.c
	 */
	{"kasan", CRASH_DAMAGES, PLACE_NONE, "BUG: KASAN: %s in %f", "KASAN: $1",
	 "BUG: KASAN: slab-use-after-free in foo_open+0x12/0x30 [foo]",
	 "KASAN: slab-use-after-free in foo_open"},
	{"kasan", CRASH_DAMAGES, PLACE_FRAME, "BUG: KASAN: %*", "KASAN: $1",
	 "BUG: KASAN: invalid-access" TRACE(" print_report+0x1/0x2\n foo_open+0x12/0x30"),
	 "KASAN: invalid-access in foo_open"},
	{"kfence", CRASH_DAMAGES, PLACE_NONE, "BUG: KFENCE: %s in %f", "KFENCE: $1",
	 "BUG: KFENCE: use-after-free read in foo_open+0x12/0x30",
	 "KFENCE: use-after-free read in foo_open"},
	{"kcsan", CRASH_REPORTS, PLACE_NONE, "BUG: KCSAN: %s in %s / %*", "KCSAN: $1 in $2 / $3",
	 "BUG: KCSAN: data-race in foo_open / foo_read", "KCSAN: data-race in foo_open / foo_read"},
	{"kcsan", CRASH_REPORTS, PLACE_NONE, "BUG: KCSAN: %s in %f", "KCSAN: $1",
	 "BUG: KCSAN: assert: race in foo_open+0x12/0x30", "KCSAN: assert: race in foo_open"},
	{"kmsan", CRASH_DAMAGES, PLACE_NONE, "BUG: KMSAN: %s in %f", "KMSAN: $1",
	 "BUG: KMSAN: uninit-value in foo_open+0x12/0x30", "KMSAN: uninit-value in foo_open"},
	{"ubsan", CRASH_REPORTS, PLACE_NONE, "UBSAN: %s in %s:%n:%n", "UBSAN: $1 in $2:$3",
	 "UBSAN: array-index-out-of-bounds in fs/foo.c:12:3",
	 "UBSAN: array-index-out-of-bounds in fs/foo.c:12"},

	/* arch/x86/mm/fault.c, arch/arm64/mm/fault.c, arch/powerpc/mm/fault.c */
	{"null-pointer", CRASH_DAMAGES, PLACE_POINTER, "BUG: kernel NULL pointer dereference%*",
	 "NULL pointer dereference",
	 "BUG: kernel NULL pointer dereference, address: 0000000000000010" POINTER,
	 "NULL pointer dereference in foo_open"},
	{"null-pointer", CRASH_DAMAGES, PLACE_POINTER, "BUG: Kernel NULL pointer dereference%*",
	 "NULL pointer dereference",
	 "BUG: Kernel NULL pointer dereference on read at 0x00000000\n"
	 "NIP [c000000000a1b2c3] foo_open+0x12/0x30",
	 "NULL pointer dereference in foo_open"},
	{"null-pointer", CRASH_DAMAGES, PLACE_POINTER,
	 "Unable to handle kernel NULL pointer dereference at virtual address %x",
	 "NULL pointer dereference",
	 "Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010\n"
	 "pc : foo_open+0x12/0x30",
	 "NULL pointer dereference in foo_open"},
	{"page-fault", CRASH_DAMAGES, PLACE_POINTER,
	 "BUG: unable to handle page fault for address: %x", "bad kernel memory access",
	 "BUG: unable to handle page fault for address: ffffc90000000000" POINTER,
	 "bad kernel memory access in foo_open"},
	{"page-fault", CRASH_DAMAGES, PLACE_POINTER,
	 "Unable to handle kernel %s at virtual address %x", "$1",
	 "Unable to handle kernel paging request at virtual address dead000000000108\n"
	 "pc : foo_open+0x12/0x30",
	 "paging request in foo_open"},
	{"page-fault", CRASH_DAMAGES, PLACE_POINTER, "Unable to handle kernel %*",
	 "unhandled kernel $1",
	 "Unable to handle kernel pointer dereference in virtual kernel address space\n"
	 "Krnl PSW : 0704c00180000000 0000000000a1b2c3 (foo_open+0x12/0x30)",
	 "unhandled kernel pointer dereference in virtual kernel address space in foo_open"},
	/* arch/x86/kernel/traps.c, arch/arm64/kernel/traps.c */
	{"gpf", CRASH_DAMAGES, PLACE_POINTER, "general protection fault%*",
	 "general protection fault",
	 "general protection fault, probably for non-canonical address 0xdead000000000100: 0000 "
	 "[#1] SMP" POINTER,
	 "general protection fault in foo_open"},
	{"gpf", CRASH_DAMAGES, PLACE_POINTER, "Oops: general protection fault%*",
	 "general protection fault",
	 "Oops: general protection fault, probably for non-canonical address "
	 "0xdead000000000100: 0000 [#1] SMP" POINTER,
	 "general protection fault in foo_open"},
	{"double-fault", CRASH_DAMAGES, PLACE_POINTER, "traps: PANIC: double fault%*",
	 "double fault", "traps: PANIC: double fault, error_code: 0x0" POINTER,
	 "double fault in foo_open"},
	{"double-fault", CRASH_DAMAGES, PLACE_POINTER, "PANIC: double fault%*", "double fault",
	 "PANIC: double fault, error_code: 0x0" POINTER, "double fault in foo_open"},
	{"stack-overflow", CRASH_DAMAGES, PLACE_POINTER, "BUG: %s stack guard page was hit at %*",
	 "kernel stack overflow",
	 "BUG: TASK stack guard page was hit at 00000000d4a1a6c1 (stack is "
	 "00000000c5d3b2a1..0000000001020304)" POINTER,
	 "kernel stack overflow in foo_open"},
	{"stack-overflow", CRASH_DAMAGES, PLACE_POINTER, "BUG: stack guard page was hit at %*",
	 "kernel stack overflow",
	 "BUG: stack guard page was hit at 00000000d4a1a6c1 (stack is "
	 "00000000c5d3b2a1..0000000001020304)" POINTER,
	 "kernel stack overflow in foo_open"},
	{"stack-overflow", CRASH_DAMAGES, PLACE_POINTER,
	 "Insufficient stack space to handle exception!%*", "kernel stack overflow",
	 "Insufficient stack space to handle exception!\npc : foo_open+0x12/0x30",
	 "kernel stack overflow in foo_open"},
	/* lib/bug.c (until 7.1, then later); without DEBUG_BUGVERBOSE it does not know the file */
	{"bug", CRASH_DAMAGES, PLACE_POINTER, "kernel BUG at %s:%n!", "kernel BUG at $1:$2",
	 "kernel BUG at fs/foo.c:12!" POINTER, "kernel BUG at fs/foo.c:12 in foo_open"},
	{"bug", CRASH_DAMAGES, PLACE_NONE, "Kernel BUG at %f", "kernel BUG",
	 "Kernel BUG at foo_open+0x12/0x30 [verbose debug info unavailable]",
	 "kernel BUG in foo_open"},
	{"bug", CRASH_DAMAGES, PLACE_NONE, "kernel BUG at %f", "kernel BUG",
	 "kernel BUG at foo_open+0x12/0x30 [verbose debug info unavailable]",
	 "kernel BUG in foo_open"},
	/* kernel/cfi.c */
	{"cfi", CRASH_DAMAGES, PLACE_NONE, "CFI failure at %f", "CFI failure",
	 "CFI failure at foo_open+0x12/0x30 (target: bar+0x0/0x10; expected type: 0x0a1b2c3d)",
	 "CFI failure in foo_open"},

	/*
	 * lib/list_debug.c, lib/refcount.c, mm/slub.c, mm/page_alloc.c, mm/memory.c, kernel/fork.c
	 */
	{"list-corruption", CRASH_DAMAGES, PLACE_FRAME, "list_%s corruption%*",
	 "list_$1 corruption",
	 "list_add corruption. next->prev should be prev (ffff888003a1b2c0), but was "
	 "0000000000000000. (next=ffff888003a1b2d0)."
	 "\nRIP: 0010:__list_add_valid+0x3c/0x60" TRACE(" foo_open+0x12/0x30"),
	 "list_add corruption in foo_open"},
	{"list-corruption", CRASH_DAMAGES, PLACE_FRAME, "list_add double add: %*",
	 "list_add double add",
	 "list_add double add: new=ffff888003a1b2c0, prev=ffff888003a1b2c0, "
	 "next=ffff888003a1b2d0." TRACE(" foo_open+0x12/0x30"),
	 "list_add double add in foo_open"},
	{"refcount", CRASH_DAMAGES, PLACE_FRAME, "refcount_t: %s.", "refcount_t: $1",
	 "refcount_t: underflow; use-after-free.\nRIP: 0010:refcount_warn_saturate+0xba/0x110" TRACE(
		 " foo_open+0x12/0x30"),
	 "refcount_t: underflow; use-after-free in foo_open"},
	{"slab", CRASH_DAMAGES, PLACE_FRAME, "BUG %s (%s): %*", "slab corruption in '$1': $3",
	 "BUG kmalloc-64 (Not tainted): Right Redzone overwritten",
	 "slab corruption in 'kmalloc-64': Right Redzone overwritten"},
	{"slab", CRASH_DAMAGES, PLACE_NONE, "Slab corruption (%s): %s start=%*",
	 "slab corruption in '$2'",
	 "Slab corruption (Not tainted): kmalloc-64 start=ffff888003a1b2c0, len=64",
	 "slab corruption in 'kmalloc-64'"},
	{"page-poison", CRASH_DAMAGES, PLACE_NONE, "pagealloc: %*", "freed page overwritten: $1",
	 "pagealloc: memory corruption", "freed page overwritten: memory corruption"},
	{"bad-page", CRASH_DAMAGES, PLACE_NONE, "BUG: Bad page %s in process %s  pfn:%x",
	 "bad page $1 in process $2", "BUG: Bad page state in process foo  pfn:03a1b",
	 "bad page state in process foo"},
	{"bad-page", CRASH_DAMAGES, PLACE_NONE, "BUG: Bad page map in process %s  %s:%*",
	 "bad page map in process $1",
	 "BUG: Bad page map in process foo  pte:800000000123 pmd:03a1b067",
	 "bad page map in process foo"},
	{"bad-page", CRASH_DAMAGES, PLACE_NONE, "BUG: Bad rss-counter state %*",
	 "bad rss-counter state",
	 "BUG: Bad rss-counter state mm:00000000c5d3b2a1 type:MM_ANONPAGES val:1",
	 "bad rss-counter state"},
	{"oom", CRASH_REPORTS, PLACE_NONE, "Out of memory%s Killed process %n (%s) %*",
	 "out of memory: '$3' was killed",
	 "Out of memory: Killed process 123 (foo) total-vm:1048576kB, anon-rss:524288kB, "
	 "file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1084kB oom_score_adj:0",
	 "out of memory: 'foo' was killed"},

	/*
	 * kernel/sched/core.c, lib/smp_processor_id.c, kernel/locking/spinlock_debug.c,
	 * kernel/workqueue.c
	 */
	{"atomic", CRASH_REPORTS, PLACE_FRAME, "BUG: scheduling while atomic: %s/%n/%x",
	 "scheduling while atomic",
	 "BUG: scheduling while atomic: foo/123/0x00000002" TRACE(
		 " __schedule_bug.cold+0x1/0x2\n __schedule+0x5c4/0x6e0\n schedule+0x5a/0xc0\n "
		 "foo_open+0x12/0x30"),
	 "scheduling while atomic in foo_open"},
	{"atomic", CRASH_REPORTS, PLACE_FRAME, "BUG: scheduling in a non-blocking section: %*",
	 "scheduling in a non-blocking section",
	 "BUG: scheduling in a non-blocking section: foo/123/1" TRACE(
		 " __schedule_bug.cold+0x1/0x2\n foo_open+0x12/0x30"),
	 "scheduling in a non-blocking section in foo_open"},
	{"atomic", CRASH_REPORTS, PLACE_FRAME, "BUG: assuming %s context at %s:%n",
	 "assuming $1 context",
	 "BUG: assuming atomic context at fs/foo.c:12" TRACE(
		 " __cant_sleep.cold+0x1/0x2\n foo_open+0x12/0x30"),
	 "assuming atomic context in foo_open"},
	{"atomic", CRASH_REPORTS, PLACE_FRAME,
	 "BUG: sleeping function called from invalid context at %s:%n",
	 "sleeping function called from invalid context",
	 "BUG: sleeping function called from invalid context at mm/slab.h:1 " TRACE(
		 " __might_resched.cold+0x1/0x2\n foo_open+0x12/0x30"),
	 "sleeping function called from invalid context in foo_open"},
	{"atomic", CRASH_REPORTS, PLACE_FRAME, "BUG: using %s in preemptible [%x] code: %*",
	 "$1 in preemptible code",
	 "BUG: using smp_processor_id() in preemptible [00000000] code: foo/123" TRACE(
		 " check_preemption_disabled+0xdd/0xe0\n foo_open+0x12/0x30"),
	 "smp_processor_id() in preemptible code in foo_open"},
	{"spinlock", CRASH_DAMAGES, PLACE_FRAME, "BUG: spinlock %s on CPU#%n, %*", "spinlock $1",
	 "BUG: spinlock bad magic on CPU#0, foo/123" TRACE(
		 " do_raw_spin_lock+0x6d/0xa0\n foo_open+0x12/0x30"),
	 "spinlock bad magic in foo_open"},
	{"spinlock", CRASH_DAMAGES, PLACE_FRAME, "BUG: rwlock %s on CPU#%n, %*", "rwlock $1",
	 "BUG: rwlock bad magic on CPU#0, foo/123, 00000000d4a1a6c1" TRACE(
		 " dump_stack_lvl+0x44/0x5c\n foo_open+0x12/0x30"),
	 "rwlock bad magic in foo_open"},
	{"workqueue", CRASH_REPORTS, PLACE_NONE, "BUG: workqueue lockup - pool%*",
	 "workqueue lockup",
	 "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 30s!",
	 "workqueue lockup"},
	{"workqueue", CRASH_REPORTS, PLACE_NONE, "BUG: workqueue leaked lock or atomic: %s/%x/%n",
	 "workqueue leaked lock or atomic: $1",
	 "BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/12",
	 "workqueue leaked lock or atomic: kworker/0:1"},
	{"workqueue", CRASH_REPORTS, PLACE_NONE,
	 "BUG: workqueue leaked atomic, lock or RCU: %s[%n]",
	 "workqueue leaked atomic, lock or RCU: $1",
	 "BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]",
	 "workqueue leaked atomic, lock or RCU: kworker/0:1"},

	/* kernel/watchdog.c, kernel/watchdog_hld.c (6.1, then later ones), kernel/hung_task.c */
	{"soft-lockup", CRASH_REPORTS, PLACE_POINTER,
	 "watchdog: BUG: soft lockup - CPU#%n stuck for %ns! [%s:%n]", "soft lockup on CPU $1",
	 "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [foo:123]" POINTER,
	 "soft lockup on CPU 0 in foo_open"},
	{"hard-lockup", CRASH_REPORTS, PLACE_POINTER,
	 "NMI watchdog: Watchdog detected hard LOCKUP on cpu %n", "hard lockup on CPU $1",
	 "NMI watchdog: Watchdog detected hard LOCKUP on cpu 0" POINTER,
	 "hard lockup on CPU 0 in foo_open"},
	{"hard-lockup", CRASH_REPORTS, PLACE_POINTER,
	 "watchdog: Watchdog detected hard LOCKUP on cpu %n", "hard lockup on CPU $1",
	 "watchdog: Watchdog detected hard LOCKUP on cpu 0" POINTER,
	 "hard lockup on CPU 0 in foo_open"},
	{"hard-lockup", CRASH_REPORTS, PLACE_POINTER,
	 "watchdog: CPU%n: Watchdog detected hard LOCKUP on cpu %n", "hard lockup on CPU $2",
	 "watchdog: CPU1: Watchdog detected hard LOCKUP on cpu 0" POINTER,
	 "hard lockup on CPU 0 in foo_open"},
	{"hung-task", CRASH_DAMAGES, PLACE_FRAME,
	 "INFO: task %s:%n blocked for more than %n seconds.", "task '$1' hung",
	 "INFO: task foo:123 blocked for more than 120 seconds." TRACE(
		 " __schedule+0x2cf/0x720\n schedule+0x49/0xb0\n foo_open+0x12/0x30"),
	 "task 'foo' hung in foo_open"},
	{"hung-task", CRASH_DAMAGES, PLACE_FRAME,
	 "INFO: task %s:%n blocked in I/O wait for more than %n seconds.",
	 "task '$1' hung in I/O wait",
	 "INFO: task foo:123 blocked in I/O wait for more than 120 seconds." TRACE(
		 " __schedule+0x2cf/0x720\n io_schedule+0x49/0xb0\n foo_open+0x12/0x30"),
	 "task 'foo' hung in I/O wait in foo_open"},
	/* kernel/rcu/tree_stall.h, tree_exp.h, tasks.h */
	{"rcu-stall", CRASH_REPORTS, PLACE_POINTER, "rcu: INFO: %s self-detected stall on CPU%*",
	 "RCU stall", "rcu: INFO: rcu_preempt self-detected stall on CPU" POINTER,
	 "RCU stall in foo_open"},
	{"rcu-stall", CRASH_REPORTS, PLACE_POINTER, "rcu: INFO: %s detected %s on CPUs/tasks:%*",
	 "RCU stall",
	 "rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 0-... } 21 jiffies s: "
	 "49 root: 0x1/." POINTER,
	 "RCU stall in foo_open"},
	{"rcu-stall", CRASH_REPORTS, PLACE_FRAME, "INFO: rcu_tasks%s detected stalls%*",
	 "RCU stall",
	 "INFO: rcu_tasks_trace detected stalls on tasks:" TRACE(" foo_open+0x12/0x30"),
	 "RCU stall in foo_open"},
	{"rcu-stall", CRASH_REPORTS, PLACE_FRAME, "INFO: rcu_tasks detected stalls%*", "RCU stall",
	 "INFO: rcu_tasks detected stalls on tasks:" TRACE(" foo_open+0x12/0x30"),
	 "RCU stall in foo_open"},

	/* kernel/locking/lockdep.c: all its headings */
	LOCKDEP("WARNING: possible circular locking dependency detected",
		"possible circular locking dependency",
		"WARNING: possible circular locking dependency detected" ACQUIRES,
		"possible circular locking dependency in foo_open"),
	LOCKDEP("WARNING: possible recursive locking detected", "possible recursive locking",
		"WARNING: possible recursive locking detected" ACQUIRES,
		"possible recursive locking in foo_open"),
	LOCKDEP("WARNING: %s-safe -> %s-unsafe lock order detected",
		"$1-safe -> $2-unsafe lock order",
		"WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected" ACQUIRES,
		"HARDIRQ-safe -> HARDIRQ-unsafe lock order in foo_open"),
	LOCKDEP("WARNING: possible irq lock inversion dependency detected",
		"possible irq lock inversion dependency",
		"WARNING: possible irq lock inversion dependency detected" ACQUIRES,
		"possible irq lock inversion dependency in foo_open"),
	LOCKDEP("WARNING: inconsistent lock state", "inconsistent lock state",
		"WARNING: inconsistent lock state" ACQUIRES, "inconsistent lock state in foo_open"),
	LOCKDEP("[ BUG: Invalid wait context ]", "invalid wait context",
		"[ BUG: Invalid wait context ]" ACQUIRES, "invalid wait context in foo_open"),
	LOCKDEP("WARNING: Nested lock was not taken", "nested lock was not taken",
		"WARNING: Nested lock was not taken", "nested lock was not taken"),
	LOCKDEP("WARNING: bad unlock balance detected!", "bad unlock balance",
		"WARNING: bad unlock balance detected!", "bad unlock balance"),
	LOCKDEP("WARNING: bad contention detected!", "bad contention",
		"WARNING: bad contention detected!", "bad contention"),
	LOCKDEP("WARNING: held lock freed!", "held lock freed", "WARNING: held lock freed!",
		"held lock freed"),
	LOCKDEP("WARNING: %s/%n still has locks held!", "$1:$2 still has locks held",
		"WARNING: foo/123 still has locks held!", "foo:123 still has locks held"),
	LOCKDEP("WARNING: lock held when returning to user space!",
		"lock held when returning to user space",
		"WARNING: lock held when returning to user space!",
		"lock held when returning to user space"),
	LOCKDEP("WARNING: chain_key collision", "chain_key collision",
		"WARNING: chain_key collision", "chain_key collision"),
	{"lockdep", CRASH_REPORTS, PLACE_FRAME, "WARNING: suspicious RCU usage",
	 "lockdep: suspicious RCU usage",
	 "WARNING: suspicious RCU usage\n-----------------------------\nfs/foo.c:12 suspicious "
	 "rcu_dereference_check() usage!" TRACE(
		 " lockdep_rcu_suspicious.cold+0x1/0x2\n foo_open+0x12/0x30"),
	 "lockdep: suspicious RCU usage in foo_open"},
	{"lockdep", CRASH_REPORTS, PLACE_FRAME, "INFO: trying to register non-static key.",
	 "lockdep: trying to register non-static key",
	 "INFO: trying to register non-static key." TRACE(
		 " register_lock_class+0x1/0x2\n foo_open+0x12/0x30"),
	 "lockdep: trying to register non-static key in foo_open"},
	{"lockdep", CRASH_WARNS, PLACE_NONE, "BUG: MAX_%s too low!", "lockdep: MAX_$1 too low",
	 "BUG: MAX_LOCKDEP_ENTRIES too low!", "lockdep: MAX_LOCKDEP_ENTRIES too low"},

	/* kernel/panic.c until 6.17, without DEBUG_BUGVERBOSE, and later; mm/page_alloc.c */
	{"warning", CRASH_WARNS, PLACE_NONE, "WARNING: CPU: %n PID: %n at %s:%n %f",
	 "WARNING at $3:$4", "WARNING: CPU: 0 PID: 1 at fs/foo.c:12 foo_open+0x12/0x30 [foo]",
	 "WARNING at fs/foo.c:12 in foo_open"},
	{"warning", CRASH_WARNS, PLACE_NONE, "WARNING: CPU: %n PID: %n at %f", "WARNING",
	 "WARNING: CPU: 0 PID: 1 at foo_open+0x12/0x30", "WARNING in foo_open"},
	{"warning", CRASH_WARNS, PLACE_NONE, "WARNING: [%s] %s:%n at %f", "WARNING at $2:$3",
	 "WARNING: [p == NULL] fs/foo.c:12 at foo_open+0x12/0x30, CPU#0: foo/123",
	 "WARNING at fs/foo.c:12 in foo_open"},
	{"warning", CRASH_WARNS, PLACE_NONE, "WARNING: %s:%n at %f", "WARNING at $1:$2",
	 "WARNING: fs/foo.c:12 at foo_open+0x12/0x30, CPU#0: foo/123",
	 "WARNING at fs/foo.c:12 in foo_open"},
	{"warning", CRASH_WARNS, PLACE_NONE, "WARNING: at %f", "WARNING",
	 "WARNING: at foo_open+0x12/0x30, CPU#0: foo/123", "WARNING in foo_open"},
	{"warning", CRASH_WARNS, PLACE_FRAME, "%s: page allocation failure: order:%n, %*",
	 "page allocation failure, order $2",
	 "foo: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=(null)" TRACE(
		 " warn_alloc+0x1/0x2\n foo_open+0x12/0x30"),
	 "page allocation failure, order 4 in foo_open"},

	/*
	 * everything else: arch/x86/kernel/dumpstack.c,
	 * arch/{arm64,riscv,powerpc}/kernel/traps.c
	 */
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "BUG: %*", "BUG: $1", "BUG: something new",
	 "BUG: something new"},
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "Oops: %x [#%n]%*", "oops",
	 "Oops: 0002 [#1] SMP" POINTER, "oops in foo_open"},
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "Oops: Oops: %x [#%n]%*", "oops",
	 "Oops: Oops: 0002 [#1] SMP" POINTER, "oops in foo_open"},
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "Oops: %s: %x [#%n]%*", "$1",
	 "Oops: divide error: 0000 [#1] SMP NOPTI" POINTER, "divide error in foo_open"},
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "Internal error: %s: %x [#%n]%*", "$1",
	 "Internal error: Oops - BUG: 00000000f2000800 [#1] SMP\npc : foo_open+0x12/0x30",
	 "Oops - BUG in foo_open"},
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "%s: %x [#%n]%*", "$1",
	 "divide error: 0000 [#1] PREEMPT SMP" POINTER, "divide error in foo_open"},
	{"oops", CRASH_DAMAGES, PLACE_POINTER, "Oops - %s [#%n]", "$1",
	 "Oops - load access fault [#1]\nepc : foo_open+0x12/0x30",
	 "load access fault in foo_open"},
	{"bug", CRASH_DAMAGES, PLACE_POINTER, "Kernel BUG [#%n]", "kernel BUG",
	 "Kernel BUG [#1]\nepc : foo_open+0x12/0x30", "kernel BUG in foo_open"},
};

const struct crash_rule *crash_rules(size_t *n)
{
	*n = ARRAY_SIZE(rules);
	return rules;
}
