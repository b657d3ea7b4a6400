/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/changed.h"

#include "base/file/fs.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"

/* Runs git in the tree, even where the caller's environment names another repository. */
static int git(const char *tree, const char *const *args, struct strbuf *out, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;

	strv_addl(&p.argv, "git", "-C", tree, NULL);
	for (; *args; args++)
		strv_add(&p.argv, *args);
	strv_addl(&p.env, "GIT_OPTIONAL_LOCKS=0", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
		  NULL);
	return proc_capture(&p, out, e);
}

/* Whether git knows the tree, which may only have been unpacked below a repository. */
static bool in_git(const char *tree)
{
	static const char *const args[] = {"ls-files", "--error-unmatch", "--", "Makefile", NULL};
	_cleanup_free_ char *program = path_find_program("git");
	_cleanup_err_ struct err unknown = ERR_INIT;

	return program && git(tree, args, NULL, &unknown) == 0;
}

/* Adds the names that git prints, each ended by '\0'. */
static int add_names(const char *tree, const char *const *args, struct strv *out, struct err *e)
{
	_cleanup_sb_ struct strbuf names = {0};

	if (git(tree, args, &names, e))
		return err_wrap(e, "asking git what changed in '%s'", tree);
	for (size_t i = 0; i < names.len; i += strlen(names.buf + i) + 1)
		strv_add_once(out, names.buf + i);
	return 0;
}

int changed_files(const char *tree, struct strv *out, struct err *e)
{
	static const char *const changed[] = {"diff", "--no-ext-diff", "--name-only", "--relative",
					      "-z",   "HEAD",	       NULL};
	static const char *const added[] = {"ls-files", "--others", "--exclude-standard", "-z",
					    NULL};

	if (!in_git(tree))
		return 0;
	return add_names(tree, changed, out, e) ? -1 : add_names(tree, added, out, e);
}

int changed_sources(const char *tree, struct strv *out, struct err *e)
{
	static const char *const args[] = {"diff", "--no-ext-diff", "--name-only", "--relative",
					   "-z",   "HEAD",	    "--",	   "*.c",
					   NULL};

	return in_git(tree) ? add_names(tree, args, out, e) : 0;
}
