/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/program/relay.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* With a header, as much as the kernel's driver takes at once. */
#define CHUNK  (PORT_WRITE - WIRE_HEADER)
#define CTRL_D 4

static const uint16_t types[RELAY_N] = {0, WIRE_STDOUT, WIRE_STDERR};

void relay_close(struct command *c, unsigned i)
{
	if (c->fd[i] >= 0)
		close(c->fd[i]);
	c->fd[i] = -1;
	if (i == RELAY_IN)
		c->in_len = 0;
}

static void write_stdin(struct command *c)
{
	ssize_t n;

	while (c->fd[RELAY_IN] >= 0 && c->in_len) {
		n = write(c->fd[RELAY_IN], c->in + c->in_at, c->in_len);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0) {
			relay_close(c, RELAY_IN);
			c->in_closed = true;
			return;
		}
		c->in_at += (size_t)n;
		c->in_len -= (size_t)n;
		c->in_done += (size_t)n;
	}
	c->in_at = 0;
	/* on a terminal, the end of input is a character in the buffer */
	if (c->in_eof && !(c->want.flags & WIRE_EXEC_TTY))
		relay_close(c, RELAY_IN);
}

/* After a partial line, the first Ctrl-D only flushes it. */
static void type_eof(struct command *c)
{
	for (int i = 0; i < (c->in_partial ? 2 : 1); i++)
		c->in[c->in_at + c->in_len++] = CTRL_D;
}

const char *relay_stdin(struct command *c, const uint8_t *payload, uint32_t length)
{
	if (c->memory || c->in_eof || length > c->in_window)
		return c->exit.end ? NULL : "more input than the window allows";
	c->in_window -= length;
	c->in_eof = !length;
	if (c->fd[RELAY_IN] < 0)
		return NULL;
	if (c->in_at) {
		memmove(c->in, c->in + c->in_at, c->in_len);
		c->in_at = 0;
	}
	memcpy(c->in + c->in_len, payload, length);
	c->in_len += length;
	if (length)
		c->in_partial = payload[length - 1] != '\n';
	else if (c->want.flags & WIRE_EXEC_TTY)
		type_eof(c);
	write_stdin(c);
	return NULL;
}

static void end_stream(struct command *c, struct port *p, unsigned i)
{
	relay_close(c, i);
	if (i == RELAY_ERR && c->want.flags & WIRE_EXEC_TTY)
		return;
	p->out_len += wire_head(p->out + p->out_len, types[i], c->stream, 0);
}

void relay_read(struct command *c, struct port *p, unsigned i)
{
	size_t most = c->window[i] < CHUNK ? c->window[i] : CHUNK;
	ssize_t n;

	if (c->fd[i] < 0)
		return;
	if (c->late && c->left[i] < most)
		most = c->left[i];
	if (c->late && !c->left[i]) {
		end_stream(c, p, i);
		return;
	}
	if (!most)
		return;
	n = read(c->fd[i], p->out + p->out_len + WIRE_HEADER, most);
	if (n > 0) {
		p->out_len += wire_head(p->out + p->out_len, types[i], c->stream, (size_t)n);
		p->out_len += (size_t)n;
		c->window[i] -= (size_t)n;
		if (c->late)
			c->left[i] -= (size_t)n;
	} else if (!n || c->late || (errno != EAGAIN && errno != EINTR)) {
		end_stream(c, p, i);
	}
}

void relay_last(struct command *c)
{
	c->late = true;
	c->late_ns = 0;
	for (unsigned i = RELAY_OUT; i < RELAY_N; i++) {
		int there = 0;

		if (c->fd[i] >= 0 && ioctl(c->fd[i], FIONREAD, &there) == 0 && there > 0)
			c->left[i] = (uint64_t)there;
	}
}

void relay_poll(const struct guest *g, struct pollfd fds[RELAY_N])
{
	const struct command *c = &g->command;
	const bool tty = c->want.flags & WIRE_EXEC_TTY;

	for (unsigned i = 0; i < RELAY_N; i++)
		fds[i] = (struct pollfd){.fd = -1};
	if (!c->stream || g->bye.cause)
		return;
	/* poll() always reports a pipe without readers, or a terminal that hung up */
	if (c->in_len || !tty)
		fds[RELAY_IN] =
			(struct pollfd){.fd = c->fd[RELAY_IN], .events = c->in_len ? POLLOUT : 0};
	for (unsigned i = RELAY_OUT; i < RELAY_N; i++)
		if (!g->port.out_len && (c->window[i] || (c->late && !c->left[i])))
			fds[i] = (struct pollfd){.fd = c->fd[i], .events = POLLIN};
}

void relay_serve(struct guest *g, const struct pollfd fds[RELAY_N])
{
	struct command *c = &g->command;

	if (!c->stream || c->fd[RELAY_IN] < 0 || fds[RELAY_IN].fd != c->fd[RELAY_IN])
		return;
	if (fds[RELAY_IN].revents & POLLERR) {
		relay_close(c, RELAY_IN);
		c->in_closed = true;
	} else if (fds[RELAY_IN].revents) {
		write_stdin(c);
	}
}
