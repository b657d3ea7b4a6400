/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/port.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/channel/command.h"
#include "guest/channel/kmsg.h"
#include "guest/channel/link-uart.h"
#include "guest/channel/link.h"
#include "guest/channel/memory.h"
#include "guest/system/tty.h"

static void encode(struct port *p, unsigned what, unsigned type, const void *message, size_t size)
{
	if (!(p->to_say & what))
		return;
	p->to_say &= ~what;
	p->unsent |= what;
	p->out_len += wire_encode(p->out + p->out_len, type, 0, message, size);
}

static void encode_all(struct guest *g)
{
	struct port *p = &g->port;
	struct wire_ready ready = {WIRE_VERSION, clock_ns(), g->init_ns};
	struct wire_credit taken = {p->taken};
	struct wire_prompt prompt = {.sent_ns = ready.sent_ns, .prompt_ns = g->shell_ns};

	if (p->to_say & PORT_SAY_PROMPT)
		memory_read(&prompt.memory);
	encode(p, PORT_SAY_READY, WIRE_READY, &ready, sizeof(ready));
	encode(p, PORT_SAY_PROMPT, WIRE_PROMPT, &prompt, sizeof(prompt));
	g->bye.sent_ns = ready.sent_ns;
	encode(p, PORT_SAY_PONG, WIRE_PONG, NULL, 0);
	if (p->to_say & PORT_SAY_TAKEN)
		p->taken = 0;
	encode(p, PORT_SAY_TAKEN, WIRE_TAKEN, &taken, sizeof(taken));
	encode(p, PORT_SAY_BYE, WIRE_BYE, &g->bye, sizeof(g->bye));
}

/* The kernel's records and the command take turns. */
static void say_more(struct guest *g)
{
	struct kmsg *k = &g->kmsg;

	if (kmsg_wanted(g) && !k->turn)
		kmsg_say(g);
	k->turn = g->port.out_len;
	command_say(g);
}

void port_say(struct guest *g, unsigned what)
{
	struct port *p = &g->port;
	ssize_t n;

	p->to_say |= what;
	if (!p->fd && p->next_ns && clock_ns() >= p->next_ns)
		link_look(p);
	if (!p->fd)
		return;
	if (!p->out_len && p->to_say && (!(p->to_say & PORT_SAY_BYE) || kmsg_said_all(g)))
		encode_all(g);
	say_more(g);
	if (!p->out_len)
		return;
	n = write(p->fd, p->out, p->out_len);
	if (n > 0) {
		if (*p->uart)
			uart_drain(p->fd);
		memmove(p->out, p->out + n, p->out_len - (size_t)n);
		p->out_len -= (size_t)n;
		if (!p->out_len)
			p->unsent = 0;
	}
}

struct pollfd port_poll(const struct guest *g)
{
	const struct port *p = &g->port;
	const bool more = p->out_len || p->to_say || kmsg_wanted(g) || command_wants_exit(g);

	return (struct pollfd){
		.fd = p->fd ? p->fd : -1,
		.events = more ? POLLIN | POLLOUT : POLLIN,
	};
}

static const char *receive(struct guest *g, const struct wire_header *h, const uint8_t *payload)
{
	struct port *p = &g->port;
	struct wire_hello hello;
	struct wire_winsize size;

	if (h->stream && p->hello)
		return command_receive(g, h, payload);
	if (h->type == WIRE_HELLO && !p->hello) {
		if (!wire_decode(payload, h->length, true, &hello, sizeof(hello)) ||
		    wire_major(hello.version) != WIRE_MAJOR)
			return "an unknown version";
		p->hello = true;
		p->newer = wire_minor(hello.version) > WIRE_MINOR;
	} else if (h->type == WIRE_WINSIZE && p->hello) {
		if (!wire_decode(payload, h->length, p->newer, &size, sizeof(size)))
			return "a message of a wrong length";
		tty_resize(g, size.rows, size.cols);
	} else if (h->type == WIRE_POWEROFF && p->hello) {
		p->asked = true;
	} else if (h->type == WIRE_PING && p->hello) {
		p->to_say |= PORT_SAY_PONG;
	} else if (h->type == WIRE_BYE_ACK && g->bye.cause) {
		p->acked = true;
	} else if (!p->newer) {
		return "an unexpected message";
	}
	return NULL;
}

static void parse(struct guest *g)
{
	struct port *p = &g->port;
	size_t used = 0;

	while (p->fd) {
		struct wire_header h;
		bool whole;
		const char *why = wire_parse(p->in + used, p->in_len - used, &h, &whole);

		if (!why && !whole)
			break;
		if (!why)
			why = receive(g, &h, p->in + used + WIRE_HEADER);
		if (why) {
			link_broken(p, why);
			return;
		}
		used += WIRE_HEADER + h.length;
	}
	if (used)
		memmove(p->in, p->in + used, p->in_len - used);
	p->in_len -= used;
}

/* The host counts bytes only on a UART; nothing may follow BYE. */
static void count(struct guest *g, size_t n)
{
	struct port *p = &g->port;

	if (!*p->uart || g->bye.cause)
		return;
	p->taken += n;
	if (p->taken >= WIRE_UART_WINDOW / 2)
		p->to_say |= PORT_SAY_TAKEN;
}

void port_serve(struct guest *g, short revents)
{
	struct port *p = &g->port;
	ssize_t n;

	if (!p->fd || !(revents & (POLLIN | POLLHUP | POLLERR)))
		return;
	n = read(p->fd, p->in + p->in_len, sizeof(p->in) - p->in_len);
	if (n > 0) {
		p->in_len += (size_t)n;
		count(g, (size_t)n);
		parse(g);
	} else if (!n || (errno != EAGAIN && errno != EINTR)) {
		link_hung_up(p);
	}
}
