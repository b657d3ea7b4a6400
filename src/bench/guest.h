/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest on the stopwatch: from the execution of QEMU to the bytes of its prompt on the console, the same way whatever is
 * booted. One that does not come to its prompt (QEMU ends, the kernel panics, or time is over) is no error.
 */
#ifndef JIFFY_BENCH_GUEST_H
#define JIFFY_BENCH_GUEST_H

#include "base/process/proc.h"
#include "vm/qemu/qemu.h"

enum { GUEST_CONSOLE, GUEST_QMP, GUEST_AGENT, GUEST_FDS };

struct guest {
	struct proc qemu;
	int fds[GUEST_FDS];	/* our ends; -1: it has none */
	uint64_t start, prompt; /* now_ns(); prompt 0: not seen */
	struct strbuf console;	/* all that it wrote */
	int interrupt_fd;
};
#define GUEST_INIT                                                                                 \
	{                                                                                          \
		.qemu = PROC_INIT, .fds = {-1, -1, -1}, .interrupt_fd = -1                         \
	}
#define _cleanup_guest_ _cleanup_(guest_end)

/* Starts it; QEMU's own words go to 'log'. With argv, the console is its stdin and stdout. */
int guest_start_argv(struct guest *g, const struct strv *argv, const char *log, struct err *e);
/* As 'jiffy run' starts it: console, QMP and the agent's channel are sockets. */
int guest_start_spec(struct guest *g, struct machine_spec *spec, const char *log, struct err *e);
/* 1: the prompt was seen; 0: it will not be; -1: e, of kind ERR_SIGNAL when interrupt_fd became readable. */
int guest_await_prompt(struct guest *g, uint64_t limit_ns, struct err *e);
/* At the prompt: MemFree of /proc/meminfo in bytes, as typed and read on the console. Returns as above. */
int guest_ask_free(struct guest *g, uint64_t limit_ns, uint64_t *bytes, struct err *e);
void guest_end(struct guest *g); /* kills it */

/* Whether the console shows a prompt. Pure. */
bool guest_at_prompt(const char *console);
/* Whether it shows the kernel's last words. Pure. */
bool guest_is_lost(const char *console);
/* The value of the line "MemFree: … kB", whole, in bytes; 0: not there. Pure. */
uint64_t guest_free(const char *console);

#endif
