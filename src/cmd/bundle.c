/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy bundle: a run that failed, as one file for somebody else. */
#include "base/file/tarball.h"
#include "cmd/boot/keep.h"

static const struct {
	const char *name;
	bool needed;
	mode_t mode;
} parts[] = {
	{RUN_SCRIPT, true, 0755},  {RUN_KERNEL, true, 0644},	 {RUN_INITRAMFS, true, 0644},
	{RUN_CONFIG, false, 0644}, {"outcome.json", true, 0644}, {"console.log", false, 0644},
	{"kmsg.log", false, 0644}, {"qemu.log", false, 0644},
};

/* The run's folder; its number is in *number. Caller's. */
static char *find_run(const struct app *a, char **number, struct err *e)
{
	const char *name = a->args.n ? a->args.v[0] : "last";
	_cleanup_free_ char *runs = path_join(a->statedir, "runs"), *dir = NULL, *real = NULL;

	if (!a->args.n || strspn(name, "0123456789") == strlen(name))
		dir = path_join(runs, name);
	real = dir ? realpath(dir, NULL) : NULL;
	if (!real) {
		err_kind_set(e, ERR_USAGE,
			     a->args.n ? "there is no run '%s'" : "there was no run yet", name);
		err_hint(e, "runs are the folders in '%s'", runs);
		return NULL;
	}
	*number = xstrdup(path_basename(real));
	return TAKE_PTR(real);
}

static int check_run(const char *dir, const char *number, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_cleanup_free_ char *path = path_join(dir, parts[i].name);

		if (!parts[i].needed || fs_is_file(path))
			continue;
		err_kind_set(e, ERR_USAGE, "of run %s there is no '%s'", number, parts[i].name);
		return err_hint(e, "what was booted is kept of runs that failed");
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
	_cleanup_free_ char *number = NULL, *dir = NULL, *folder = NULL, *to = NULL;

	if (a->command || a->args.n > 1)
		return err_kind_set(e, ERR_USAGE, "'jiffy bundle' takes the number of one run");
	if (app_prepare(a, e))
		return -1;
	dir = find_run(a, &number, e);
	if (!dir || check_run(dir, number, e) < 0)
		return -1;
	folder = xasprintf("jiffy-run-%s", number);
	to = xasprintf("%s.tar.gz", folder);
	if (pack(dir, folder, to, e) < 0)
		return -1;
	out_data("%s\n", to);
	return STATUS_OK;
}

const struct cmd cmd_bundle = {
	.name = "bundle",
	.args = "[RUN]",
	.summary = "pack a run that failed, to be booted elsewhere",
	.about =
		"Writes jiffy-run-N.tar.gz into this folder: kernel, initramfs, configuration, logs and outcome.json of the\n"
		"last run, or of that number, and run.sh, which needs QEMU and a POSIX shell, and boots them with the same\n"
		"kernel command line. Where a command was run, the guest runs that by itself. Disks are not in it.",
	.bit = CMD_BUNDLE,
	.run = run,
};
