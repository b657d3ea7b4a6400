/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hostile guest sends to the host, and a hostile host to the agent. The first byte of the
 * input says which (bit 0), whether over a UART (bit 7), and how many bytes come at once (0: all).
 */
#include <sys/socket.h>

#include "tests/unit/guest-port.h"
#include "vm/agent/exec.h"
#include "vm/agent/records.h"
#include "vm/agent/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void quit(void *arg)
{
	loop_quit(arg);
}

static void run(struct loop *l)
{
	struct err e = ERR_INIT;

	loop_add_timer(l, 0, quit, l);
	loop_run(l, &e);
	err_free(&e);
}

static void on_started(void *arg, const struct wire_started *s)
{
}

static void on_ended(void *arg)
{
}

static void on_gone(void *arg, int signo)
{
}

static void on_idle(void *arg)
{
}

struct host {
	struct session *session;
	struct channel *channel;
	struct records *records;
};

static void on_kmsg(void *arg, const char *lines, size_t n)
{
	records_add(((struct host *)arg)->records, lines, n);
}

static void on_ready(void *arg, const struct wire_ready *r)
{
	struct host *h = arg;

	session_begin(h->session, h->channel);
}

static const char *on_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			    bool newer)
{
	return session_frame(((struct host *)arg)->session, h, payload, newer);
}

static bool on_room(void *arg)
{
	return session_room(((struct host *)arg)->session);
}

static void to_host(const uint8_t *p, size_t n, size_t step, bool uart)
{
	static const char *const argv[] = {"true", NULL};
	const struct exec_spec spec = {.argv = (char *const *)(uintptr_t)argv,
				       .tty = n & 1,
				       .in_fd = -1,
				       .out_fd = -1,
				       .err_fd = -1};
	const struct exec_hooks none = {on_started, on_ended, on_gone, NULL};
	struct host h = {.records = records_new("/dev/null"),
			 .session = session_new(&(struct session_hooks){on_idle, NULL})};
	const struct channel_hooks hooks = {
		.ready = on_ready, .frame = on_frame, .room = on_room, .kmsg = on_kmsg, .arg = &h};
	struct loop *l = loop_new();
	struct channel *c;
	int fds[2];

	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	h.channel = c = channel_new(l, fds[0], &hooks);
	if (uart)
		channel_is_uart(c);
	session_add(h.session, exec_job(exec_new(l, &spec, &none)));
	for (size_t k; n && channel_state(c) != CHANNEL_CLOSED; p += k, n -= k) {
		k = n < step ? n : step;
		if (send(fds[1], p, k, MSG_NOSIGNAL) < 0)
			break;
		channel_winsize(c, (unsigned)n, 80);
		run(l);
	}
	channel_poweroff(c);
	session_free(h.session);
	records_free(h.records);
	channel_free(c);
	loop_free(l);
	close(fds[1]);
}

static void to_guest(const uint8_t *p, size_t n, size_t step, bool uart)
{
	struct guest *g = xcalloc(1, sizeof(*g));
	int fds[2];

	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	g->port.fd = fds[0];
	if (uart)
		text_join(g->port.uart, sizeof(g->port.uart), "ttyS1", NULL);
	port_say(g, PORT_SAY_READY);
	for (size_t k; n && g->port.fd; p += k, n -= k) {
		k = n < step ? n : step;
		if (send(fds[1], p, k, MSG_NOSIGNAL) < 0)
			break;
		port_serve(g, POLLIN);
		port_say(g, 0);
	}
	if (g->port.fd)
		close(g->port.fd);
	close(fds[1]);
	free(g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t step;

	if (!size)
		return 0;
	step = (data[0] & 0x7f) >> 1;
	(data[0] & 1 ? to_guest : to_host)(data + 1, size - 1, step ? step : size, data[0] & 0x80);
	return 0;
}
