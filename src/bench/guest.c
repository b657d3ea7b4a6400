/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/guest.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/process/proc-start.h"

#define CHUNK	    (64 * 1024)
#define CONSOLE_MAX (4 << 20) /* a guest that prints more is not about to prompt */
#define QUESTION    "cat /proc/meminfo\n"

bool guest_at_prompt(const char *console)
{
	/* root's prompt in '/', of both BusyBoxes */
	return strstr(console, "/ # ") != NULL;
}

bool guest_is_lost(const char *console)
{
	/* linux: kernel/panic.c; arch/x86/boot/compressed/misc.c, error() */
	return strstr(console, "Kernel panic") || strstr(console, "-- System halted");
}

uint64_t guest_free(const char *console)
{
	static const char name[] = "MemFree:";
	const char *at = strstr(console, name);
	char *end;
	unsigned long long kib;

	if (!at)
		return 0;
	kib = strtoull(at + strlen(name), &end, 10);
	return str_starts(end, " kB") ? kib << 10 : 0;
}

/*
 * Keeps what the console says. The agent's bytes are read, so that it does not block, and dropped.
 */
static void on_bytes(void *arg, int fd, short revents)
{
	struct guest *g = arg;
	const bool console = fd == g->qemu.fds[QEMU_CONSOLE];
	struct strbuf dropped = {0}, *sb = console ? &g->console : &dropped;
	const ssize_t n = read(fd, sb_reserve(sb, CHUNK), CHUNK);

	if (n > 0) {
		for (char *c = sb->buf + sb->len; c < sb->buf + sb->len + n; c++)
			if (!*c)
				*c = ' '; /* to keep it one string */
		sb->len += (size_t)n;
		sb->buf[sb->len] = '\0';
	} else if (n == 0 || errno != EINTR) {
		struct loop_fd **watch = console ? &g->on_console : &g->on_agent;

		loop_remove_fd(g->loop, TAKE_PTR(*watch));
	}
	if (console)
		loop_quit(g->loop);
	sb_free(&dropped);
}

/* The byte is not read: others need to see it, too. */
static void on_interrupt(void *arg, int fd, short revents)
{
	struct guest *g = arg;

	g->interrupted = true;
	loop_quit(g->loop);
}

static struct loop_fd *watch(struct guest *g, int fd, loop_fd_fn fn)
{
	return fd >= 0 ? loop_add_fd(g->loop, fd, POLLIN, fn, g) : NULL;
}

static void listen_to(struct guest *g)
{
	g->loop = loop_new();
	g->on_console = watch(g, g->qemu.fds[QEMU_CONSOLE], on_bytes);
	g->on_agent = watch(g, g->qemu.fds[QEMU_AGENT], on_bytes);
	(void)watch(g, g->interrupt_fd, on_interrupt);
	/* 'jiffy run' does the handshake, too */
	if (g->qemu.fds[QEMU_QMP] >= 0)
		g->qmp = qmp_new(g->loop, TAKE_FD(g->qemu.fds[QEMU_QMP]), NULL, NULL);
}

int guest_start_argv(struct guest *g, const struct strv *argv, const char *log, struct err *e)
{
	if (qemu_start_argv(&g->qemu, argv, log, e) < 0)
		return -1;
	listen_to(g);
	return 0;
}

int guest_start_spec(struct guest *g, const struct machine_spec *spec, const char *log,
		     struct err *e)
{
	if (qemu_start(&g->qemu, spec, log, e) < 0)
		return -1;
	listen_to(g);
	return 0;
}

static void on_late(void *arg)
{
	struct guest *g = arg;

	g->timer = NULL;
	loop_quit(g->loop);
}

/* Waits for the console. 1: it may have new bytes; 0: it will not have any in time; -1: error. */
static int listen_once(struct guest *g, uint64_t until, struct err *e)
{
	const uint64_t now = now_ns();
	bool late;

	if (now >= until || !g->on_console || g->console.len > CONSOLE_MAX)
		return 0;
	g->timer = loop_add_timer(g->loop, until - now, on_late, g);
	if (loop_run(g->loop, e) < 0)
		return -1;
	late = !g->timer;
	loop_remove_timer(g->loop, TAKE_PTR(g->timer));
	if (g->interrupted)
		return err_kind_set(e, ERR_SIGNAL, "interrupted");
	return !late;
}

static const char *console_from(const struct guest *g, size_t from)
{
	return sb_str(&g->console) + (from < g->console.len ? from : g->console.len);
}

int guest_await_prompt(struct guest *g, uint64_t limit_ns, struct err *e)
{
	const uint64_t until = g->qemu.start + limit_ns;

	for (;;) {
		int r = listen_once(g, until, e);

		if (guest_at_prompt(console_from(g, 0))) {
			g->prompt = now_ns();
			return 1;
		}
		if (r <= 0 || guest_is_lost(console_from(g, 0)))
			return r < 0 ? -1 : 0;
	}
}

int guest_ask_free(struct guest *g, uint64_t limit_ns, uint64_t *bytes, struct err *e)
{
	const uint64_t until = now_ns() + limit_ns;
	const size_t from = g->console.len;

	if (send(g->qemu.fds[QEMU_CONSOLE], QUESTION, strlen(QUESTION), MSG_NOSIGNAL) < 0)
		return 0;
	while (!(*bytes = guest_free(console_from(g, from)))) {
		int r = listen_once(g, until, e);

		if (r <= 0)
			return r;
	}
	return 1;
}

void guest_end(struct guest *g)
{
	qmp_free(TAKE_PTR(g->qmp));
	qemu_end(&g->qemu);
	loop_free(TAKE_PTR(g->loop));
	sb_free(&g->console);
}
