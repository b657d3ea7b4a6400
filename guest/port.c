/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define PORTS "/sys/class/virtio-ports"

/*
 * The kernel makes ports, and gives them their names, in a work queue of its own: as a rule before
 * PID 1, but nothing says so, and it has no way to tell of it that is in every kernel. So look
 * again, after 1, 2, 4 … ms.
 */
#define TRIES 11

static bool is_ours(const char *name)
{
	char path[128], value[64];

	text_join(path, sizeof(path), PORTS "/", name, "/name", NULL);
	return text_read(path, value, sizeof(value)) && !strcmp(value, WIRE_PORT);
}

/* Opens the port; 0: not there (yet). */
static int open_port(int dir)
{
	_Alignas(struct dirent64) char buf[1024];
	ssize_t n;

	while ((n = getdents64(dir, (void *)buf, sizeof(buf))) > 0) {
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *d = (const struct dirent64 *)(buf + at);
			int fd = -1;

			if (d->d_name[0] != '.' && is_ours(d->d_name))
				fd = tty_open_node("virtio-ports", d->d_name, O_RDWR | O_NONBLOCK);
			if (fd > 0)
				return fd;
			at += d->d_reclen;
		}
	}
	return 0;
}

static void look(struct port *p)
{
	int dir;

	p->next_ns = 0;
	if (*p->uart) {
		p->fd = uart_open(p->uart);
		if (p->fd < 0)
			p->fd = 0;
		return;
	}
	dir = open(PORTS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return; /* the kernel has no such driver */
	p->fd = open_port(dir);
	close(dir);
	if (!p->fd && p->tries < TRIES)
		p->next_ns = clock_ns() + (NS_PER_MS << p->tries++);
}

/* Nobody is connected on the host's side: not yet, or no more. */
static void hung_up(struct port *p)
{
	close(p->fd);
	p->fd = 0;
	p->in_len = p->out_len = 0;
	p->to_say |= p->unsent;
	if (!p->hello && p->tries < TRIES)
		p->next_ns = clock_ns() + (NS_PER_MS << p->tries++);
}

/* The host does not keep to the protocol: nothing more is said to it or heard from it. */
static void broken(struct port *p, const char *why)
{
	text_complain("channel closed: the host sent", why, 0);
	close(p->fd);
	p->fd = 0;
	p->next_ns = 0;
	p->tries = TRIES;
}

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

/* The kernel and the command take turns. */
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
		look(p);
	if (!p->fd)
		return;
	if (!p->out_len && p->to_say && (!(p->to_say & PORT_SAY_BYE) || kmsg_said_all(g)))
		encode_all(g);
	say_more(g);
	if (!p->out_len)
		return;
	n = write(p->fd, p->out, p->out_len);
	if (n > 0) {
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
			return "a wrong length";
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
			broken(p, why);
			return;
		}
		used += WIRE_HEADER + h.length;
	}
	if (used)
		memmove(p->in, p->in + used, p->in_len - used);
	p->in_len -= used;
}

/* Only a UART's host wants to know, and nothing comes after BYE. */
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
		hung_up(p);
	}
}
