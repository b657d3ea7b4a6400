/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/needs.h"

#include "base/file/elf.h"
#include "base/file/fs.h"

#define HEAD_SIZE 256 /* linux: BINPRM_BUF_SIZE, include/uapi/linux/binfmts.h */

/* The guest's $PATH. */
static const char *const path_dirs[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};

/* The interpreter and its one argument, as the kernel reads them (linux: fs/binfmt_script.c). */
static void split_line(char *line, char **interp, char **arg)
{
	*interp = line + strspn(line, " \t");
	*arg = *interp + strcspn(*interp, " \t");
	if (**arg) {
		*(*arg)++ = '\0';
		*arg += strspn(*arg, " \t");
	}
}

static int no_interpreter(const char *script, const char *interp, struct err *e)
{
	err_set(e,
		"'%s' needs the interpreter '%s', which is neither in the guest nor on this host",
		script, interp);
	if (str_ends(interp, "\r"))
		err_hint(e, "the script's lines end with CR LF; the kernel takes only LF");
	return -1;
}

static int add_program(struct needs *n, const char *host, const char *guest, struct err *e)
{
	if (manifest_file(n->m, guest, host, 0755, e))
		return -1;
	return needs_add(n, host, guest, false, e);
}

/* The program among the arguments of env, after options and NAME=VALUE. Caller's, or NULL. */
static char *env_program(const char *arg)
{
	_cleanup_strv_ struct strv words = {0};

	strv_split(&words, arg, " \t");
	strv_foreach(word, &words)
		if (*word != '-' && !strchr(word, '='))
			return xstrdup(word);
	return NULL;
}

static int add_from_path(struct needs *n, const char *script, const char *name, struct err *e)
{
	_cleanup_free_ char *host = NULL, *guest = NULL, *dir = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(path_dirs); i++) {
		_cleanup_free_ char *at = path_join(path_dirs[i], name);

		if (manifest_find(n->m, at))
			return 0;
	}
	host = path_find_program(name);
	if (!host)
		return no_interpreter(script, name, e);
	/* at the same path as here, if that is in the guest's $PATH */
	dir = path_dirname(host);
	guest = path_join("/usr/bin", path_basename(name));
	for (size_t i = 0; i < ARRAY_SIZE(path_dirs); i++)
		if (str_eq(path_dirs[i], dir) || strchr(name, '/'))
			str_set(&guest, host);
	return add_program(n, host, guest, e);
}

static int needs_script(struct needs *n, const char *script, char *line, struct err *e)
{
	_cleanup_free_ char *name = NULL;
	char *interp, *arg;

	split_line(line, &interp, &arg);
	if (*interp != '/')
		return no_interpreter(script, interp, e);
	if (!manifest_find(n->m, interp)) {
		if (!fs_is_file(interp))
			return no_interpreter(script, interp, e);
		if (add_program(n, interp, interp, e))
			return -1;
	}
	name = str_eq(path_basename(interp), "env") ? env_program(arg) : NULL;
	return name ? add_from_path(n, script, name, e) : 0;
}

int needs_add(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e)
{
	char head[HEAD_SIZE + 1] = "";
	ssize_t got = fs_read_head(host, head, HEAD_SIZE, e);

	if (got < 0)
		return -1;
	if (elf_magic(head, (size_t)got))
		return needs_elf(n, host, guest, foreign_ok, e);
	if (!str_starts(head, "#!"))
		return 0;
	head[strcspn(head, "\n")] = '\0';
	return needs_script(n, host, head + 2, e);
}
