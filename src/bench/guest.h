/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times a guest from the start of QEMU to the bytes of its prompt on the console, in the same way
 * whatever is booted. If the prompt does not come (QEMU ends, the kernel panics, or time is up),
 * that is not an error.
 */
#ifndef JIFFY_BENCH_GUEST_H
#define JIFFY_BENCH_GUEST_H

#include "base/loop.h"
#include "base/strbuf.h"
#include "vm/qemu/process.h"
#include "vm/qemu/qmp.h"

struct guest {
	struct qemu qemu;
	uint64_t prompt;       /* now_ns() when it was seen; 0: it was not */
	struct strbuf console; /* all that it wrote */
	int interrupt_fd;      /* set by the caller; -1: none */
	/* private */
	struct loop *loop;
	struct loop_fd *on_console, *on_agent; /* NULL: closed, or it has none */
	struct loop_timer *timer;
	struct qmp *qmp;
	bool interrupted;
};
#define GUEST_INIT                                                                                 \
	{                                                                                          \
		.qemu = QEMU_INIT, .interrupt_fd = -1                                              \
	}
#define _cleanup_guest_ _cleanup_(guest_end)

/* Starts it; QEMU's own messages go to 'log'. Its stdin and stdout are the console. */
int guest_start_argv(struct guest *g, const struct strv *argv, const char *log, struct err *e);
/* As 'jiffy run' starts it: console, QMP and the agent's channel are sockets. */
int guest_start_spec(struct guest *g, const struct machine_spec *spec, const char *log,
		     struct err *e);
/*
 * 1: the prompt was seen; 0: it will not come; -1: error, ERR_SIGNAL if interrupt_fd is readable.
 */
int guest_await_prompt(struct guest *g, uint64_t limit_ns, struct err *e);
/* At the prompt: asks for MemFree of /proc/meminfo, in bytes, on the console. Returns likewise. */
int guest_ask_free(struct guest *g, uint64_t limit_ns, uint64_t *bytes, struct err *e);
void guest_end(struct guest *g); /* kills it */

/* Whether the console shows a prompt. Pure. */
bool guest_at_prompt(const char *console);
/* Whether it shows that the kernel has died. Pure. */
bool guest_is_lost(const char *console);
/* The value of the line "MemFree: … kB", whole, in bytes; 0: not there. Pure. */
uint64_t guest_free(const char *console);

#endif
