/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's log says about the boot. The guest wrote it, so it may hold anything, and only
 * a limited amount is kept. Times are microseconds of the log's clock (linux:
 * kernel/printk/printk.c, local_clock()).
 */
#ifndef JIFFY_REPORT_BOOT_LOG_H
#define JIFFY_REPORT_BOOT_LOG_H

#include "base/util.h"

#define BOOT_CALLS_MAX 4096
#define BOOT_STEPS     8
#define BOOT_UNKNOWN   UINT64_MAX

/*
 * Points that every boot passes, in this order; the last two may come anywhere among the others.
 * Which line marks each depends on the kernel (boot-log.c has the table).
 */
enum boot_mark {
	MARK_MEMORY,	/* the page allocator has all memory: linux: kmem_cache_init() */
	MARK_INITCALLS, /* initcalls begin: linux: do_basic_setup() */
	MARK_FREED,	/* initcalls have ended: linux: free_initmem() */
	MARK_RUN_INIT,	/* linux: run_init_process() */
	MARK_UNPACK,	/* the initramfs is unpacked: from */
	MARK_UNPACKED,	/* to */
	MARKS,
};

struct boot_call {
	char *name;
	uint64_t at_us, took_us;
};

/* The time between two consecutive lines: the kernel worked or waited. */
struct boot_step {
	char *after, *before; /* the lines */
	uint64_t at_us, took_us;
};

struct boot_log {
	size_t n_lines;
	char *release;		 /* of the kernel: "6.12.43"; NULL: not known */
	uint64_t marks[MARKS];	 /* BOOT_UNKNOWN: the log has no such line */
	int64_t ahead_ns;	 /* of the log's clock over CLOCK_BOOTTIME; 0: not known */
	struct boot_call *calls; /* initcalls, slowest first; only with initcall_debug */
	size_t n_calls;
	uint64_t calls_us;		    /* their sum */
	struct boot_step steps[BOOT_STEPS]; /* longest first, up to the start of PID 1 */
	size_t n_steps;
};

/*
 * text: records of /dev/kmsg, one per line, or console lines ("[    0.123456] text"). Other lines
 * are ignored.
 */
void boot_log_read(const char *text, size_t n, struct boot_log *out);
void boot_log_free(struct boot_log *l);

#endif
