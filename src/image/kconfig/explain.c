/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/explain.h"

#include <ctype.h>
#include <stddef.h>

#include "base/process/proc-run.h"
#include "image/kbuild/commands.h"
#include "image/step/folder.h"

#define EXPLAIN_STAMP EXPLAIN_TOOL ".stamp"

/* ---- the program ---- */

/* The objects that the tree's 'conf' was linked from, except the one with its main(). */
static int add_objects(const struct kbuild *k, struct strv *argv, struct err *e)
{
	_cleanup_command_ struct command conf = {0};
	_cleanup_free_ char *line = NULL;
	_cleanup_strv_ struct strv words = {0};
	size_t before = argv->n;

	if (command_read(&conf, k->obj, "scripts/kconfig/conf", e))
		return -1;
	line = command_line(&conf);
	strv_split(&words, line, " \t;");
	strv_foreach(word, &words)
		if (str_ends(word, ".o") && !str_ends(word, "/conf.o") && !strv_has(argv, word))
			strv_add(argv, word);
	return argv->n > before ? 0 : err_set(e, "'%s' names no objects", conf.path);
}

static int add_header_variant(const struct kbuild *k, struct strv *argv, struct err *e)
{
	_cleanup_free_ char *path = path_join(k->src, "scripts/kconfig/expr.h");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, e))
		return -1;
	if (strstr(sb_str(&text), "const char *filename;"))
		strv_add(argv, "-DMENU_HAS_FILENAME");
	return 0;
}

static int compile(const struct kbuild *k, const char *program, const char *source, struct err *e)
{
	_cleanup_free_ char *tmp = xasprintf("%s.tmp", program);
	_cleanup_proc_ struct proc p = PROC_INIT;

	strv_addl(&p.argv, "gcc", "-O1", "-w", "-o", tmp, "-Iscripts/kconfig", NULL);
	strv_addf(&p.argv, "-I%s/scripts/kconfig", k->src);
	strv_addf(&p.argv, "-I%s/scripts/include", k->src);
	if (add_header_variant(k, &p.argv, e))
		return -1;
	strv_add(&p.argv, source);
	if (add_objects(k, &p.argv, e))
		return -1;
	p.cwd = k->obj;
	return proc_capture(&p, NULL, e) ? -1 : fs_rename(tmp, program, e);
}

static int build_program(const struct kbuild *k, const char *program, struct err *e)
{
	static const char *const outputs[] = {EXPLAIN_TOOL, NULL};
	_cleanup_free_ char *source = path_join(k->b->datadir, "data/kconfig-explain.c");
	_cleanup_free_ char *conf = path_join(k->obj, "scripts/kconfig/conf"), *why = NULL;
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	_cleanup_stamp_ struct stamp now = {0};

	folder_inside(&f, k->dir);
	if (stamp_add_file(&now, k->b, "kconfig-explain.c", source, e) ||
	    stamp_add_file(&now, k->b, "conf", conf, e))
		return -1;
	why = folder_stale(&f, EXPLAIN_STAMP, &now, outputs);
	if (!why)
		return 0;
	if (folder_begin(&f, EXPLAIN_STAMP, e) || compile(k, program, source, e))
		return -1;
	return folder_done(&f, EXPLAIN_STAMP, &now, e);
}

/* The environment of 'conf', without make's own variables, with the name of the .config. */
static int add_environment(const struct kbuild *k, struct proc *p, const char *config,
			   struct err *e)
{
	static const char *const left_out[] = {
		"MAKEFLAGS=",	   "MFLAGS=",	      "MAKEOVERRIDES=",
		"KCONFIG_CONFIG=", "KBUILD_KCONFIG=", "KCONFIG_ALLCONFIG="};
	_cleanup_free_ char *path = path_join(k->dir, EXPLAIN_ENV);
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, e))
		return -1;
	p->clear_env = true;
	for (size_t at = 0; at < text.len; at += strlen(text.buf + at) + 1) {
		const char *s = text.buf + at;
		bool skip = false;

		for (size_t i = 0; i < ARRAY_SIZE(left_out); i++)
			skip |= str_starts(s, left_out[i]);
		if (!skip)
			strv_add(&p->env, s);
	}
	strv_addf(&p->env, "KCONFIG_CONFIG=%s", config);
	return 0;
}

