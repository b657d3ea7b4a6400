// SPDX-License-Identifier: GPL-2.0-or-later
/* Commits one fault: insmod faults.ko what=NAME */
#include <asm/desc.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "faults.h"

static char *what = "";
module_param(what, charp, 0);

static void *volatile nothing;
static struct timer_list timer;
static DEFINE_SPINLOCK(lock);

static noinline void fault_null(void)
{
	*(volatile int *)nothing = 1;
}

static void fault_in_timer(struct timer_list *t)
{
	fault_null();
}

static noinline void fault_interrupt(void)
{
	timer_setup(&timer, fault_in_timer, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(1000);
}

static noinline void fault_bug(void)
{
	BUG_ON(!nothing);
}

static noinline void fault_warn(void)
{
	WARN_ON(!nothing);
}

static noinline void fault_panic(void)
{
	panic("asked for %d", 42);
}

static noinline void fault_spin(void)
{
	preempt_disable();
	for (;;)
		cpu_relax();
}

static noinline void fault_sleep(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
}

static noinline void fault_atomic(void)
{
	spin_lock(&lock);
	msleep(1);
	spin_unlock(&lock);
}

static noinline int fault_stack(int depth)
{
	volatile char room[512];

	if (depth < 0)
		return 0;
	memset((void *)room, depth, sizeof(room));
	return fault_stack(depth + 1) + room[depth % sizeof(room)];
}

static void fault_recurse(void)
{
	fault_stack(0);
}

static noinline void fault_list(void)
{
	static LIST_HEAD(head);
	static struct list_head one, two;

	list_add(&one, &head);
	head.next = &two;
	list_add(&two, &head);
}

/* Without a table of handlers, an exception becomes a triple fault. */
static noinline void fault_triple(void)
{
	struct desc_ptr none = {0};

	load_idt(&none);
	BUG();
}

/* No signal from another process kills PID 1, so it must fault itself. */
static noinline void fault_init(void)
{
	struct task_struct *init = pid_task(find_vpid(1), PIDTYPE_PID);

	init->signal->flags &= ~SIGNAL_UNKILLABLE;
	send_sig(SIGSEGV, init, 1);
	msleep(1000);
}

static int show(struct seq_file *m, void *v)
{
	fault_null();
	return 0;
}

/* A task that reads this file dies with its locks held: a pipe's, if the file is spliced. */
static void fault_in_file(void)
{
	proc_create_single("faults", 0444, NULL, show);
}

static const struct {
	const char *name;
	void (*fn)(void);
} faults[] = {
	{"null", fault_null},	{"interrupt", fault_interrupt}, {"bug", fault_bug},
	{"warn", fault_warn},	{"panic", fault_panic},		{"spin", fault_spin},
	{"sleep", fault_sleep}, {"atomic", fault_atomic},	{"stack", fault_recurse},
	{"list", fault_list},	{"freed", fault_freed},		{"triple", fault_triple},
	{"init", fault_init},	{"file", fault_in_file},
};

static int __init faults_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (!strcmp(what, faults[i].name)) {
			faults[i].fn();
			return 0;
		}
	}
	return -EINVAL;
}
module_init(faults_init);

MODULE_LICENSE("GPL");
