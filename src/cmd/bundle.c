/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy bundle: pack a failed run into one file, to boot it elsewhere. */
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tarball.h"
#include "cmd/boot/keep.h"
#include "cmd/boot/rundir.h"
#include "cmd/ui/commands.h"

static const struct {
	const char *name;
	bool needed;
	mode_t mode;
} parts[] = {
	{RUN_SCRIPT, true, 0755},  {RUN_KERNEL, true, 0644},	 {RUN_INITRAMFS, true, 0644},
	{RUN_CONFIG, false, 0644}, {"outcome.json", true, 0644}, {"console.log", false, 0644},
	{"kmsg.log", false, 0644}, {"qemu.log", false, 0644},
};

static int check_run(const char *dir, const char *name, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_cleanup_free_ char *path = path_join(dir, parts[i].name);

		if (!parts[i].needed || fs_is_file(path))
			continue;
		err_kind_set(e, ERR_USAGE, "run %s has no '%s'", name, parts[i].name);
		return err_hint(e, "only runs that failed keep what they booted");
	}
	return 0;
}

static int pack(const char *dir, const char *folder, const char *to, struct err *e)
{
	struct tarball_file files[ARRAY_SIZE(parts)];
	_cleanup_strv_ struct strv names = {0}, paths = {0};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_cleanup_free_ char *path = path_join(dir, parts[i].name);

		if (!fs_is_file(path))
			continue;
		strv_addf(&names, "%s/%s", folder, parts[i].name);
		strv_add(&paths, path);
		files[n] = (struct tarball_file){names.v[n], paths.v[n], parts[i].mode};
		n++;
	}
	return tarball_write(to, files, n, e);
}

static int run(struct app *a, struct err *e)
{
	_cleanup_free_ char *name = NULL, *folder = NULL, *to = NULL;
	_cleanup_rundir_ struct rundir r = RUNDIR_INIT;

	if (a->command || a->args.n > 1)
		return err_kind_set(e, ERR_USAGE, "'bundle' takes one run");
	if (app_prepare(a, e))
		return -1;
	if (rundir_find(&r, a->statedir, a->args.n ? a->args.v[0] : "last", &name, e) ||
	    check_run(r.path, name, e))
		return -1;
	folder = xasprintf("jiffy-run-%s", name);
	to = xasprintf("%s.tar.gz", folder);
	if (pack(r.path, folder, to, e))
		return -1;
	out_data("%s\n", to);
	return STATUS_OK;
}

const struct cmd cmd_bundle = {
	.name = "bundle",
	.args = "[RUN]",
	.summary = "pack a failed run, to boot it elsewhere",
	.about =
		"Writes jiffy-run-N.tar.gz into the current folder. RUN is a number, 'last' (the default) or a\n"
		"run's folder. The file holds the run's kernel, initramfs, configuration, logs and outcome.json,\n"
		"and run.sh, which boots them with the same kernel command line and needs only QEMU and a POSIX\n"
		"shell. If the run had a command, the guest runs it, too. Disks are not included.",
	.bit = CMD_BUNDLE,
	.run = run,
};
