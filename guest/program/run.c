/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/program/run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/base/text.h"
#include "guest/program/env.h"
#include "guest/program/relay.h"

/* The child's descriptors 0, 1 and 2. */
struct child_fds {
	int fd[RELAY_N];
};

/*
 * Whether the file is a program, for whatever machine, rather than a script without "#!": like
 * bash, looks for a '\0' in the first line.
 */
static bool is_program(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	char head[128];
	ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof(head));
	bool is = false;

	for (ssize_t i = 0; i < n && head[i] != '\n' && !is; i++)
		is = !head[i];
	if (fd >= 0)
		close(fd);
	return is || (n >= 4 && !strncmp(head, "\177ELF", 4));
}

/* Returns if it fails. As in execvp(3), the shell runs a script that the kernel cannot execute. */
static void execute(const char **argv, const char *path, const char *const *env)
{
	program_execute(path, argv, env);
	if (errno != ENOEXEC)
		return;
	if (is_program(path)) {
		errno = ENOEXEC;
		return;
	}
	argv[-1] = SHELL;
	argv[0] = path;
	program_execute(SHELL, argv - 1, env);
	errno = ENOEXEC;
}

/*
 * Looks for the program as a shell does, and leaves the reason for a failure in errno: that a
 * program was found but cannot be executed says more than ENOENT.
 */
static void search(const char **argv, const char *const *env)
{
	const char *const name = argv[0];
	const char *at = env_value(env, "PATH=");
	int errnum = ENOENT;
	char path[4096];

	if (strchr(name, '/') || !*name) {
		execute(argv, name, env);
		return;
	}
	for (;; at++) {
		size_t n = 0;

		for (; *at && *at != ':'; at++)
			if (n < sizeof(path) - 1)
				path[n++] = *at;
		path[n] = '\0';
		if (n + 1 + strlen(name) < sizeof(path)) {
			text_join(path + n, sizeof(path) - n, n ? "/" : "./", name, NULL);
			execute(argv, path, env);
			if (errno != ENOENT && errno != ENOTDIR)
				errnum = errno;
		}
		if (!*at)
			break;
	}
	errno = errnum;
}

/* Runs in the child, which shares our memory. Returns if it fails. */
static void become(struct command *c, const struct child_fds *theirs)
{
	signals_reset();
	setsid();
	if (c->want.flags & WIRE_EXEC_TTY)
		ioctl(theirs->fd[0], TIOCSCTTY, 1);
	for (int i = 0; i < RELAY_N; i++)
		dup2(theirs->fd[i], i);
	c->failed = WIRE_NO_DIR;
	if (*c->dir && chdir(c->dir))
		return;
	c->failed = WIRE_NOT_RUN;
	if (c->want.flags & WIRE_EXEC_FILES)
		program_execute("/proc/self/exe", c->argv, c->env);
	else
		search(c->argv, c->env);
}

static int make_pipes(struct command *c, struct child_fds *theirs)
{
	for (unsigned i = 0; i < RELAY_N; i++) {
		int fds[2];

		if (pipe2(fds, O_CLOEXEC))
			return -1;
		c->fd[i] = fds[i == RELAY_IN];
		theirs->fd[i] = fds[i != RELAY_IN];
		fcntl(c->fd[i], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

void command_resize(struct command *c, uint64_t rows, uint64_t cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	if (c->want.flags & WIRE_EXEC_TTY && c->fd[RELAY_OUT] >= 0 && size.ws_row && size.ws_col)
		ioctl(c->fd[RELAY_OUT], TIOCSWINSZ, &size);
}

static int make_terminal(struct command *c, struct child_fds *theirs)
{
	char name[40], number[24];
	int unlock = 0, n = 0;

	c->fd[RELAY_OUT] = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (c->fd[RELAY_OUT] < 0)
		return -1;
	c->fd[RELAY_IN] = fcntl(c->fd[RELAY_OUT], F_DUPFD_CLOEXEC, 3);
	if (c->fd[RELAY_IN] < 0 || ioctl(c->fd[RELAY_OUT], TIOCSPTLCK, &unlock) ||
	    ioctl(c->fd[RELAY_OUT], TIOCGPTN, &n))
		return -1;
	command_resize(c, c->want.rows, c->want.cols);
	text_join(name, sizeof(name), "/dev/pts/", text_number(number, (uint64_t)n, 1), NULL);
	theirs->fd[0] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (theirs->fd[0] < 0)
		return -1;
	for (unsigned i = 1; i < RELAY_N; i++)
		theirs->fd[i] = fcntl(theirs->fd[0], F_DUPFD_CLOEXEC, 3);
	return 0;
}

/* Uses vfork() for the same reasons as shell_start(). Returns 0 or errno. */
static int start_child(struct command *c, const struct child_fds *theirs)
{
	pid_t pid;

	c->exec_errno = 0;
	pid = vfork();
	if (!pid) {
		become(c, theirs);
		c->exec_errno = errno;
		_exit(127);
	}
	if (pid < 0)
		return errno;
	if (!c->exec_errno)
		c->pid = pid;
	return c->exec_errno;
}

int command_run(struct command *c, unsigned *why)
{
	struct child_fds theirs = {{-1, -1, -1}};
	const bool tty = c->want.flags & WIRE_EXEC_TTY;
	int errnum;

	c->failed = tty ? WIRE_NO_TTY : WIRE_NOT_RUN;
	errnum = (tty ? make_terminal : make_pipes)(c, &theirs) ? errno : start_child(c, &theirs);
	*why = c->failed;
	for (unsigned i = 0; i < RELAY_N; i++) {
		if (theirs.fd[i] >= 0)
			close(theirs.fd[i]);
		if (errnum)
			relay_close(c, i);
	}
	return errnum;
}
