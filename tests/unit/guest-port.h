/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's side of the channel, compiled for the host, with stand-ins for the rest of PID 1. A
 * test sets g->port.fd to a socket in place of the virtio port. With GUEST_RUNS, commands run on
 * the host; without it they only seem to run, and have no streams. GUEST_UART brings in
 * guest/channel/link-uart.c.
 */
#ifndef JIFFY_TEST_GUEST_PORT_H
#define JIFFY_TEST_GUEST_PORT_H

#include "guest/channel/command.c"
#include "guest/channel/kmsg.c"
#include "guest/channel/link.c"
#include "guest/channel/port.c"
#include "guest/program/relay.c"
#include "wire/numbers.c"

/* Not called: complaints are counted instead. */
void text_complain_on_console(const char *what, const char *subject, int errnum);
#define text_complain text_complain_on_console
#include "guest/base/text.c"
#undef text_complain

static unsigned guest_complaints;
static uint64_t guest_rows, guest_cols, guest_clock;
static uint64_t guest_tick; /* by how much each look moves the clock */

uint64_t clock_ns(void)
{
	return guest_clock += guest_tick;
}

void memory_read(struct wire_memory *m)
{
	*m = (struct wire_memory){300, 200, 100};
}

void tty_resize(struct guest *g, uint64_t rows, uint64_t cols)
{
	guest_rows = rows;
	guest_cols = cols;
}

#ifdef GUEST_UART
#include "guest/channel/link-uart.c"
#else
int uart_open(const char *name)
{
	return -1;
}

void uart_drain(int fd)
{
}
#endif

int tty_open_node(const char *class, const char *name, int flags)
{
	return -1;
}

void text_complain(const char *what, const char *subject, int errnum)
{
	guest_complaints++;
}

void env_default(const struct guest *g, const char *first, const char *out[ENV_MAX])
{
	out[0] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	out[1] = NULL;
}

#define env_default env_default_of_the_guest
void env_default(const struct guest *g, const char *first, const char *out[ENV_MAX]);
#include "guest/program/env.c"
#undef env_default

#ifdef GUEST_RUNS
#include "guest/program/run.c"

void signals_reset(void)
{
}

void program_execute(const char *path, const char *const *argv, const char *const *env)
{
	execve(path, (char *const *)argv, (char *const *)env);
}
#else
int command_run(struct command *c, unsigned *why)
{
	return 0;
}

void command_resize(struct command *c, uint64_t rows, uint64_t cols)
{
	guest_rows = rows;
	guest_cols = cols;
}
#endif

#endif
