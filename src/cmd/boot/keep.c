/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/keep.h"

#include "image/initramfs/initramfs.h"

#define PROFILE "/etc/profile" /* which the guest's login shell reads first */

/* The cache's files are replaced, never written to: a second name is as good as a copy, and takes no time. */
static int keep_file(const struct app *a, const char *from, const char *rundir, const char *name,
		     struct err *e)
{
	_cleanup_free_ char *to = path_join(rundir, name);

	if (str_starts(from, a->cachedir) && link(from, to) == 0)
		return 0;
	return fs_copy(from, to, e);
}

/* The command in place of the shell on the console. */
static char *profile_of(char *const *command)
{
	_cleanup_strv_ struct strv words = {0};
	_cleanup_free_ char *line = NULL;

	for (; *command; command++)
		strv_add(&words, *command);
	line = strv_shell(&words);
	return xasprintf("# the command of a run that failed\ncd /\n%s </dev/null\n"
			 "echo \"jiffy: the command ended with status $?\"\nexit\n",
			 line);
}

/* An archive that only has the profile: the kernel unpacks it over the first one. */
static int make_overlay(const char *profile, const char *path, struct strbuf *out, struct err *e)
{
	_cleanup_manifest_ struct manifest m = {0};
	int result;

	if (manifest_text(&m, PROFILE, profile, 0644, e) < 0 ||
	    initramfs_write(NULL, &m, "none", path, e) < 0)
		return -1;
	result = fs_read(path, out, e);
	unlink(path);
	return result;
}

static int keep_initramfs(const struct app *a, const char *from, char *const *command,
			  const char *rundir, struct err *e)
{
	_cleanup_free_ char *to = path_join(rundir, RUN_INITRAMFS), *profile = NULL;
	_cleanup_sb_ struct strbuf archive = {0}, overlay = {0};

	if (!command)
		return keep_file(a, from, rundir, RUN_INITRAMFS, e);
	profile = profile_of(command);
	if (make_overlay(profile, to, &overlay, e) < 0 || fs_read(from, &archive, e) < 0)
		return -1;
	/* archives begin at multiples of four (linux: Documentation/driver-api/early-userspace/buffer-format.rst) */
	while (archive.len % 4)
		sb_addc(&archive, '\0');
	sb_addn(&archive, overlay.buf, overlay.len);
	return fs_write(to, archive.buf, archive.len, 0644, e);
}

/* QEMU's arguments without anything of this host but the disks and shared folders. */
static int arguments(const struct machine_spec *m, struct strv *argv, struct err *e)
{
	struct image image = {.kernel = (char *)RUN_KERNEL, .initramfs = (char *)RUN_INITRAMFS};
	struct machine_spec here = *m;

	here.image = &image;
	here.interactive = true;
	here.term = NULL;
	here.rows = here.cols = 0;
	here.console_fd = here.qmp_fd = here.agent_fd = -1;
	return qemu_argv(&here, argv, e);
}

static int keep_script(const struct machine_spec *m, char *const *command, const char *rundir,
		       struct err *e)
{
	_cleanup_free_ char *path = path_join(rundir, RUN_SCRIPT), *program = NULL, *rest = NULL;
	_cleanup_strv_ struct strv argv = {0}, args = {0};
	_cleanup_sb_ struct strbuf text = {0};

	if (arguments(m, &argv, e) < 0)
		return -1;
	for (size_t i = 1; i < argv.n; i++)
		strv_add(&args, argv.v[i]);
	rest = strv_shell(&args);
	program = shell_quote(path_basename(argv.v[0]));
	sb_addf(&text,
		"#!/bin/sh\n"
		"# Boots the kernel of this folder as the run that failed did. The console is this terminal: Ctrl-a x leaves.\n"
		"%s%s"
		"# QEMU=PROGRAM names another QEMU; what is given to this script is given to that.\n"
		"cd \"$(dirname \"$0\")\" || exit\n"
		"exec \"${QEMU:-%s}\" %s \"$@\"\n",
		command ? "# The guest runs the run's command by itself (/etc/profile of the initramfs), and ends.\n"
			: "",
		(m->disks && m->disks->n) || m->n_shares
			? "# The disks and shared folders are those of the host it ran on.\n"
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
