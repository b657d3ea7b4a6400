/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/keep.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/initramfs/initramfs.h"

#define PROFILE "/etc/profile" /* the guest's login shell reads it first */

/* Files in the cache are replaced, never written to, so a hard link will do. */
static int keep_file(const struct app *a, const char *from, const char *rundir, const char *name,
		     struct err *e)
{
	_cleanup_free_ char *to = path_join(rundir, name);

	if (str_starts(from, a->cachedir) && link(from, to) == 0)
		return 0;
	return fs_copy(from, to, e);
}

/* A profile that runs the command instead of an interactive shell. */
static char *profile_of(char *const *command)
{
	_cleanup_strv_ struct strv words = {0};
	_cleanup_free_ char *line = NULL;

	for (; *command; command++)
		strv_add(&words, *command);
	line = strv_shell(&words);
	return xasprintf("# the command of the run that failed\ncd /\n%s </dev/null\n"
			 "echo \"jiffy: the command exited with status $?\"\nexit\n",
			 line);
}

/* With a command, the kernel unpacks a second archive, with only the profile, after the first. */
static int keep_initramfs(const struct app *a, const char *from, char *const *command,
			  const char *rundir, struct err *e)
{
	_cleanup_free_ char *to = path_join(rundir, RUN_INITRAMFS), *profile = NULL;
	_cleanup_sb_ struct strbuf archive = {0}, overlay = {0};
	_cleanup_manifest_ struct manifest m = {0};
	int r;

	if (!command)
		return keep_file(a, from, rundir, RUN_INITRAMFS, e);
	profile = profile_of(command);
	if (manifest_text(&m, PROFILE, profile, 0644, e) ||
	    initramfs_write(NULL, &m, "none", to, e))
		return -1;
	r = fs_read(to, &overlay, e);
	unlink(to);
	if (r || fs_read(from, &archive, e))
		return -1;
	/* it must start at a multiple of four (linux: init/initramfs.c, unpack_to_rootfs()) */
	while (archive.len % 4)
		sb_addc(&archive, '\0');
	sb_addn(&archive, overlay.buf, overlay.len);
	return fs_write(to, archive.buf, archive.len, 0644, e);
}

/* QEMU's arguments, which name only disks and shared folders of this host. */
static int arguments(const struct machine_spec *m, struct strv *argv, struct err *e)
{
	char kernel[] = RUN_KERNEL, initramfs[] = RUN_INITRAMFS;
	struct image image = {.kernel = kernel, .initramfs = initramfs};
	struct machine_spec here = *m;

	here.image = &image;
	here.interactive = true;
	here.term = NULL;
	here.rows = here.cols = 0;
	here.console_fd = here.qmp_fd = here.agent_fd = here.net_fd = -1;
	return qemu_argv(&here, argv, e);
}

static int keep_script(const struct machine_spec *m, char *const *command, const char *rundir,
		       struct err *e)
{
	_cleanup_free_ char *path = path_join(rundir, RUN_SCRIPT), *program = NULL, *rest = NULL;
	_cleanup_strv_ struct strv argv = {0}, args = {0};
	_cleanup_sb_ struct strbuf text = {0};

	if (arguments(m, &argv, e))
		return -1;
	for (size_t i = 1; i < argv.n; i++)
		strv_add(&args, argv.v[i]);
	rest = strv_shell(&args);
	program = shell_quote(path_basename(argv.v[0]));
	sb_addf(&text,
		"#!/bin/sh\n"
		"# Boots the kernel in this folder as the failed run did. The console is this terminal: Ctrl-a x quits.\n"
		"%s%s%s"
		"# QEMU=PROGRAM selects another QEMU, which gets this script's arguments as well.\n"
		"cd \"$(dirname \"$0\")\" || exit\n"
		"exec \"${QEMU:-%s}\" %s \"$@\"\n",
		command ? "# The guest runs the same command (/etc/profile in the initramfs) and powers off.\n"
			: "",
		(m->disks && m->disks->n) || m->n_shares
			? "# Disks and shared folders are those of the host that made this.\n"
			: "",
		m->net == MACHINE_NET
			? "# Unlike then, the guest can reach services of the host (by QEMU's user network).\n"
			: "",
		program, rest);
	return fs_write(path, text.buf, text.len, 0755, e);
}

int run_keep(const struct app *a, const struct machine_spec *m, char *const *command,
	     const char *rundir, struct err *e)
{
	const struct image *image = m->image;
	char *const *own = m->agent_expected ? command : NULL;

	if (keep_file(a, image->kernel, rundir, RUN_KERNEL, e) ||
	    (image->config && keep_file(a, image->config, rundir, RUN_CONFIG, e)) ||
	    keep_initramfs(a, image->initramfs, own, rundir, e) || keep_script(m, own, rundir, e))
		return err_wrap(e, "keeping what the run booted");
	return 0;
}
