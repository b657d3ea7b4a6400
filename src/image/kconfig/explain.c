/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/explain.h"

#include <ctype.h>
#include <stddef.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/kbuild/commands.h"
#include "image/kconfig/cause.h"
#include "image/step/folder.h"

#define EXPLAIN_STAMP	 EXPLAIN_TOOL ".stamp"
#define EXPLAIN_REQUESTS EXPLAIN_TOOL ".requests" /* of whom: "user NAME=VALUE" */

/* ---- the program ---- */

static const char *const sources[] = {"explain.c", "advice.c", "search.c", "node.c", "trial.c"};
static const char *const headers[] = {"advice.h", "search.h", "node.h", "trial.h", "tree.h"};

/* What differs in scripts/kconfig/expr.h. */
static const struct {
	const char *text, *flag;
} variants[] = {
	{"const char *filename;", "-DMENU_HAS_FILENAME"},
	{"choice_members;", "-DCHOICE_HAS_MEMBERS"},
};

static char *source_path(const struct kbuild *k, const char *name)
{
	return path_joinf(k->b->datadir, "data/kconfig/%s", name);
}

/*
 * The compiler and its flags, as kbuild linked 'conf' with them, then the objects, except the one
 * with its main(): trial.c includes its source.
 */
static int add_link(const struct kbuild *k, struct strv *argv, struct strv *objects, struct err *e)
{
	_cleanup_command_ struct command conf = {0};
	_cleanup_free_ char *line = NULL;
	_cleanup_strv_ struct strv words = {0};
	bool flags = true;

	if (command_read(&conf, k->obj, "scripts/kconfig/conf", e))
		return -1;
	line = command_line(&conf);
	strv_split(&words, line, " \t;");
	strv_foreach(word, &words) {
		flags &= !str_eq(word, "-o");
		if (flags)
			strv_add(argv, word);
		else if (str_ends(word, ".o") && !str_ends(word, "/conf.o"))
			strv_add_once(objects, word);
	}
	return objects->n ? 0 : err_set(e, "'%s' names no objects", conf.path);
}

static int add_variants(const struct kbuild *k, struct strv *argv, struct err *e)
{
	_cleanup_free_ char *path = path_join(k->src, "scripts/kconfig/expr.h");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(variants); i++)
		if (strstr(sb_str(&text), variants[i].text))
			strv_add(argv, variants[i].flag);
	return 0;
}

static int compile(const struct kbuild *k, const char *program, struct err *e)
{
	_cleanup_free_ char *tmp = xasprintf("%s.tmp", program);
	_cleanup_strv_ struct strv objects = {0};
	_cleanup_proc_ struct proc p = PROC_INIT;

	if (add_link(k, &p.argv, &objects, e) || add_variants(k, &p.argv, e))
		return -1;
	strv_addl(&p.argv, "-O2", "-w", "-D_GNU_SOURCE", "-o", tmp, "-Iscripts/kconfig", NULL);
	strv_addf(&p.argv, "-I%s/scripts/kconfig", k->src);
	strv_addf(&p.argv, "-I%s/scripts/include", k->src);
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		strv_take(&p.argv, source_path(k, sources[i]));
	strv_addv(&p.argv, &objects);
	p.cwd = k->obj;
	return proc_capture(&p, NULL, e) ? -1 : fs_rename(tmp, program, e);
}

static int add_to_stamp(const struct kbuild *k, struct stamp *s, const char *const *names, size_t n,
			struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *path = source_path(k, names[i]);

		if (stamp_add_file(s, k->b, names[i], path, e))
			return -1;
	}
	return 0;
}

static int build_program(const struct kbuild *k, const char *program, struct err *e)
{
	static const char *const outputs[] = {EXPLAIN_TOOL, NULL};
	_cleanup_free_ char *conf = path_join(k->obj, "scripts/kconfig/conf"), *why = NULL;
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	_cleanup_stamp_ struct stamp now = {0};

	folder_inside(&f, k->dir);
	if (add_to_stamp(k, &now, sources, ARRAY_SIZE(sources), e) ||
	    add_to_stamp(k, &now, headers, ARRAY_SIZE(headers), e) ||
	    stamp_add_file(&now, k->b, "conf", conf, e))
		return -1;
	why = folder_stale(&f, EXPLAIN_STAMP, &now, outputs);
	if (!why)
		return 0;
	if (folder_begin(&f, EXPLAIN_STAMP, e) || compile(k, program, e))
		return -1;
	return folder_done(&f, EXPLAIN_STAMP, &now, e);
}

static int write_requests(const struct kbuild *k, const struct kconfig_requests *r, struct err *e)
{
	_cleanup_free_ char *path = path_join(k->dir, EXPLAIN_REQUESTS);
	_cleanup_sb_ struct strbuf text = {0};

	for (size_t i = 0; i < r->n; i++)
		sb_addf(&text, "%s %s=%s\n", r->v[i].ours ? "jiffy" : "user", r->v[i].symbol,
			r->v[i].value);
	return fs_write_str(path, sb_str(&text), e);
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

static int run(struct kbuild *k, const char *config, const struct strv *questions,
	       struct explain *out, struct err *e)
{
	_cleanup_free_ char *name = path_join(k->make_dir, EXPLAIN_TOOL);
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	if (add_environment(k, &p, config, e))
		return -1;
	strv_addl(&p.argv, name, "../" EXPLAIN_REQUESTS, NULL);
	strv_addv(&p.argv, questions);
	kbuild_place(k, &p);
	if (proc_capture(&p, &text, e) || explain_parse(out, sb_str(&text), e))
		return -1;
	if (out->n == questions->n)
		return 0;
	explain_free(out);
	return err_set(e, "it left questions unanswered");
}

int explain_ask(struct kbuild *k, const char *config, const struct kconfig_requests *requests,
		const struct strv *questions, struct explain *out, struct err *e)
{
	_cleanup_free_ char *program = path_join(k->dir, EXPLAIN_TOOL);

	if (build_program(k, program, e) || write_requests(k, requests, e) ||
	    run(k, config, questions, out, e))
		return err_wrap(e, "cannot ask the kernel's Kconfig");
	for (size_t i = 0; i < out->n; i++) {
		struct explain_answer *a = &out->v[i];

		if (causes_in_words(k->b, k->src, &a->causes, &a->needs, e) ||
		    tools_in_words(k->b, a->symbol, &a->needs, e)) {
			explain_free(out);
			return -1;
		}
	}
	return 0;
}

bool explain_possible(const struct explain_answer *a)
{
	return a->cc || a->way || a->enable.n;
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
	TEXT(wanted),
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
	LIST(lost, lost),
	TEXT(way),
	TEXT(module),
	TEXT(cc),
	LIST(cause, causes),
	LIST(need, needs),
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
