/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a run ended. */
#ifndef JIFFY_VERDICT_OUTCOME_H
#define JIFFY_VERDICT_OUTCOME_H

#include "base/err.h"
#include "base/strv.h"

/* The words of outcome.json; outcome.c has the exit status of each (README, "Exit status"). */
enum outcome_word {
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_CRASH,
	OUTCOME_HANG,
	OUTCOME_VANISHED,
	OUTCOME_TIMEOUT,
	OUTCOME_NO_BOOT,
	OUTCOME_BAD_ROOT,
	OUTCOME_BUILD_FAILED,
	OUTCOME_CONFIG_UNMET,
	OUTCOME_HOST_ERROR,
};

/* Host times are ns of now_ns() since QEMU was executed; 0: not known. */
struct outcome_times {
	uint64_t qemu;	  /* QEMU has made the machine: it answers on QMP */
	uint64_t zero;	  /* the guest's CLOCK_BOOTTIME began */
	uint64_t kernel;  /* the kernel's first line */
	uint64_t init;	  /* PID 1 runs */
	uint64_t prompt;  /* the shell or the command is started */
	uint64_t command; /* the command ended */
	uint64_t end;	  /* QEMU ended */
};

/* How the command in the guest ended. */
enum outcome_end {
	OUTCOME_NO_END, /* there was no command, or it had not ended */
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

/* Bytes, from /proc/meminfo at the prompt; 0: not known. */
struct outcome_memory {
	uint64_t total, available, kernel;
	/*
	 * MemFree, Slab, KernelStack, page tables, page cache (the unpacked initramfs), AnonPages
	 */
	uint64_t free, slab, stacks, tables, files, processes;
	uint64_t machine; /* the machine's: total, plus what the kernel took at boot */
};

struct outcome {
	enum outcome_word word;
	int status;		  /* jiffy's exit status */
	char *title;		  /* "kernel panic: VFS: unable to mount root fs", or NULL */
	char *function;		  /* where it crashed, or NULL */
	const char *crash_source; /* "records": the kernel's own; "console"; NULL: neither */
	char *tail;		  /* the last console lines that matter, or NULL */
	char *noticed;		  /* title of a kernel report that does not fail the run, or NULL */
	struct outcome_command command;
	struct outcome_times times;
	struct outcome_taint taint;
	struct outcome_memory memory;
	uint64_t *pcs; /* where each CPU of a guest that hung was, or NULL */
	size_t n_pcs;
	uint64_t kernel_base; /* pcs below it are in programs; 0: not known */
	char *console_log;    /* path */
	struct strv notes;    /* what else the user should know, one line each */
};

const char *outcome_name(enum outcome_word w); /* "no-boot" */
/* The word's exit status; for OUTCOME_FAIL, that of a command whose own is not passed on. */
int outcome_status(enum outcome_word w);
/* Sets word, status, title (taken over) and tail (copied; empty is NULL). */
void outcome_set(struct outcome *o, enum outcome_word word, char *title, const char *tail);
void outcome_free(struct outcome *o);

#endif
