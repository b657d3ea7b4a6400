/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/command.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/channel/kmsg.h"
#include "guest/channel/memory.h"
#include "guest/program/env.h"
#include "guest/program/relay.h"
#include "guest/program/run.h"
#include "wire/numbers.h"

/* How long to read, after the command's end, from children that hold its output open. */
#define GRACE_NS (200 * NS_PER_MS)

enum { SAY_STARTED = 1, SAY_CREDIT = 2, SAY_CLOSED = 4 };

static void ended(struct command *c, unsigned end, uint64_t value)
{
	c->pid = 0;
	c->exit = (struct wire_exit){.ended_ns = clock_ns(), .end = end, .value = value};
	c->late_ns = c->exit.ended_ns + GRACE_NS;
	relay_close(c, RELAY_IN);
}

/* Enough for most commands. Mapping memory makes TCG translate 500 blocks of code. */
static const char *few[1024];

static void forget_strings(struct command *c)
{
	if (c->memory && c->memory != few)
		munmap(c->memory, c->memory_size);
	c->memory = NULL;
}

/* Makes argv and env of the strings. False: they do not match EXEC. */
static bool split(struct guest *g)
{
	struct command *c = &g->command;
	const char *ours[ENV_MAX];
	const char *s = c->strings, *end = s + c->want.strings;
	const char **argv = (const char **)c->memory + 1, **at = argv;

	if (end[-1])
		return false;
	c->dir = s;
	s += strlen(s) + 1;
	for (uint64_t i = 0; i < c->want.argc + c->want.envc; i++) {
		if (s >= end)
			return false;
		if (i == c->want.argc)
			*at++ = NULL;
		*at++ = s;
		s += strlen(s) + 1;
	}
	if (!c->want.envc)
		*at++ = NULL;
	c->argv = argv;
	c->env = argv + c->want.argc + 1;
	env_default(g, NULL, ours);
	c->env[env_add(c->env, c->want.envc, c->want.envc + ENV_MAX, ours)] = NULL;
	return s == end;
}

static const char *start(struct guest *g)
{
	struct command *c = &g->command;
	unsigned why;
	int errnum;

	if (!split(g))
		return "strings that do not match the command";
	c->started.started_ns = clock_ns();
	errnum = command_run(c, &why);
	forget_strings(c);
	if (errnum) {
		ended(c, why, wire_error(errnum));
		return NULL;
	}
	c->started.stdin_window = STDIN_WINDOW;
	c->in_window = STDIN_WINDOW;
	c->say = SAY_STARTED;
	return NULL;
}

/*
 * Allocates room for the pointers, with a spare one before the arguments for an interpreter's name,
 * and for the strings after them. False: too large.
 */
