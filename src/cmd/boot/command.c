/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/command.h"

#include "base/file/fs.h"
#include "base/file/path.h"

#define FILE_DIR "/tmp" /* in the guest */

/*
 * jiffy run FILE [ARG...]: a program or script of this host, added to the initramfs with all that
 * it needs. If it is not executable, the shell reads it, as in 'sh FILE'.
 */
static int add_file(struct app *a, struct strv *words, struct err *e)
{
	const char *file = a->args.v[0];
	_cleanup_free_ char *host = path_absolute(file);
	_cleanup_free_ char *guest = path_join(FILE_DIR, path_basename(host));

	if (a->set.script)
		return err_kind_set(e, ERR_USAGE,
				    "'--command' and the file '%s' cannot both be run", file);
	if (!fs_is_file(host)) {
		err_kind_set(e, ERR_USAGE, "'%s' is not a file on this host", file);
		return err_hint(e, "put a command of the guest after '--': jiffy run -- %s", file);
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
		return err_kind_set(e, ERR_USAGE, "'--tty' and '--no-tty' contradict each other");
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
		return err_kind_set(e, ERR_USAGE, "there is no command after '--'");
	*command = words->v;
	return 0;
}
