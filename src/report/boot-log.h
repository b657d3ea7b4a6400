/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's records say of its boot. They are the guest's words: anything may stand there, and only so much of it is kept.
 * Times are microseconds of the records' own clock (linux: kernel/printk/printk.c, local_clock()).
 */
#ifndef JIFFY_REPORT_BOOT_LOG_H
#define JIFFY_REPORT_BOOT_LOG_H

#include "base/util.h"

#define BOOT_CALLS_MAX 4096
#define BOOT_STEPS     8
#define BOOT_UNKNOWN   UINT64_MAX

/* Lines of every kernel, in the order in which they come; the two of the initramfs beside the others. */
enum boot_mark {
	MARK_MEMORY,   /* "Memory: ": the page allocator has all memory */
	MARK_DRIVERS,  /* "devtmpfs: initialized": the initcalls begin */
	MARK_FREED,    /* "Freeing unused kernel image": the last one ended */
	MARK_RUN_INIT, /* "Run /init as init process" */
	MARK_UNPACK,   /* "Unpacking initramfs" */
	MARK_UNPACKED, /* "Freeing initrd memory" */
	MARKS,
};

struct boot_call {
	char *name;
	uint64_t at_us, took_us;
};

/* The time between two lines that follow each other: the kernel was at work, or waited. */
struct boot_step {
	char *after, *before; /* the lines */
	uint64_t at_us, took_us;
};

struct boot_log {
	size_t n_lines;
	uint64_t marks[MARKS]; /* BOOT_UNKNOWN: there is no such line */
	int64_t ahead_ns; /* by which the records' clock is ahead of CLOCK_BOOTTIME; 0 too when not known */
	struct boot_call *calls; /* initcalls, the slowest first; only with initcall_debug */
	size_t n_calls;
	uint64_t calls_us;		    /* all of them */
	struct boot_step steps[BOOT_STEPS]; /* the longest first, until PID 1 */
	size_t n_steps;
};

/*
 * text: records of /dev/kmsg, one a line, or lines of a console ("[    0.123456] text"). Whatever else stands there is left out.
 */
void boot_log_read(const char *text, size_t n, struct boot_log *out);
void boot_log_free(struct boot_log *l);
/* "drivers and file systems" would be a phase; this is the line: "devtmpfs: initialized". */
const char *boot_mark_line(enum boot_mark m);

#endif
