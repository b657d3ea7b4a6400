/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>

#include "base/file/path.h"
#include "cmd/ui/commands.h"
#include "cmd/ui/signals.h"
#include "image/step/use.h"

/*
 * Opens what is closed of stdin, stdout and stderr: other files would get their numbers. A closed
 * stdin is empty. Writing to a closed stdout fails as it would without this, so that no output is
 * lost unnoticed. A closed stderr discards.
 */
static int open_standard(struct err *e)
{
	static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd] | O_CLOEXEC) < 0)
			return err_errno(e, errno, "cannot open '/dev/null'");
	return 0;
}

/* Defaults, then jiffy.ini, then what was typed. */
static int read_settings(struct app *a, const struct cmd *c, int argc, char **argv, struct err *e)
{
	_cleanup_free_ char *cwd = path_absolute(".");
	bool dashes;
	int used;

	settings_init(&a->set);
	if (c->raw) {
		for (int i = 1; i < argc; i++)
			strv_add(&a->args, argv[i]);
		return 0;
	}
	if (settings_read_ini(&a->set, cwd, e))
		return -1;
	a->n_ini_symbols = a->set.kernel_set.n;
	used = opt_parse(settings_table, settings_count, &a->set, c->bit, argc, argv, c->program,
			 &a->args, &dashes, e);
	if (used < 0)
		return err_hint(e, "'jiffy help %s' lists its options", c->name);
	if (dashes)
		a->command = argv + used;
	else
		for (int i = used; i < argc; i++)
			strv_add(&a->args, argv[i]);
	a->out.verbose = a->set.verbose;
	a->out.quiet = a->set.quiet;
	return 0;
}

/*
 * A step that fails after a signal fails because of it: Ctrl-C also stops the programs that the
 * step runs, and their messages would mislead.
 */
static void blame_signal(const struct app *a, struct err *e)
{
	struct pollfd p = {.fd = a->out.progress.interrupt_fd, .events = POLLIN};

	if (e->kind == ERR_SIGNAL || poll(&p, 1, 0) <= 0 || !(p.revents & POLLIN))
		return;
	err_free(e);
	err_kind_set(e, ERR_SIGNAL, "interrupted");
}

static bool wants_help(const struct cmd *c, int argc, char **argv)
{
	for (int i = 1; i < argc && !c->raw && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

static int run_command(struct app *a, int argc, char **argv, struct err *e)
{
	const char *name = argc > 1 ? argv[1] : "help";
	const struct cmd *c;
	int status;

	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		name = "help";
	if (!strcmp(name, "--version")) {
		out_data("jiffy %s\n", JIFFY_VERSION);
		return out_flush(true, e);
	}
	c = command_find(name);
	if (!c)
		return command_unknown(name, e);
	if (wants_help(c, argc - 1, argv + 1)) {
		strv_add(&a->args, c->name);
		c = &cmd_help;
	} else if (read_settings(a, c, argc > 1 ? argc - 1 : 1, argv + 1, e))
		return -1;
	status = c->run(a, e);
	return status >= 0 && out_flush(status == STATUS_OK, e) ? -1 : status;
}

int main(int argc, char **argv)
{
	_cleanup_err_ struct err e = ERR_INIT;
	struct app a = {.started = ticks_now()};
	const int opened = open_standard(&e);
	int status = -1;

	out_init(&a.out);
	a.out.progress.interrupt_fd = opened ? -1 : signals_catch(&e);
	if (a.out.progress.interrupt_fd >= 0)
		status = run_command(&a, argc, argv, &e);
	if (status < 0) {
		blame_signal(&a, &e);
		out_error(&a.out, &e);
		status = error_status(&a, &e);
	}
	out_end(&a.out);
	uses_free(a.build.uses);
	target_free(&a.target);
	settings_free(&a.set);
	strv_free(&a.args);
	free(a.datadir);
	free(a.cachedir);
	free(a.statedir);
	return status;
}
