/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

/* What the host still has to say; each is encoded as soon as the bytes before it are written. */
enum {
	SAY_HELLO = 1,
	SAY_WINSIZE = 2,
	SAY_POWEROFF = 4,
	SAY_BYE_ACK = 8,
};

struct channel {
	struct loop *loop;
	struct loop_fd *watch;
	int fd;
	enum channel_state state;
	bool newer; /* the guest's minor version is newer than ours */
	unsigned to_say;
	struct wire_winsize size;
	struct channel_hooks hooks;
	uint8_t out[256]; /* all that to_say can hold at once is shorter */
	size_t out_len;
	size_t in_len;
	uint8_t in[WIRE_HEADER + WIRE_MAX];
};

static void channel_close(struct channel *c)
{
	loop_remove_fd(c->loop, c->watch);
	c->watch = NULL;
	close(c->fd);
	c->fd = -1;
	c->state = CHANNEL_CLOSED;
}

static void broken(struct channel *c, const char *why)
{
	_cleanup_free_ char *msg = xasprintf("the agent sent %s", why);

	channel_close(c);
	if (c->hooks.broken)
		c->hooks.broken(c->hooks.arg, msg);
}

static void encode(struct channel *c, unsigned what, unsigned type, const void *msg, size_t size)
{
	if (!(c->to_say & what))
		return;
	c->to_say &= ~what;
	c->out_len += wire_encode(c->out + c->out_len, type, 0, msg, size);
}

/* Writes what it can; the rest waits for POLLOUT. */
static void flush(struct channel *c)
{
	const struct wire_hello hello = {WIRE_VERSION};

	if (c->fd < 0)
		return;
	if (!c->out_len) {
		encode(c, SAY_HELLO, WIRE_HELLO, &hello, sizeof(hello));
		encode(c, SAY_WINSIZE, WIRE_WINSIZE, &c->size, sizeof(c->size));
		encode(c, SAY_POWEROFF, WIRE_POWEROFF, NULL, 0);
		encode(c, SAY_BYE_ACK, WIRE_BYE_ACK, NULL, 0);
	}
	if (c->out_len) {
		ssize_t n = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL);

		/*
		 * A peer that is gone is seen by the reader, who may still have its last words to
		 * read.
		 */
		if (n < 0)
			n = errno == EAGAIN || errno == EINTR ? 0 : (ssize_t)c->out_len;
		memmove(c->out, c->out + n, c->out_len - (size_t)n);
		c->out_len -= (size_t)n;
	}
	loop_fd_events(c->watch, c->out_len || c->to_say ? POLLIN | POLLOUT : POLLIN);
}

static void say(struct channel *c, unsigned what)
{
	c->to_say |= what;
	flush(c);
}

static void got_ready(struct channel *c, const void *msg)
{
	c->state = CHANNEL_READY;
	say(c, c->size.rows ? SAY_HELLO | SAY_WINSIZE : SAY_HELLO);
	if (c->hooks.ready)
		c->hooks.ready(c->hooks.arg, msg);
}

static void got_prompt(struct channel *c, const void *msg)
{
	c->state = CHANNEL_PROMPT;
	if (c->hooks.prompt)
		c->hooks.prompt(c->hooks.arg, msg);
}

static void got_bye(struct channel *c, const void *msg)
{
	c->state = CHANNEL_BYE;
	say(c, SAY_BYE_ACK);
	if (c->hooks.bye)
		c->hooks.bye(c->hooks.arg, msg);
}

/* What may come when (states: bits 1 << enum channel_state), and what then happens. */
static const struct message {
	unsigned type, states;
	size_t size;
	void (*got)(struct channel *c, const void *msg);
} messages[] = {
	{WIRE_READY, 1 << CHANNEL_WAITING, sizeof(struct wire_ready), got_ready},
	{WIRE_PROMPT, 1 << CHANNEL_READY, sizeof(struct wire_prompt), got_prompt},
	{WIRE_BYE, 1 << CHANNEL_READY | 1 << CHANNEL_PROMPT, sizeof(struct wire_bye), got_bye},
};

