/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy run: build what is stale, boot it, a shell on this terminal. */
#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "base/strbuf.h"
#include "cmd/app.h"
#include "cmd/rundir.h"
#include "report/summary.h"
#include "vm/accel.h"
#include "vm/machine.h"
#include "vm/qemu.h"
#include "vm/ticks.h"

static void fill_spec(const struct app *a, const struct image *image, const struct accel *accel,
		      struct machine_spec *m)
{
	const struct settings *s = &a->set;
	struct winsize w = {0};

	if (isatty(STDIN_FILENO))
		ioctl(STDIN_FILENO, TIOCGWINSZ, &w);
	*m = (struct machine_spec){
		.target = &a->target,
		.machine = a->machine,
		.image = image,
		.qemu = s->qemu ? s->qemu : a->target.qemu,
		.kvm = accel->kvm,
		.memory = s->memory,
		.cpus = (unsigned)s->cpus,
		.host_khz = accel->kvm ? 0 : host_ticks_khz(),
		.loglevel = (int)s->loglevel,
		.hostname = s->hostname,
		.append = s->append,
		.disks = &s->disk,
		.qemu_args = &s->qemu_arg,
		.net = s->net,
		.window = s->window,
		.rows = w.ws_row,
		.cols = w.ws_col,
		.term = w.ws_col ? getenv("TERM") : NULL,
		.interactive = true,
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

static void say_accel(struct app *a, const struct accel *accel)
{
	if (accel->kvm || !accel->why)
		return;
	out_info(&a->out, "jiffy: emulating, slower than KVM: %s%s%s", accel->why,
		 accel->help ? "; " : "", accel->help ? accel->help : "");
}

static void say_files(struct app *a, const struct image *image, const char *rundir)
{
	out_info(&a->out, "kernel     %s", image->kernel);
	if (image->vmlinux)
		out_info(&a->out, "vmlinux    %s", image->vmlinux);
	if (image->config)
		out_info(&a->out, "config     %s", image->config);
	out_info(&a->out, "initramfs  %s", image->initramfs);
	out_info(&a->out, "busybox    %s", image->busybox);
	if (image->kernel_log)
		out_info(&a->out, "build log  %s", image->kernel_log);
	if (image->busybox_log)
		out_info(&a->out, "build log  %s", image->busybox_log);
	out_info(&a->out, "run        %s", rundir);
}

static void say_outcome(struct app *a, const struct image *image, const struct outcome *o)
{
	struct summary_image sizes = {image->kernel_bytes, image->initramfs_bytes, image->release};
	_cleanup_sb_ struct strbuf failure = {0}, text = {0};

	summary_failure(o, &failure);
	fputs(sb_str(&failure), stderr);
	summary_text(o, &sizes, &text);
	if (o->console_log)
		sb_addf(&text, "log      %s\n", o->console_log);
	if (text.len)
		sb_truncate(&text, text.len - 1);
	out_info(&a->out, "%s", sb_str(&text));
}

static int boot(struct app *a, const struct image *image, struct machine_spec *m, struct err *e)
{
	_cleanup_free_ char *rundir = rundir_new(a->statedir, e);
	_cleanup_(outcome_free) struct outcome o = {0};
	struct machine_io io = {
		.in_fd = STDIN_FILENO,
		.out_fd = STDOUT_FILENO,
		.raw = isatty(STDIN_FILENO),
		.rundir = rundir,
		.interrupt_fd = a->out.progress.interrupt_fd,
		.winch_fd = signals_watch_size(e),
	};

	if (!rundir || io.winch_fd < 0)
		return -1;
	if (io.raw)
		out_info(&a->out, "jiffy: Ctrl-a x leaves, Ctrl-a c is QEMU's monitor (and back)");
	out_end(&a->out);
	if (machine_run(m, &io, &o, e))
		return -1;
	say_outcome(a, image, &o);
	if (a->set.keep || a->set.verbose)
		say_files(a, image, rundir);
	return o.status;
}

static int run(struct app *a, struct err *e)
{
	static const char *const none[] = {NULL};
	_cleanup_(accel_free) struct accel accel = {0};
	_cleanup_(image_free) struct image image = {0};
	struct machine_spec m;

	if (app_check_args(a, &cmd_run, 0, none, e))
		return -1;
	if (a->command)
		return err_kind_set(e, ERR_USAGE, "'jiffy run -- COMMAND' is not there yet");
	if (app_prepare(a, e) ||
	    accel_choose(a->set.accel, a->target.uname, a->statedir, &accel, e))
		return -1;
	fill_spec(a, &image, &accel, &m);
	if (check_hostname(a->set.hostname, e) || qemu_check_disks(&m, e) ||
	    (!a->set.dry_run && check_qemu(&m, e)))
		return -1;
	if (image_build(&a->build, IMAGE_ALL, &image, e))
		return -1;
	if (a->set.dry_run)
		return print_command(&m, e);
	say_accel(a, &accel);
	return boot(a, &image, &m, e);
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "",
	.summary = "build what is stale, boot it, a shell on this terminal",
	.about =
		"Builds kernel, BusyBox and initramfs as far as something changed, and boots them in QEMU. The\n"
		"guest's console is this terminal: Ctrl-C goes to the guest, Ctrl-a x leaves, Ctrl-a c is QEMU's\n"
		"monitor. When the shell ends, the guest powers off.\n"
		"\n"
		"Without --kernel the kernel is the tree in which jiffy is started; else jiffy.ini's; else the newest\n"
		"/usr/src/linux-source-*.tar.*.",
	.bit = CMD_RUN,
	.run = run,
};
