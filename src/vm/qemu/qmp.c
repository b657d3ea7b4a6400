/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/qmp.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "base/strbuf.h"

#define CHUNK	   4096
#define LINE_BYTES (1024 * 1024)

struct call {
	struct call *next;
	int64_t id;
	char *text; /* until it is sent */
	qmp_reply_fn reply;
	void *arg;
};

struct qmp {
	struct loop *loop;
	struct loop_fd *watch;
	int fd;
	enum qmp_state state;
	bool broken;
	uint64_t ready_at;
	qmp_event_fn event;
	void *arg;
	struct strbuf in, out;
	struct call *calls, **last; /* in order; unanswered */
	int64_t id;		    /* of the latest call */
};

static void answer(struct call *c, const struct json *result, const char *error)
{
	if (c->reply)
		c->reply(c->arg, result, error);
	free(c->text);
	free(c);
}

static struct call *first_call(struct qmp *q)
{
	struct call *c = q->calls;

	q->calls = c->next;
	if (!q->calls)
		q->last = &q->calls;
	return c;
}

static void qmp_close(struct qmp *q)
{
	if (q->state == QMP_CLOSED)
		return;
	q->state = QMP_CLOSED;
	loop_remove_fd(q->loop, TAKE_PTR(q->watch));
	close(TAKE_FD(q->fd));
	while (q->calls)
		answer(first_call(q), NULL, NULL);
}

/* QEMU broke the protocol: nothing more that it says can be understood. */
static void give_up(struct qmp *q)
{
	q->broken = q->broken || q->state != QMP_CLOSED;
	qmp_close(q);
}

/* Writes what it can; the rest waits for POLLOUT. */
static void flush(struct qmp *q)
{
	while (q->out.len) {
		ssize_t n = send(q->fd, q->out.buf, q->out.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		/* if QEMU is gone, the reader notices after the last bytes */
		if (n < 0 && errno != EAGAIN)
			n = (ssize_t)q->out.len;
		if (n < 0)
			break;
		sb_consume(&q->out, (size_t)n);
	}
	loop_fd_events(q->watch, q->out.len ? POLLIN | POLLOUT : POLLIN);
}

static void send_call(struct qmp *q, struct call *c)
{
	sb_add(&q->out, c->text);
	sb_addc(&q->out, '\n');
	free(TAKE_PTR(c->text));
}

static void queue_call(struct qmp *q, const char *command, struct json *args, qmp_reply_fn reply,
		       void *arg, struct call **at)
{
	struct call *c = xcalloc(1, sizeof(*c));
	_cleanup_json_ struct json *j = json_object();

	*c = (struct call){.id = ++q->id, .reply = reply, .arg = arg, .next = *at};
	json_put(j, "execute", json_string(command));
	if (args)
		json_put(j, "arguments", args);
	json_put(j, "id", json_int(c->id));
	c->text = json_dump(j, false);
	*at = c;
	if (!c->next)
		q->last = &c->next;
}

static void on_negotiated(void *arg, const struct json *result, const char *error)
{
	struct qmp *q = arg;

	if (q->state == QMP_CLOSED)
		return;
	if (!result) {
		give_up(q);
		return;
	}
	q->state = QMP_READY;
	q->ready_at = now_ns();
	for (struct call *c = q->calls; c; c = c->next)
		send_call(q, c);
	flush(q);
}

/* Calls that are queued already are sent after this one. */
static void on_greeting(struct qmp *q, const struct json *msg)
{
	if (!json_get(msg, "QMP")) {
		give_up(q);
		return;
	}
	q->state = QMP_NEGOTIATING;
	queue_call(q, "qmp_capabilities", NULL, on_negotiated, q, &q->calls);
	send_call(q, q->calls);
	flush(q);
}

static void on_reply(struct qmp *q, const struct json *msg)
{
	const struct json *result = json_get(msg, "return"), *error = json_get(msg, "error");
	const char *text = error ? json_get_string(error, "desc") : NULL;

	/* commands are executed and answered in order */
	if (!result == !error || !q->calls || q->calls->text ||
	    json_get_int(msg, "id", -1) != q->calls->id) {
		give_up(q);
		return;
	}
	answer(first_call(q), result, error && !text ? "unknown error" : text);
}

static void on_message(struct qmp *q, const struct json *msg)
{
	const char *event = json_get_string(msg, "event");

	if (q->state == QMP_GREETING)
		on_greeting(q, msg);
	else if (!event)
		on_reply(q, msg);
	else if (q->event)
		q->event(q->arg, event, json_get(msg, "data"));
}

static void on_line(struct qmp *q, const char *line, size_t n)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_json_ struct json *msg = NULL;

	if (n && line[n - 1] == '\r')
		n--;
	if (!n)
		return;
	msg = json_parse(line, n, &e);
	if (msg)
		on_message(q, msg);
	else
		give_up(q);
}

static void take_lines(struct qmp *q)
{
	size_t from = 0;

	while (q->state != QMP_CLOSED) {
		const char *start = q->in.buf + from;
		const char *end = memchr(start, '\n', q->in.len - from);

		if (!end)
			break;
		from += (size_t)(end - start) + 1;
		on_line(q, start, (size_t)(end - start));
	}
	sb_consume(&q->in, from);
	if (q->in.len > LINE_BYTES)
		give_up(q);
}

static void on_ready(void *arg, int fd, short revents)
{
	struct qmp *q = arg;
	ssize_t n;

	if (revents & POLLOUT)
		flush(q);
	n = read(fd, sb_reserve(&q->in, CHUNK), CHUNK);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		qmp_close(q);
		return;
	}
	q->in.len += (size_t)n;
	q->in.buf[q->in.len] = '\0';
	take_lines(q);
}

struct qmp *qmp_new(struct loop *l, int fd, qmp_event_fn event, void *arg)
{
	struct qmp *q = xcalloc(1, sizeof(*q));

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	*q = (struct qmp){.loop = l, .fd = fd, .event = event, .arg = arg};
	q->last = &q->calls;
	q->watch = loop_add_fd(l, fd, POLLIN, on_ready, q);
	return q;
}

enum qmp_state qmp_state(const struct qmp *q)
{
	return q->state;
}

uint64_t qmp_ready_at(const struct qmp *q)
{
	return q->ready_at;
}

bool qmp_heard_all(const struct qmp *q)
{
	/* QEMU sends no events before the negotiation is over */
	return q->ready_at && !q->broken;
}

void qmp_call(struct qmp *q, const char *command, struct json *args, qmp_reply_fn reply, void *arg)
{
	struct call *c;

	if (q->state == QMP_CLOSED) {
		json_free(args);
		if (reply)
			reply(arg, NULL, NULL);
		return;
	}
	queue_call(q, command, args, reply, arg, q->last);
	for (c = q->calls; c->next; c = c->next)
		;
	if (q->state != QMP_READY)
		return;
	send_call(q, c);
	flush(q);
}

void qmp_free(struct qmp *q)
{
	if (!q)
		return;
	qmp_close(q);
	sb_free(&q->in);
	sb_free(&q->out);
	free(q);
}