static const struct message *message_of(unsigned type)
{
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
		if (messages[i].type == type)
			return &messages[i];
	return NULL;
}

/*
 * The version comes first, since the rest of READY depends on it. NULL, or why the guest cannot be
 * understood.
 */
static const char *learn_version(struct channel *c, const uint8_t *payload, uint32_t length)
{
	uint64_t version;

	if (!wire_decode(payload, length, true, &version, sizeof(version)))
		return "a message of a wrong length";
	if (wire_major(version) != WIRE_MAJOR)
		return "a version of the protocol that this jiffy does not speak";
	c->newer = wire_minor(version) > WIRE_MINOR;
	return NULL;
}

/* One frame. NULL, or what is wrong with it. */
static const char *receive(struct channel *c, const struct wire_header *h, const uint8_t *payload)
{
	const struct message *m = message_of(h->type);
	uint64_t msg[sizeof(struct wire_bye) / 8]; /* the longest */
	const char *why = NULL;

	if (c->state == CHANNEL_BYE)
		return "more after its good-bye";
	if (m && m->type == WIRE_READY && c->state == CHANNEL_WAITING)
		why = learn_version(c, payload, h->length);
	if (why)
		return why;
	if (!m)
		return c->newer && !(h->type & WIRE_FROM_HOST) ? NULL
							       : "a message of an unknown type";
	if (!(m->states & 1u << c->state))
		return "a message out of turn";
	if (h->stream && !c->newer)
		return "a message on a stream that is not open";
	if (!wire_decode(payload, h->length, c->newer, msg, m->size))
		return "a message of a wrong length";
	m->got(c, msg);
	return NULL;
}

/* All whole frames that have come. */
static void parse(struct channel *c)
{
	size_t used = 0;

	while (c->fd >= 0) {
		struct wire_header h;
		bool whole;
		const char *why = wire_parse(c->in + used, c->in_len - used, &h, &whole);

		if (!why && !whole)
			break;
		if (!why)
			why = receive(c, &h, c->in + used + WIRE_HEADER);
		if (why) {
			broken(c, why);
			return;
		}
		used += WIRE_HEADER + h.length;
	}
	memmove(c->in, c->in + used, c->in_len - used);
	c->in_len -= used;
}

/* There is always room: parse() leaves less than one frame of the greatest length. */
static void fill(struct channel *c)
{
	ssize_t n = read(c->fd, c->in + c->in_len, sizeof(c->in) - c->in_len);

	if (n > 0) {
		c->in_len += (size_t)n;
		parse(c);
	} else if (!n || (errno != EAGAIN && errno != EINTR)) {
		channel_close(c);
	}
}

static void on_event(void *arg, int fd, short revents)
{
	struct channel *c = arg;

	if (revents & (POLLIN | POLLHUP | POLLERR))
		fill(c);
	if (revents & POLLOUT)
		flush(c);
}

struct channel *channel_new(struct loop *l, int fd, const struct channel_hooks *hooks)
{
	struct channel *c = xcalloc(1, sizeof(*c));

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	c->loop = l;
	c->fd = fd;
	c->hooks = *hooks;
	c->watch = loop_add_fd(l, fd, POLLIN, on_event, c);
	return c;
}

enum channel_state channel_state(const struct channel *c)
{
	return c->state;
}

static bool talking(const struct channel *c)
{
	return c->state == CHANNEL_READY || c->state == CHANNEL_PROMPT;
}

void channel_winsize(struct channel *c, unsigned rows, unsigned cols)
{
	if (!rows || !cols || rows > UINT16_MAX || cols > UINT16_MAX)
		return;
	c->size = (struct wire_winsize){rows, cols};
	if (talking(c))
		say(c, SAY_WINSIZE);
}

bool channel_poweroff(struct channel *c)
{
	if (!talking(c))
		return false;
	say(c, SAY_POWEROFF);
	return true;
}

void channel_free(struct channel *c)
{
	if (!c)
		return;
	if (c->fd >= 0)
		channel_close(c);
	free(c);
}
