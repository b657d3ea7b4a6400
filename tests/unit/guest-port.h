/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's side of the channel, compiled for the host: guest/port.c with stand-ins for the rest
 * of PID 1. A test gives g->port.fd a socket in place of the virtio port.
 */
#ifndef JIFFY_TEST_GUEST_PORT_H
#define JIFFY_TEST_GUEST_PORT_H

#include "guest/port.c"

static unsigned guest_complaints;
static uint64_t guest_rows, guest_cols, guest_clock;

uint64_t clock_ns(void)
{
	return guest_clock;
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

int tty_open_node(const char *class, const char *name, int flags)
{
	return -1;
}

char *text_join(char *buf, size_t size, ...)
{
	*buf = '\0';
	return buf;
}

bool text_read(const char *path, char *buf, size_t size)
{
	*buf = '\0';
	return false;
}

void text_complain(const char *what, const char *subject, int errnum)
{
	guest_complaints++;
}

#endif