static bool make_room(struct command *c)
{
	const uint64_t limit = SIZE_MAX / 32, pointers = c->want.argc + c->want.envc + ENV_MAX + 3;

	if (c->want.strings > limit)
		return false;
	c->memory_size = pointers * sizeof(char *) + c->want.strings;
	if (c->memory_size <= sizeof(few)) {
		c->memory = few;
	} else {
		void *p = mmap(NULL, c->memory_size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			return false;
		c->memory = p;
	}
	c->strings = (char *)c->memory + pointers * sizeof(char *);
	return true;
}

static const char *got_exec(struct guest *g, unsigned stream, const void *message)
{
	struct command *c = &g->command;
	const unsigned last = c->last;

	if (c->stream || stream <= last)
		return "a command out of turn";
	memset(c, 0, offsetof(struct command, in));
	c->stream = stream;
	c->last = last;
	c->want = *(const struct wire_exec *)message;
	c->fd[RELAY_IN] = c->fd[RELAY_OUT] = c->fd[RELAY_ERR] = -1;
	c->window[RELAY_OUT] = c->want.stdout_window;
	c->window[RELAY_ERR] = c->want.stderr_window;
	if (!c->want.argc || c->want.argc >= c->want.strings || c->want.envc >= c->want.strings ||
	    c->want.argc + c->want.envc >= c->want.strings)
		return "an impossible command";
	if (!make_room(c))
		ended(c, WIRE_NOT_RUN, wire_error(ENOMEM));
	return NULL;
}

static const char *got_strings(struct guest *g, const uint8_t *payload, uint32_t length)
{
	struct command *c = &g->command;

	if (!c->memory)
		return c->exit.end ? NULL : "strings out of turn";
	if (length > c->want.strings - c->have)
		return "more strings than it announced";
	memcpy(c->strings + c->have, payload, length);
	c->have += length;
	return c->have == c->want.strings ? start(g) : NULL;
}

static const char *got_credit(struct command *c, unsigned stream, uint64_t bytes)
{
	if (bytes > UINT64_MAX - c->window[stream])
		return "too large a window";
	c->window[stream] += bytes;
	return NULL;
}

static const char *got_message(struct guest *g, const struct wire_header *h, const uint8_t *payload)
{
	struct command *c = &g->command;
	uint64_t words[sizeof(struct wire_exec) / 8];
	size_t size = h->type == WIRE_EXEC ? sizeof(words) : h->type == WIRE_WINSIZE ? 16 : 8;
	int signo;

	if (!wire_decode(payload, h->length, g->port.newer, words, size))
		return "a message of a wrong length";
	switch (h->type) {
	case WIRE_EXEC:
		return got_exec(g, h->stream, words);
	case WIRE_STDOUT_CREDIT:
		return got_credit(c, RELAY_OUT, words[0]);
	case WIRE_STDERR_CREDIT:
		return got_credit(c, RELAY_ERR, words[0]);
	case WIRE_WINSIZE:
		command_resize(c, words[0], words[1]);
		return NULL;
	default: /* WIRE_SIGNAL */
		signo = wire_signal_here(words[0]);
		if (c->pid && signo)
			kill(-c->pid, signo);
		return NULL;
	}
}

const char *command_receive(struct guest *g, const struct wire_header *h, const uint8_t *payload)
{
	struct command *c = &g->command;

	if (g->bye.cause || (h->type != WIRE_EXEC && h->stream <= c->last))
		return NULL; /* it crossed our BYE or EXIT */
	if (h->type != WIRE_EXEC && h->stream != c->stream)
		return "a message on a stream that is not open";
	switch (h->type) {
	case WIRE_STRINGS:
		return got_strings(g, payload, h->length);
	case WIRE_STDIN:
		return relay_stdin(c, payload, h->length);
	case WIRE_EXEC:
	case WIRE_STDOUT_CREDIT:
	case WIRE_STDERR_CREDIT:
	case WIRE_WINSIZE:
	case WIRE_SIGNAL:
		return got_message(g, h, payload);
	default:
		return g->port.newer ? NULL : "an unexpected message";
	}
}

static void encode_command(struct guest *g, unsigned what, unsigned type, const void *message,
			   size_t size)
{
	struct command *c = &g->command;
	struct port *p = &g->port;

	if (!(c->say & what))
		return;
	c->say &= ~what;
	p->out_len += wire_encode(p->out + p->out_len, type, c->stream, message, size);
}

bool command_wants_exit(const struct guest *g)
{
	const struct command *c = &g->command;

	return c->stream && c->exit.end && c->fd[RELAY_OUT] < 0 && c->fd[RELAY_ERR] < 0;
}

static void say_exit(struct guest *g)
{
	struct command *c = &g->command;
	struct port *p = &g->port;

	if (!kmsg_said_all(g))
		return;
	c->exit.sent_ns = clock_ns();
	p->out_len +=
		wire_encode(p->out + p->out_len, WIRE_EXIT, c->stream, &c->exit, sizeof(c->exit));
	c->last = c->stream;
	c->stream = 0;
}

void command_say(struct guest *g)
{
	struct command *c = &g->command;
	struct wire_credit credit = {c->in_done};

	if (!c->stream || g->bye.cause)
		return;
	if (c->exit.end && c->late_ns && clock_ns() >= c->late_ns)
		relay_last(c);
	if (g->port.out_len)
		return;
	if (c->say & SAY_STARTED) {
		memory_read(&c->started.memory);
		c->started.sent_ns = clock_ns();
	}
	encode_command(g, SAY_STARTED, WIRE_STARTED, &c->started, sizeof(c->started));
	if (c->in_done >= STDIN_WINDOW / 2) {
		c->say |= SAY_CREDIT;
		c->in_window += c->in_done;
		c->in_done = 0;
	}
	encode_command(g, SAY_CREDIT, WIRE_STDIN_CREDIT, &credit, sizeof(credit));
	if (c->in_closed) {
		c->say |= SAY_CLOSED;
		c->in_closed = false;
	}
	encode_command(g, SAY_CLOSED, WIRE_STDIN_CLOSED, NULL, 0);
	relay_read(c, &g->port, RELAY_OUT);
	relay_read(c, &g->port, RELAY_ERR);
	if (command_wants_exit(g))
		say_exit(g);
}

void command_reaped(struct guest *g, pid_t pid, int status)
{
	struct command *c = &g->command;

	if (!c->stream || !c->pid || pid != c->pid)
		return;
	if (WIFSIGNALED(status))
		ended(c, WIRE_SIGNALLED_END, wire_signal(WTERMSIG(status)));
	else
		ended(c, WIRE_EXITED, (uint64_t)WEXITSTATUS(status));
}

uint64_t command_deadline(const struct guest *g)
{
	return g->command.stream && g->command.exit.end ? g->command.late_ns : 0;
}
