/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "guest.h"

#define SHELL "/bin/sh"

/* TERM: the serial console is shown by the terminal of the host, a virtual one by the kernel. */
static void choose_term(const struct guest *g, char *buf, size_t size)
{
	char term[32];
	const char *name = g->tty_name;

	if (!strncmp(name, "tty", 3) && name[3] >= '0' && name[3] <= '9')
		text_join(term, sizeof(term), "linux", NULL);
	else if (!text_word(g->cmdline, "jiffy.term", "", term, sizeof(term)))
		text_join(term, sizeof(term), "vt102", NULL);
	text_join(buf, size, "TERM=", term, NULL);
}

void shell_env(const struct guest *g, const char *first, const char *out[ENV_MAX])
{
	const char *const ours[] = {
		first,	     "HOME=/root",   "PATH=/sbin:/usr/sbin:/bin:/usr/bin",
		"USER=root", "LOGNAME=root", "SHELL=" SHELL,
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (ours[i])
			out[n++] = ours[i];
	n = env_add((char **)(uintptr_t)out, n, ENV_MAX - 1, g->env);
	out[n] = NULL;
}

/* In the child. Returns when the shell cannot be executed. */
static void become_shell(const struct guest *g)
{
	static const char *const argv[] = {"-sh", NULL};
	const char *env[ENV_MAX];
	char term[40];

	signals_reset();
	setpriority(PRIO_PROCESS, 0, 0);
	setsid();
	if (g->tty >= 0) {
		ioctl(g->tty, TIOCSCTTY, 1);
		for (int fd = 0; fd < 3; fd++)
			dup2(g->tty, fd);
	}
	choose_term(g, term, sizeof(term));
	shell_env(g, term, env);
	execve(SHELL, (char *const *)argv, (char *const *)env);
}

/*
 * vfork: PID 1 goes on when the child has executed the shell or failed to, shares its memory until
 * then, so that the child can tell why, and has no page tables to copy.
 */
void shell_start(struct guest *g)
{
	int errnum;

	g->shell_ns = clock_ns();
	/* what PID 1 has to say can wait until the shell does */
	g->giving_way = setpriority(PRIO_PROCESS, 0, 19) == 0;
	g->shell = vfork();
	if (!g->shell) {
		become_shell(g);
		g->exec_errno = errno;
		_exit(127);
	}
	errnum = g->shell < 0 ? errno : g->exec_errno;
	if (!errnum)
		return;
	text_complain("cannot run", SHELL, errnum);
	g->bye.cause = WIRE_NO_SHELL;
	g->bye.status = (uint64_t)errnum;
}
