/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "base/strbuf.h"
#include "wire/numbers.h"

/* What the host still has to say. It is encoded once all earlier bytes are written. */
enum {
	SAY_HELLO = 1,
	SAY_WINSIZE = 2,
	SAY_POWEROFF = 4,
	SAY_BYE_ACK = 8,
	SAY_PING = 16,
};

struct channel {
	struct loop *loop;
	struct loop_fd *watch;
	int fd;
	enum channel_state state;
	bool newer; /* the guest's minor version is newer than ours */
	bool uart;
	size_t window; /* of a UART: bytes that may be sent */
	unsigned to_say;
	struct wire_winsize size;
	struct channel_hooks hooks;
	struct strbuf out;
	bool awake; /* the hook 'room' may have something to say */
	uint64_t heard;
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

void channel_say(struct channel *c, unsigned type, unsigned stream, const void *message,
		 size_t size)
{
	uint8_t *at = (uint8_t *)sb_reserve(&c->out, WIRE_HEADER + size);

	c->out.len += wire_encode(at, type, stream, message, size);
}

static void encode(struct channel *c, unsigned what, unsigned type, const void *msg, size_t size)
{
	if (!(c->to_say & what))
		return;
	c->to_say &= ~what;
	channel_say(c, type, 0, msg, size);
}

void channel_send(struct channel *c, unsigned type, unsigned stream, const void *payload,
		  size_t size)
{
	BUG_ON(size > WIRE_MAX);
	c->out.len += wire_head((uint8_t *)sb_reserve(&c->out, WIRE_HEADER), type, stream, size);
	sb_addn(&c->out, payload, size);
}

static bool talking(const struct channel *c)
{
	return c->state == CHANNEL_READY || c->state == CHANNEL_PROMPT;
}

static void encode_all(struct channel *c)
{
	const struct wire_hello hello = {WIRE_VERSION};

	encode(c, SAY_HELLO, WIRE_HELLO, &hello, sizeof(hello));
	encode(c, SAY_WINSIZE, WIRE_WINSIZE, &c->size, sizeof(c->size));
	encode(c, SAY_PING, WIRE_PING, NULL, 0);
	encode(c, SAY_POWEROFF, WIRE_POWEROFF, NULL, 0);
	encode(c, SAY_BYE_ACK, WIRE_BYE_ACK, NULL, 0);
	if (!c->awake || !talking(c) || !c->hooks.room)
		return;
	c->awake = c->hooks.room(c->hooks.arg);
}

/* How much of 'out' may be sent now. */
static size_t sendable(const struct channel *c)
{
	return c->uart && c->out.len > c->window ? c->window : c->out.len;
}

/* Output that waits for a UART's window waits for input. */
static bool wants_out(const struct channel *c)
{
	return c->out.len ? sendable(c) : c->to_say || c->awake;
}

/* Writes what it can; the rest waits for POLLOUT, or for the window. */
static void flush(struct channel *c)
{
	if (c->fd < 0)
		return;
	if (!c->out.len)
		encode_all(c);
	if (sendable(c)) {
		ssize_t n = send(c->fd, c->out.buf, sendable(c), MSG_NOSIGNAL);

		/* if the peer is gone, the reader notices after the last bytes */
		if (n < 0)
			n = errno == EAGAIN || errno == EINTR ? 0 : (ssize_t)sendable(c);
		sb_consume(&c->out, (size_t)n);
		c->window -= c->uart ? (size_t)n : 0;
	}
	loop_fd_events(c->watch, wants_out(c) ? POLLIN | POLLOUT : POLLIN);
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
	struct wire_bye bye = *(const struct wire_bye *)msg;

	if (!wire_bye_here(&bye)) {
		broken(c, "an impossible goodbye");
		return;
	}
	c->state = CHANNEL_BYE;
	say(c, SAY_BYE_ACK);
	if (c->hooks.bye)
		c->hooks.bye(c->hooks.arg, &bye);
}

/* receive() has noted when it came. */
static void got_pong(struct channel *c, const void *msg)
{
}

static void got_taken(struct channel *c, const void *msg)
{
	const struct wire_credit *taken = msg;

	if (!c->uart || taken->bytes > WIRE_UART_WINDOW - c->window) {
		broken(c, "that it has taken more than it was sent");
		return;
	}
	c->window += taken->bytes;
	flush(c);
}

static void got_taint(struct channel *c, const void *msg)
{
	if (c->hooks.taint)
		c->hooks.taint(c->hooks.arg, msg);
}

/* The states in which a message may come (bits 1 << enum channel_state), and what handles it. */
static const struct message {
	unsigned type, states;
	size_t size;
	void (*got)(struct channel *c, const void *msg);
} messages[] = {
	{WIRE_READY, 1 << CHANNEL_WAITING, sizeof(struct wire_ready), got_ready},
	{WIRE_PROMPT, 1 << CHANNEL_READY, sizeof(struct wire_prompt), got_prompt},
	{WIRE_PONG, 1 << CHANNEL_READY | 1 << CHANNEL_PROMPT, 0, got_pong},
	{WIRE_TAINT, 1 << CHANNEL_READY | 1 << CHANNEL_PROMPT, sizeof(struct wire_taint),
	 got_taint},
	{WIRE_TAKEN, 1 << CHANNEL_READY | 1 << CHANNEL_PROMPT, sizeof(struct wire_credit),
	 got_taken},
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
 * Reads the version first, since the rest of READY depends on it. Returns NULL, or what is wrong
 * with it.
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

/* Handles a frame. Returns NULL, or what is wrong with it. */
static const char *receive(struct channel *c, const struct wire_header *h, const uint8_t *payload)
{
	const struct message *m = message_of(h->type);
	uint64_t msg[sizeof(struct wire_bye) / 8]; /* the longest */
	const char *why = NULL;

	c->heard = now_ns();
	if (c->state == CHANNEL_BYE)
		return "more after its goodbye";
	if (m && m->type == WIRE_READY && c->state == CHANNEL_WAITING)
		why = learn_version(c, payload, h->length);
	if (why)
		return why;
	if (h->stream && talking(c) && c->hooks.frame && !(h->type & WIRE_FROM_HOST))
		return c->hooks.frame(c->hooks.arg, h, payload, c->newer);
	if (h->type == WIRE_KMSG && talking(c) && !h->stream) {
		if (c->hooks.kmsg)
			c->hooks.kmsg(c->hooks.arg, (const char *)payload, h->length);
		return NULL;
	}
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

/* How many bytes at p come before anything that can begin a frame. */
static size_t noise(const uint8_t *p, size_t n)
{
	uint8_t magic[4];
	size_t at = 0;

	wire_put(magic, WIRE_MAGIC, sizeof(magic));
	while (at < n && memcmp(p + at, magic, n - at < 4 ? n - at : 4) != 0)
		at++;
	return at;
}

/* Handles all whole frames that have come. */
static void parse(struct channel *c)
{
	size_t used = 0;

	while (c->fd >= 0) {
		struct wire_header h;
		bool whole;
		const char *why;

		if (c->uart && c->state == CHANNEL_WAITING)
			used += noise(c->in + used, c->in_len - used);
		why = wire_parse(c->in + used, c->in_len - used, &h, &whole);
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
	if (used)
		memmove(c->in, c->in + used, c->in_len - used);
	c->in_len -= used;
}

/* There is always room: parse() leaves less than one frame of the maximum length. */
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

void channel_is_uart(struct channel *c)
{
	c->uart = true;
	c->window = WIRE_UART_WINDOW;
}

enum channel_state channel_state(const struct channel *c)
{
	return c->state;
}

uint64_t channel_heard(const struct channel *c)
{
	return c->heard;
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

void channel_ping(struct channel *c)
{
	if (talking(c))
		say(c, SAY_PING);
}

void channel_wake(struct channel *c)
{
	c->awake = true;
	if (talking(c))
		flush(c);
}

void channel_free(struct channel *c)
{
	if (!c)
		return;
	if (c->fd >= 0)
		channel_close(c);
	sb_free(&c->out);
	free(c);
}
