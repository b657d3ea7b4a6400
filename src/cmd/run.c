/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy run: build what is stale, boot it, a shell on this terminal or a command. */
#include <errno.h>
#include <sys/ioctl.h>

#include "base/strv.h"
#include "cmd/app.h"
#include "cmd/boot/channel.h"
#include "cmd/boot/command.h"
#include "cmd/boot/edited.h"
#include "cmd/boot/keep.h"
#include "cmd/boot/preflight.h"
#include "cmd/boot/report.h"
#include "cmd/boot/rundir.h"
#include "cmd/boot/transfer.h"
#include "cmd/run.h"
#include "cmd/setup.h"
#include "vm/machine.h"
#include "vm/qemu/accel.h"
#include "vm/qemu/qemu.h"
#include "vm/qemu/ticks.h"

static const char *choose_qemu(const struct app *a, const struct accel *accel,
			       const struct shares *shares)
{
	const char *small = a->machine->program_kvm;
	_cleanup_free_ char *path = NULL;

	if (a->set.qemu)
		return a->set.qemu;
	if (!small || !accel->kvm || a->set.net || shares->n)
		return a->target.qemu;
	path = path_find_program(small);
	return path ? small : a->target.qemu;
}

void run_fill_spec(const struct app *a, const struct image *image, const struct accel *accel,
		   const struct shares *shares, bool command, struct machine_spec *m)
{
	const bool khz = !accel->kvm && board_wants_host_khz(a->machine);
	const struct settings *s = &a->set;
	struct winsize w = {0};

	if (isatty(STDIN_FILENO))
		ioctl(STDIN_FILENO, TIOCGWINSZ, &w);
	*m = (struct machine_spec){
		.target = &a->target,
		.machine = a->machine,
		.image = image,
		.qemu = choose_qemu(a, accel, shares),
		.kvm = accel->kvm,
		.memory = s->memory,
		.cpus = (unsigned)s->cpus,
		.host_khz = khz ? ticks_khz(&a->started) : 0,
		.loglevel = (int)s->loglevel,
		.hostname = s->hostname,
		.append = s->append,
		.disks = &s->disk,
		.shares = shares->v,
		.n_shares = shares->n,
		.qemu_args = &s->qemu_arg,
		.net = s->net,
		.window = s->window,
		.rows = w.ws_row,
		.cols = w.ws_col,
		.term = w.ws_col ? getenv("TERM") : NULL,
		.interactive = !command,
		.agent_expected = !s->init,
		.console_fd = -1,
		.qmp_fd = -1,
		.agent_fd = -1,
	};
}

static int print_command(const struct machine_spec *m, struct err *e)
{
	_cleanup_strv_ struct strv argv = {0};
	_cleanup_free_ char *line = NULL;

	if (qemu_argv(m, &argv, e))
		return -1;
	line = strv_shell(&argv);
	out_data("%s\n", line);
	return STATUS_OK;
}

static int check_qemu(const struct machine_spec *m, struct err *e)
{
	_cleanup_free_ char *program = path_find_program(m->qemu);

	if (program)
		return 0;
	err_set(e, "there is no QEMU: '%s' is not in PATH", m->qemu);
	return err_hint(
		e, "'jiffy doctor' says how to install it; '--qemu PROGRAM' names another one");
}

/* As sethostname(2) and a word of the kernel's command line take it. */
static int check_hostname(const char *name, struct err *e)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

	if (n && n <= 64 && !name[n])
		return 0;
	return err_kind_set(e, ERR_USAGE,
			    "'%s' is no host name: letters, digits, '.' and '-', at most 64", name);
}

int run_check_spec(struct app *a, const struct machine_spec *m, struct err *e)
{
	int status;

	if (check_hostname(a->set.hostname, e) || run_channel_check(a, e) || qemu_check(m, e))
		return -1;
	status = setup_packages(a, USE_KERNEL | USE_BUSYBOX | USE_QEMU, e);
	if (status || a->set.dry_run)
		return status;
	return check_qemu(m, e);
}

static void say_accel(struct app *a, const struct accel *accel)
{
	if (accel->untried)
		out_info(&a->out,
			 "jiffy: KVM is used without a test that it works: '--accel tcg' emulates");
	if (accel->kvm || !accel->why)
		return;
	out_info(&a->out, "jiffy: emulating, slower than KVM: %s%s%s", accel->why,
		 accel->help ? "; " : "", accel->help ? accel->help : "");
}

/* A command at both ends of a terminal gets one: what goes on through a pipe shall be as it was written. */
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
		    const char *rundir, int winch_fd, struct machine_io *io)
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
		.interrupt_fd = a->out.progress.interrupt_fd,
		.winch_fd = winch_fd,
	};
	io->raw = isatty(STDIN_FILENO) && (!command || io->tty);
	if (command && !io->limits.boot)
		io->limits.boot = COMMAND_BOOT_NS;
	if (command && !io->limits.idle)
		io->limits.idle = COMMAND_IDLE_NS;
}