int explain_ask(struct kbuild *k, const char *config, const struct strv *questions,
		struct explain *out, struct err *e)
{
	_cleanup_free_ char *program = path_join(k->dir, EXPLAIN_TOOL);
	_cleanup_free_ char *name = path_join(k->make_dir, EXPLAIN_TOOL);
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	if (build_program(k, program, e) || add_environment(k, &p, config, e))
		return err_wrap(e, "cannot ask the kernel's Kconfig");
	strv_add(&p.argv, name);
	strv_addv(&p.argv, questions);
	kbuild_place(k, &p);
	if (proc_capture(&p, &text, e) || explain_parse(out, sb_str(&text), e))
		return err_wrap(e, "cannot ask the kernel's Kconfig");
	if (out->n == questions->n)
		return 0;
	explain_free(out);
	return err_set(e, "cannot ask the kernel's Kconfig: it left questions unanswered");
}

/* ---- its answers ---- */

static const struct field {
	const char *key;
	size_t offset;
	bool list;
} fields[] = {
#define TEXT(key)                                                                                  \
	{                                                                                          \
#key, offsetof(struct explain_answer, key), false                                  \
	}
#define LIST(key, member)                                                                          \
	{                                                                                          \
#key, offsetof(struct explain_answer, member), true                                \
	}
	TEXT(type),
	TEXT(value),
	TEXT(depends),
	TEXT(range),
	TEXT(visible),
	LIST(prompt, prompts),
	LIST(menu, menus),
	LIST(at, places),
	LIST(unmet, unmet),
	LIST(selected, selected),
	LIST(implied, implied),
	LIST(chosen, chosen),
	LIST(enable, enable),
};

static void take(struct explain_answer *a, const char *key, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		void *p = (char *)a + fields[i].offset;

		if (!str_eq(fields[i].key, key))
			continue;
		if (fields[i].list)
			strv_add(p, text);
		else
			str_set(p, text);
	}
	if (str_eq(key, "unknown"))
		a->unknown = true;
}

static char *upper(const char *s)
{
	char *copy = xstrdup(s);

	for (char *p = copy; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return copy;
}

static void find_nearest(struct explain *x, const struct strv *names)
{
	for (size_t i = 0; i < x->n; i++) {
		_cleanup_free_ char *name = upper(x->v[i].symbol);

		if (!x->v[i].unknown)
			continue;
		if (strv_has(names, name))
			x->v[i].nearest = xstrdup(name);
		else
			str_set(&x->v[i].nearest,
				nearest_name(name, (const char *const *)names->v, names->n));
	}
}

int explain_parse(struct explain *out, const char *text, struct err *e)
{
	_cleanup_free_ char *copy = xstrdup(text);
	_cleanup_strv_ struct strv names = {0};
	char *rest = copy, *line;

	*out = (struct explain){0};
	while ((line = strsep(&rest, "\n"))) {
		char *tab = strchr(line, '\t');

		if (!*line)
			continue;
		if (!tab || (!out->n && !str_starts(line, "symbol\t"))) {
			explain_free(out);
			return err_set(e, "'%s' is not an answer", line);
		}
		*tab++ = '\0';
		if (str_eq(line, "symbol")) {
			out->v = xrealloc(out->v, out->n + 1, sizeof(*out->v));
			out->v[out->n++] = (struct explain_answer){.symbol = xstrdup(tab)};
		} else if (str_eq(line, "name")) {
			strv_add(&names, tab);
		} else {
			take(&out->v[out->n - 1], line, tab);
		}
	}
	find_nearest(out, &names);
	return 0;
}

void explain_free(struct explain *x)
{
	for (size_t i = 0; i < x->n; i++) {
		struct explain_answer *a = &x->v[i];

		free(a->symbol);
		free(a->nearest);
		for (size_t j = 0; j < ARRAY_SIZE(fields); j++) {
			void *p = (char *)a + fields[j].offset;

			if (fields[j].list)
				strv_free(p);
			else
				free(*(char **)p);
		}
	}
	free(x->v);
	*x = (struct explain){0};
}
