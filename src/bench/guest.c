/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/guest.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/process/proc-start.h"

#define CHUNK	    (64 * 1024)
#define CONSOLE_MAX (4 << 20) /* a guest that says more is not about to prompt */
#define QUESTION    "cat /proc/meminfo\n"

bool guest_at_prompt(const char *console)
{
	/* both BusyBox's, in '/', as root */
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

static int open_sockets(struct guest *g, size_t n, int theirs[GUEST_FDS], struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		int pair[2];

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
			return err_errno(e, errno, "cannot make a socket");
		g->fds[i] = pair[0];
		theirs[i] = pair[1];
	}
	return 0;
}

static void close_all(int fds[GUEST_FDS])
{
	for (size_t i = 0; i < GUEST_FDS; i++)
		if (fds[i] >= 0)
			close(TAKE_FD(fds[i]));
}

static int start(struct guest *g, const char *log, struct err *e)
{
	g->qemu.stderr_io = PROC_LOG;
	g->qemu.log = log;
	g->start = now_ns();
	return proc_start(&g->qemu, e);
}

int guest_start_argv(struct guest *g, const struct strv *argv, const char *log, struct err *e)
{
	int theirs[GUEST_FDS] = {-1, -1, -1}, r;

	if (open_sockets(g, 1, theirs, e))
		return -1;
	strv_addv(&g->qemu.argv, argv);
	g->qemu.stdin_io = g->qemu.stdout_io = PROC_FD;
	g->qemu.in = g->qemu.out = theirs[GUEST_CONSOLE];
	r = start(g, log, e);
	g->qemu.in = g->qemu.out = -1;
	close_all(theirs);
	return r;
}

/* QMP's handshake is a part of what 'jiffy run' does; nobody waits for the answer. */
static void greet(const struct guest *g)
{
	static const char words[] = "{\"execute\":\"qmp_capabilities\"}\n";

	(void)!send(g->fds[GUEST_QMP], words, strlen(words), MSG_NOSIGNAL);
}

int guest_start_spec(struct guest *g, struct machine_spec *spec, const char *log, struct err *e)
{
	int theirs[GUEST_FDS] = {-1, -1, -1}, r = open_sockets(g, GUEST_FDS, theirs, e);

	spec->console_fd = theirs[GUEST_CONSOLE];
	spec->qmp_fd = theirs[GUEST_QMP];
	spec->agent_fd = theirs[GUEST_AGENT];
	if (r == 0)
		r = qemu_argv(spec, &g->qemu.argv, e);
	if (r == 0) {
		g->qemu.stdout_io = PROC_LOG;
		g->qemu.pass_fds = theirs;
		g->qemu.n_pass_fds = GUEST_FDS;
		r = start(g, log, e);
		g->qemu.pass_fds = NULL;
		g->qemu.n_pass_fds = 0;
	}
	if (r == 0)
		greet(g);
	close_all(theirs);
	spec->console_fd = spec->qmp_fd = spec->agent_fd = -1;
	return r;
}

/* Reads once: the console's bytes are kept, what the others say is nobody's. At its end, our end is closed. */
static void take(struct guest *g, size_t i)
{
	struct strbuf unheard = {0}, *sb = i == GUEST_CONSOLE ? &g->console : &unheard;
	ssize_t n = read(g->fds[i], sb_reserve(sb, CHUNK), CHUNK);

	if (n > 0) {
		for (char *c = sb->buf + sb->len; c < sb->buf + sb->len + n; c++)
			if (!*c)
				*c = ' '; /* so that it is all one string */
		sb->len += (size_t)n;
		sb->buf[sb->len] = '\0';
	} else if (n == 0 || errno != EINTR) {
		close(TAKE_FD(g->fds[i]));
	}
	sb_free(&unheard);
}

/* Waits for bytes. 1: some came; 0: there will be none within the time; -1: e. */
static int listen_once(struct guest *g, uint64_t until, struct err *e)
{
	struct pollfd fds[GUEST_FDS + 1];
	uint64_t now = now_ns();
	int n;

	if (now >= until || g->fds[GUEST_CONSOLE] < 0 || g->console.len > CONSOLE_MAX)
		return 0;
	for (size_t i = 0; i < GUEST_FDS; i++)
		fds[i] = (struct pollfd){.fd = g->fds[i], .events = POLLIN};
	fds[GUEST_FDS] = (struct pollfd){.fd = g->interrupt_fd, .events = POLLIN};
	n = poll(fds, ARRAY_SIZE(fds), (int)((until - now) / NS_PER_MS) + 1);
	if (n < 0 && errno != EINTR)
		return err_errno(e, errno, "poll");
	if (fds[GUEST_FDS].revents)
		return err_kind_set(e, ERR_SIGNAL, "interrupted");
	for (size_t i = 0; n > 0 && i < GUEST_FDS; i++)
		if (fds[i].revents)
			take(g, i);
	return 1;
}

static const char *said(const struct guest *g, size_t from)
{
	return sb_str(&g->console) + (from < g->console.len ? from : g->console.len);
}

int guest_await_prompt(struct guest *g, uint64_t limit_ns, struct err *e)
{
	const uint64_t until = g->start + limit_ns;

	for (;;) {
		int r = listen_once(g, until, e);

		if (guest_at_prompt(said(g, 0))) {
			g->prompt = now_ns();
			return 1;
		}
		if (r <= 0 || guest_is_lost(said(g, 0)))
			return r < 0 ? -1 : 0;
	}
}

int guest_ask_free(struct guest *g, uint64_t limit_ns, uint64_t *bytes, struct err *e)
{
	const uint64_t until = now_ns() + limit_ns;
	const size_t from = g->console.len;

	if (send(g->fds[GUEST_CONSOLE], QUESTION, strlen(QUESTION), MSG_NOSIGNAL) < 0)
		return 0;
	while (!(*bytes = guest_free(said(g, from)))) {
		int r = listen_once(g, until, e);

		if (r <= 0)
			return r;
	}
	return 1;
}

void guest_end(struct guest *g)
{
	proc_end(&g->qemu);
	close_all(g->fds);
	sb_free(&g->console);
}
