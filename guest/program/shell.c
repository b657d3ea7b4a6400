/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/program/shell.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/base/text.h"
#include "guest/program/env.h"
#include "wire/numbers.h"

/* TERM: the host's terminal shows a serial console, the kernel a virtual one. */
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

/* Runs in the child. Returns if the shell cannot be executed. */
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
	env_default(g, term, env);
	program_execute(SHELL, argv, env);
}

/*
 * vfork(): PID 1 goes on once the child has executed the shell or failed to. Until then they share
 * memory, so the child can report why, and there are no page tables to copy.
 */
void shell_start(struct guest *g)
{
	int errnum;

	g->shell_ns = clock_ns();
	/* PID 1's messages can wait until the shell is idle */
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
	g->bye.status = wire_error(errnum);
}