/* Of a run that failed; when that fails too, the run's own end is still what counts. */
static void keep(struct app *a, const struct machine_spec *m, char *const *command,
		 const char *rundir, enum outcome_word word)
{
	_cleanup_err_ struct err e = ERR_INIT;

	if (run_keep(a, m, command, rundir, &e) < 0)
		out_info(&a->out, "jiffy: %s", e.msg);
	else if (word != OUTCOME_FAIL)
		out_info(&a->out, "bundle   'jiffy bundle' packs kernel, initramfs and logs of it");
}

static int boot(struct app *a, const struct image *image, struct machine_spec *m,
		char *const *command, const char *rundir, struct err *e)
{
	_cleanup_(outcome_free) struct outcome o = {0};
	_cleanup_(transfers_free) struct transfers transfers = {0};
	int winch_fd = signals_watch_size(e);
	struct machine_io io;

	if (winch_fd < 0 || run_transfers(&a->set, command, &transfers, e))
		return -1;
	fill_io(a, command, &transfers, rundir, winch_fd, &io);
	if (io.raw && !command)
		out_info(&a->out, "jiffy: Ctrl-a x leaves, Ctrl-a c is QEMU's monitor (and back)");
	out_end(&a->out);
	if (machine_run(m, &io, &o, e))
		return -1;
	if (run_report(a, image, &o, rundir, command, e))
		return -1;
	if (o.status)
		keep(a, m, command, rundir, o.word);
	return o.status;
}

static int build_and_boot(struct app *a, struct machine_spec *m, struct image *image,
			  const struct accel *accel, char *const *command, struct err *e)
{
	_cleanup_err_ struct err second = ERR_INIT;
	_cleanup_free_ char *rundir = NULL;
	int status = image_build(&a->build, IMAGE_ALL, image, e);

	if (!status && (no_boot_check_memory(a, image, e) || no_boot_check_shares(a, image, e)))
		return -1;
	if (!status)
		run_channel_choose(a, m);
	if (a->set.dry_run)
		return status ? -1 : print_command(m, e);
	if (status && e->kind == ERR_USAGE)
		return -1;
	rundir = rundir_new(a->statedir, status ? &second : e);
	if (!rundir)
		return -1;
	if (!status) {
		say_edits_left_out(a, image);
		if (!command || a->set.verbose)
			say_accel(a, accel);
		status = boot(a, image, m, command, rundir, e);
	}
	if (status < 0)
		run_report_failure(a, rundir, command, e);
	return status;
}

/* Before anything is built. */
static int check_transfers(struct app *a, char *const *command, struct err *e)
{
	_cleanup_(transfers_free) struct transfers unused = {0};

	return run_transfers(&a->set, command, &unused, e);
}

static int run(struct app *a, struct err *e)
{
	_cleanup_(accel_free) struct accel accel = {0};
	_cleanup_(image_free) struct image image = {0};
	_cleanup_(shares_free) struct shares shares = {0};
	_cleanup_strv_ struct strv words = {0};
	char *const *command;
	struct machine_spec m;
	int status;

	if (run_command_find(a, &words, &command, e) || check_transfers(a, command, e) ||
	    shares_parse(&a->set.share, &shares, e))
		return -1;
	if (app_prepare(a, e) || accel_choose(a->set.accel, &a->target, a->statedir, &accel, e))
		return -1;
	run_fill_spec(a, &image, &accel, &shares, command, &m);
	status = run_check_spec(a, &m, e);
	if (status)
		return status;
	return build_and_boot(a, &m, &image, &accel, command, e);
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "[FILE [ARG...] | -- COMMAND [ARG...]]",
	.summary = "build what is stale, boot it, a shell on this terminal or a command",
	.program = true,
	.about =
		"Builds kernel, BusyBox and initramfs as far as something changed, and boots them in QEMU. The\n"
		"guest's console is this terminal: Ctrl-C goes to the guest, Ctrl-a x leaves, Ctrl-a c is QEMU's\n"
		"monitor. When the shell ends, the guest powers off.\n"
		"\n"
		"With FILE, a program or script of this host, that runs in the guest instead of the shell; its libraries and its\n"
		"interpreter come along. A command of the guest stands behind --; -c SCRIPT is for the guest's shell. stdin, stdout\n"
		"and stderr are the command's own, and its status is jiffy's (a larger one than 121, or death by a signal, is 121;\n"
		"126 and 127 pass). The console goes to the log. On a terminal Ctrl-C goes to the command, Ctrl-a x leaves.\n"
		"For example: jiffy run ./test.sh; jiffy run -- dmesg\n"
		"\n"
		"Without --kernel the kernel is the tree in which jiffy is started; else jiffy.ini's; else the newest\n"
		"/usr/src/linux-source-*.tar.*.",
	.bit = CMD_RUN,
	.run = run,
};
