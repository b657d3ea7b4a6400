/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/command.h"

#include "base/file/fs.h"

#define FILE_DIR "/tmp" /* where the guest finds it */

/*
 * jiffy run FILE [ARG...]: a program or script of this host, which goes into the guest with all that it needs. One that is
 * not executable is the shell's to read, as for 'sh FILE'.
 */
static int add_file(struct app *a, struct strv *words, struct err *e)
{
	const char *file = a->args.v[0];
	_cleanup_free_ char *host = path_absolute(file);
	_cleanup_free_ char *guest = path_join(FILE_DIR, path_basename(host));

	if (a->set.script)
		return err_kind_set(e, ERR_USAGE,
				    "'--command' and the file '%s' exclude each other", file);
	if (!fs_is_file(host)) {
		err_kind_set(e, ERR_USAGE, "'%s' is no file of this host", file);
		return err_hint(e, "a command of the guest stands behind '--': jiffy run -- %s",
				file);
	}
	strv_addf(&a->set.add, "%s:%s", host, guest);
	if (access(host, X_OK) < 0)
		strv_add(words, "/bin/sh");
	strv_add(words, guest);
	for (size_t i = 1; i < a->args.n; i++)
		if (i > 1 || !str_eq(a->args.v[i], "--"))
			strv_add(words, a->args.v[i]);
	return 0;
}

int run_command_find(struct app *a, struct strv *words, char *const **command, struct err *e)
{
	const struct settings *s = &a->set;

	*command = NULL;
	if (s->tty && s->no_tty)
		return err_kind_set(e, ERR_USAGE, "'--tty' and '--no-tty' exclude each other");
	if (!a->command && !s->script && !a->args.n)
		return 0;
	if (s->init)
		return err_kind_set(e, ERR_USAGE,
				    "a command needs jiffy's own /init, not '--init %s'", s->init);
	if (a->args.n && add_file(a, words, e))
		return -1;
	if (s->script)
		strv_addl(words, "/bin/sh", "-c", s->script, "sh", NULL);
	for (char **word = a->command; word && *word; word++)
		strv_add(words, *word);
	if (!words->n)
		return err_kind_set(e, ERR_USAGE, "there is no command behind '--'");
	*command = words->v;
	return 0;
}
