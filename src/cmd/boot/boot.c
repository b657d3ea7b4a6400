/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/boot.h"

#include <sys/ioctl.h>

#include "base/file/fs.h"
#include "cmd/boot/channel.h"
#include "cmd/boot/preflight.h"
#include "cmd/setup.h"
#include "vm/net/net.h"
#include "vm/qemu/ticks.h"

static const char *choose_qemu(const struct app *a, const struct boot_plan *b)
{
	const char *small = a->board->program_kvm;
	_cleanup_free_ char *path = NULL;

	if (a->set.qemu)
		return a->set.qemu;
	if (!small || !b->accel.kvm || settings_want_net(&a->set) || b->shares.n)
		return a->target.qemu;
	path = path_find_program(small);
	return path ? small : a->target.qemu;
}

static enum machine_net find_net(const char *name)
{
	return str_eq(name, "no")    ? MACHINE_NO_NET
	       : str_eq(name, "yes") ? MACHINE_NET
				     : MACHINE_NET_WITH_HOST;
}

static void fill_spec(const struct app *a, enum boot_use use, struct boot_plan *b)
{
	const bool khz = !b->accel.kvm && board_wants_host_khz(a->board);
	const struct settings *s = &a->set;
	const bool lone = use == BOOT_LONE_SHELL || use == BOOT_LONE_COMMAND;
	struct winsize w = {0};

	if (!lone && isatty(STDIN_FILENO))
		ioctl(STDIN_FILENO, TIOCGWINSZ, &w);
	b->spec = (struct machine_spec){
		.target = &a->target,
		.board = a->board,
		.image = &b->image,
		.qemu = choose_qemu(a, b),
		.kvm = b->accel.kvm,
		.memory = s->memory,
		.cpus = (unsigned)s->cpus,
		.host_khz = khz ? ticks_khz(&a->started) : 0,
		.loglevel = (int)s->loglevel,
		.hostname = s->hostname,
		.append = s->append,
		.disks = &s->disk,
		.shares = b->shares.v,
		.n_shares = b->shares.n,
		.qemu_args = &s->qemu_arg,
		.net = find_net(s->net),
		.window = s->window,
		.rows = w.ws_row,
		.cols = w.ws_col,
		.term = w.ws_col ? getenv("TERM") : NULL,
		.interactive = use == BOOT_SHELL || use == BOOT_LONE_SHELL,
		.agent_expected = !s->init,
		.console_fd = -1,
		.qmp_fd = -1,
		.agent_fd = -1,
		.net_fd = -1,
	};
}

/* What sethostname(2) and a word of the kernel's command line accept. */
static int check_hostname(const char *name, struct err *e)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

	if (n && n <= 64 && !name[n])
		return 0;
	return err_kind_set(e, ERR_USAGE,
			    "'%s' is not a host name: up to 64 letters, digits, '.' and '-'", name);
}

static int check_qemu(const struct machine_spec *m, struct err *e)
{
	_cleanup_free_ char *program = path_find_program(m->qemu);

	if (program)
		return 0;
	err_set(e, "QEMU is not installed: '%s' is not in PATH", m->qemu);
	return err_hint(
		e, "'jiffy doctor' says how to install it; '--qemu PROGRAM' names another one");
}

int boot_prepare(struct app *a, enum boot_use use, struct boot_plan *b, struct err *e)
{
	int status;

	*b = (struct boot_plan){0};
	if (shares_parse(&a->set.share, &b->shares, e) ||
	    accel_choose(a->set.accel, &a->target, a->statedir, &b->accel, e))
		return -1;
	fill_spec(a, use, b);
	if (check_hostname(a->set.hostname, e) || run_channel_check(a, e) ||
	    qemu_check(&b->spec, e))
		return -1;
	status = setup_packages(a, USE_KERNEL | USE_BUSYBOX | USE_QEMU, e);
	if (status || a->set.dry_run)
		return status;
	if (b->spec.net != MACHINE_NO_NET && net_check(e))
		return -1;
	return check_qemu(&b->spec, e);
}

int boot_build(struct app *a, struct boot_plan *b, struct err *e)
{
	if (image_build(&a->build, IMAGE_ALL, &b->image, e) ||
	    no_boot_check_memory(a, &b->image, e) || no_boot_check_shares(a, &b->image, e))
		return -1;
	run_channel_choose(a, &b->spec);
	return 0;
}

void boot_plan_free(struct boot_plan *b)
{
	accel_free(&b->accel);
	shares_free(&b->shares);
	image_free(&b->image);
}
