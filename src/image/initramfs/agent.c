/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/agent.h"

#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/kbuild/output.h"
#include "image/step/compiler.h"
#include "image/step/folder.h"
#include "image/step/prune.h"

#define STEP   "agent"
#define PREFIX "agent-"
#define NOLIBC "guest/libc/nolibc-"

/* The one line of guest/flags, then the architecture's. */
static int read_flags(const struct build *b, struct strv *flags, struct err *e)
{
	_cleanup_free_ char *path = path_join(b->datadir, "guest/flags");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, e))
		return -1;
	if (memchr(sb_str(&text), '\0', text.len) || strv_split_shell(flags, sb_str(&text)))
		return err_set(e, "'%s' is not a line of compiler flags", path);
	strv_addv(flags, &b->target->guest_flags);
	return 0;
}

/* Only the target's own nolibc-NAME.c is compiled (guest/libc/nolibc.h). */
static int find_nolibc(const struct build *b, char **name, struct err *e)
{
	_cleanup_free_ char *file = xasprintf(NOLIBC "%s.c", b->target->name);
	_cleanup_free_ char *path = path_join(b->datadir, file);

	if (!fs_exists(path)) {
		err_set(e, "the guest's agent does not support '%s'", b->target->name);
		return err_hint(e, "'%s' is missing; guest/libc/nolibc.h says what it must define",
				path);
	}
	*name = TAKE_PTR(file);
	return 0;
}

/* Adds the sources in a folder of the datadir and in the folders below it. */
static int add_folder(const struct build *b, const char *folder, const char *nolibc,
		      struct digest *d, struct strv *sources, struct err *e)
{
	_cleanup_free_ char *dir = path_join(b->datadir, folder);
	_cleanup_strv_ struct strv names = {0};

	if (fs_list(dir, &names, e))
		return -1;
	strv_foreach(name, &names) {
		_cleanup_free_ char *file = path_join(folder, name);
		_cleanup_free_ char *path = path_join(b->datadir, file);
		char hex[DIGEST_HEX];

		if (fs_is_dir(path)) {
			if (add_folder(b, file, nolibc, d, sources, e))
				return -1;
			continue;
		}
		if (!str_ends(file, ".c") && !str_ends(file, ".h"))
			continue;
		if (str_starts(file, NOLIBC) && !str_eq(file, nolibc))
			continue;
		if (build_digest_file(b, path, hex, e))
			return -1;
		digest_str(d, file);
		digest_str(d, hex);
		if (str_ends(file, ".c"))
			strv_add(sources, path);
	}
	return 0;
}

/* A digest of everything that the program is made from. */
static char *make_key(const struct build *b, const struct strv *cc, const struct strv *flags,
		      struct strv *sources, struct err *e)
{
	_cleanup_free_ char *compiler = compiler_identity(b, cc, e);
	_cleanup_free_ char *words = NULL, *nolibc = NULL;
	char hex[DIGEST_HEX];
	struct digest *d;
	int r;

	if (!compiler || find_nolibc(b, &nolibc, e))
		return NULL;
	d = digest_new();
	digest_str(d, compiler);
	words = strv_shell(cc);
	digest_str(d, words);
	strv_foreach(flag, flags)
		digest_str(d, flag);
	r = add_folder(b, "guest", nolibc, d, sources, e);
	if (r == 0)
		r = add_folder(b, "wire", nolibc, d, sources, e);
	digest_end(d, hex);
	return r ? NULL : xstrndup(hex, 8);
}

static void on_line(void *arg, const char *line)
{
	kbuild_output_line(arg, line);
}

static int failed(const struct build *b, const struct proc *p, const struct kbuild_output *out,
		  struct err *e)
{
	_cleanup_free_ char *ending = proc_ending(p), *lines = kbuild_output_errors(out);

	err_set(e, "%s", ending);
	if (lines)
		err_detail(e, "%s", lines);
	err_log(e, p->log);
	if (lines && strstr(lines, "No such file"))
		err_hint(e, "the C library's headers may be missing: 'jiffy doctor' says what to "
			    "install");
	if (out->no_space)
		build_hint_full(b, e);
	return -1;
}

static int compile(const struct build *b, const struct strv *cc, const struct strv *flags,
		   const struct strv *sources, const char *dir, const char *to, struct err *e)
{
	_cleanup_free_ char *tmp = xasprintf("%s.tmp", to), *log = path_join(dir, "build.log");
	_cleanup_output_ struct kbuild_output out = {0};
	_cleanup_proc_ struct proc p = PROC_INIT;

	if (fs_remove(log, e))
		return -1;
	strv_addv(&p.argv, cc);
	strv_addl(&p.argv, "-I", b->datadir, "-o", tmp, NULL);
	strv_addv(&p.argv, sources);
	/* after the sources: a library among them is searched for what these need */
	strv_addv(&p.argv, flags);
	/* the user's environment must not change the result */
	p.clear_env = true;
	strv_addl(&p.env, "LC_ALL=C", NULL);
	if (getenv("TMPDIR"))
		strv_addf(&p.env, "TMPDIR=%s", getenv("TMPDIR"));
	p.log = log;
	if (proc_run_logged(&p, on_line, &out, build_interrupt_fd(b), e))
		return -1;
	if (!p.exited || p.status)
		return failed(b, &p, &out, e);
	return fs_rename(tmp, to, e);
}

char *agent_build(const struct build *b, struct err *e)
{
	_cleanup_strv_ struct strv cc = {0}, flags = {0}, sources = {0};
	_cleanup_free_ char *key = NULL, *dir = NULL, *path = NULL;
	_cleanup_folder_ struct folder f = FOLDER_INIT;

	if (compiler_words(b, &cc, e) || read_flags(b, &flags, e))
		return NULL;
	key = make_key(b, &cc, &flags, &sources, e);
	if (!key)
		return NULL;
	dir = path_joinf(b->cachedir, "build/" PREFIX "%s", key);
	path = path_join(dir, "init");
	if (folder_open(&f, b, dir, e))
		return NULL;
	folder_used(&f);
	if (fs_exists(path)) {
		progress_fresh(b->progress, STEP, "nothing changed");
		return TAKE_PTR(path);
	}
	progress_begin(b->progress, STEP, "not built yet from these sources");
	if (compile(b, &cc, &flags, &sources, dir, path, e)) {
		err_wrap(e, "building the guest's agent");
		return NULL;
	}
	progress_end(b->progress, STEP, "%zu files", sources.n);
	prune_siblings(dir, PREFIX);
	return TAKE_PTR(path);
}
