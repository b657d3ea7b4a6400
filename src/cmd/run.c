/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy run: build what is stale, boot it, with a shell on this terminal or a command. */
#include "base/strv.h"
#include "cmd/boot/boot.h"
#include "cmd/boot/command.h"
#include "cmd/boot/edited.h"
#include "cmd/boot/guest.h"
#include "cmd/boot/keep.h"
#include "cmd/boot/report.h"
#include "cmd/boot/rundir.h"
#include "cmd/boot/transfer.h"
#include "cmd/ui/commands.h"

static int print_command(struct app *a, const struct machine_spec *m, struct err *e)
{
	_cleanup_strv_ struct strv argv = {0};
	_cleanup_free_ char *line = NULL;

	if (qemu_argv(m, &argv, e))
		return -1;
	line = strv_shell(&argv);
	if (m->net == MACHINE_NET)
		out_info(&a->out, "jiffy: with this command line, the guest can reach services of "
				  "this host, unlike with 'jiffy run'");
	out_data("%s\n", line);
	return STATUS_OK;
}

static void say_accel(struct app *a, const struct accel *accel)
{
	if (accel->untried)
		out_info(&a->out,
			 "jiffy: using KVM, which could not be tested; '--accel tcg' emulates");
	if (accel->kvm || !accel->why)
		return;
	out_info(&a->out, "jiffy: emulating, slower than KVM: %s%s%s", accel->why,
		 accel->help ? "; " : "", accel->help ? accel->help : "");
}

/*
 * A command gets a terminal only if stdin and stdout are terminals: it would change what a pipe
 * carries.
 */
static bool wants_tty(const struct settings *s)
{
	return s->tty || (!s->no_tty && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

static enum fail_on find_fail_on(const char *name)
{
	static const char *const names[] = {
		[FAIL_ON_CRASH] = "crash", [FAIL_ON_WARN] = "warn", [FAIL_ON_TAINT] = "taint"};
	unsigned i = 0;

	while (i + 1 < ARRAY_SIZE(names) && !str_eq(name, names[i]))
		i++;
	return i;
}

static void fill_io(struct app *a, char *const *command, const struct transfers *transfers,
		    const char *rundir, struct machine_io *io)
{
	const struct settings *s = &a->set;

	*io = (struct machine_io){
		.in_fd = STDIN_FILENO,
		.out_fd = STDOUT_FILENO,
		.err_fd = STDERR_FILENO,
		.command = command,
		.tty = command && wants_tty(s),
		.transfers = transfers->v,
		.n_transfers = transfers->n,
		.show_console = s->console,
		.rundir = rundir,
		.fail_on = find_fail_on(s->fail_on),
		.limits = {s->timeout, s->boot_timeout, s->idle_timeout},
	};
	io->raw = isatty(STDIN_FILENO) && (!command || io->tty);
	if (command && !io->limits.boot)
		io->limits.boot = COMMAND_BOOT_NS;
	if (command && !io->limits.idle)
		io->limits.idle = COMMAND_IDLE_NS;
}

/* Keeps what a failed run booted. A failure to do so does not change the run's outcome. */
static void keep(struct app *a, const struct machine_spec *m, char *const *command,
		 const char *rundir, enum outcome_word word)
{
	_cleanup_err_ struct err e = ERR_INIT;

	if (run_keep(a, m, command, rundir, &e))
		out_info(&a->out, "jiffy: %s", e.msg);
	else if (word != OUTCOME_FAIL)
		out_info(&a->out, "bundle   'jiffy bundle' packs its kernel, initramfs and logs");
}

static int boot(struct app *a, struct boot_plan *b, char *const *command, const char *rundir,
		struct err *e)
{
	_cleanup_(outcome_free) struct outcome o = {0};
	_cleanup_(transfers_free) struct transfers transfers = {0};
	struct machine_io io;

	if (run_transfers(&a->set, command, &transfers, e))
		return -1;
	fill_io(a, command, &transfers, rundir, &io);
	if (io.raw && !command)
		out_info(&a->out, "jiffy: Ctrl-a x quits, Ctrl-a c toggles QEMU's monitor");
	out_end(&a->out);
	if (run_guest(&b->spec, &io, &o, e))
		return -1;
	if (run_report(a, &b->image, &o, rundir, command, e))
		return -1;
	if (o.status)
		keep(a, &b->spec, command, rundir, o.word);
	return o.status;
}

static int run(struct app *a, struct err *e)
{
	_cleanup_(transfers_free) struct transfers unused = {0};
	_cleanup_boot_plan_ struct boot_plan b = {0};
	_cleanup_rundir_ struct rundir dir = RUNDIR_INIT;
	_cleanup_strv_ struct strv words = {0};
	_cleanup_err_ struct err second = ERR_INIT;
	char *const *command;
	int status;

	/* the transfers are only checked: a mistake is found before anything is built */
	if (run_command_find(a, &words, &command, e) ||
	    run_transfers(&a->set, command, &unused, e) || app_prepare(a, e))
		return -1;
	status = boot_prepare(a, command ? BOOT_COMMAND : BOOT_SHELL, &b, e);
	if (status)
		return status;
	status = boot_build(a, &b, e);
	if (a->set.dry_run)
		return status ? -1 : print_command(a, &b.spec, e);
	if (status && e->kind == ERR_USAGE)
		return -1;
	/* a build that failed is recorded as well */
	if (rundir_new(&dir, a->statedir, status ? &second : e))
		return -1;
	if (!status) {
		say_edits_left_out(a, &b.image);
		if (!command || a->set.verbose)
			say_accel(a, &b.accel);
		status = boot(a, &b, command, dir.path, e);
	}
	if (status < 0)
		run_report_failure(a, dir.path, command, e);
	return status;
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "[FILE [ARG...] | -- COMMAND [ARG...]]",
	.summary = "build what is stale and boot it, for a shell or a command",
	.program = true,
	.about =
		"Builds the parts of kernel, BusyBox and initramfs that are stale, and boots them in QEMU. The\n"
		"guest's console is this terminal: Ctrl-C goes to the guest, Ctrl-a x quits, Ctrl-a c toggles\n"
		"QEMU's monitor. When the shell ends, the guest powers off.\n"
		"\n"
		"FILE is a program or script of this host. It runs in the guest instead of the shell, with its\n"
		"libraries and its interpreter. After --, COMMAND is a command of the guest; -c SCRIPT is run by\n"
		"the guest's shell. The command has jiffy's stdin, stdout and stderr, and its exit status becomes\n"
		"jiffy's (121 for a status above 121 or death by a signal; 126 and 127 are passed on). The\n"
		"console goes to a log. On a terminal, Ctrl-C goes to the command and Ctrl-a x quits.\n"
		"For example: jiffy run ./test.sh; jiffy run -- dmesg\n"
		"\n"
		"Without --kernel, the kernel is the source tree that the current folder is in, else the one in\n"
		"jiffy.ini, else the newest /usr/src/linux-source-*.tar.*.",
	.bit = CMD_RUN,
	.run = run,
};
