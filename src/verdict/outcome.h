/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a run ended: the only thing that report/ sees of it. */
#ifndef JIFFY_VERDICT_OUTCOME_H
#define JIFFY_VERDICT_OUTCOME_H

#include "base/err.h"
#include "base/strv.h"

/* The words of outcome.json and the exit statuses that belong to them (README, "Exit status"). */
enum outcome_word {
	OUTCOME_PASS,	      /* 0 */
	OUTCOME_FAIL,	      /* the command's own status */
	OUTCOME_CRASH,	      /* 122 */
	OUTCOME_HANG,	      /* 123 */
	OUTCOME_VANISHED,     /* 123 */
	OUTCOME_TIMEOUT,      /* 124 */
	OUTCOME_NO_BOOT,      /* 123 */
	OUTCOME_BUILD_FAILED, /* 125 */
	OUTCOME_CONFIG_UNMET, /* 125 */
	OUTCOME_HOST_ERROR,   /* 128 */
};

/* Host times are ns of now_ns() since QEMU was executed; 0: not known. */
struct outcome_times {
	uint64_t qemu;	  /* QEMU's machine stands: it answers on QMP */
	uint64_t zero;	  /* CLOCK_BOOTTIME of the guest began */
	uint64_t kernel;  /* first line of the kernel */
	uint64_t init;	  /* PID 1 runs */
	uint64_t prompt;  /* the shell, or the command, is started */
	uint64_t command; /* the command ended */
	uint64_t end;	  /* QEMU ended */
};

/* How the command in the guest ended. */
enum outcome_end {
	OUTCOME_NO_END, /* there was none, or it had not ended */
	OUTCOME_EXITED,
	OUTCOME_SIGNALLED,
	OUTCOME_NOT_RUN,
};

struct outcome_command {
	enum outcome_end end;
	int value; /* exit status, signal, or errno */
};

/* /proc/sys/kernel/tainted when the agent came up, and at the end. */
struct outcome_taint {
	bool known;
	uint64_t start, end;
};

struct outcome_memory { /* bytes, of /proc/meminfo at the prompt; 0: not known */
	uint64_t total, available, kernel;
	/* MemFree, Slab, KernelStack, page tables, page cache (the unpacked initramfs), AnonPages */
	uint64_t free, slab, stacks, tables, files, processes;
	uint64_t machine; /* what QEMU gave it: total and what the kernel kept for itself at boot */
};

struct outcome {
	enum outcome_word word;
	char *title; /* "kernel panic: VFS: unable to mount root fs"; NULL when there is nothing to say */
	char *function; /* of a crash: where it was, or NULL */
	char *tail;	/* last console lines that matter, or NULL */
	char *noticed;	/* title of what the kernel reported although it does not count, or NULL */
	int status;	/* exit status of jiffy */
	struct outcome_command command;
	struct outcome_times times;
	struct outcome_taint taint;
	struct outcome_memory memory;
	uint64_t *pcs; /* of a guest that hung: where each CPU was; or NULL */
	size_t n_pcs;
	uint64_t kernel_base; /* pcs below it are programs'; 0: not known */
	char *console_log;    /* path */
	struct strv notes;    /* what went wrong besides, a line each */
};

const char *outcome_name(enum outcome_word w); /* "no-boot" */
void outcome_free(struct outcome *o);

#endif
