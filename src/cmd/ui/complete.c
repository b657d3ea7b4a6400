/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jiffy __complete WORD...: for the shells' completion scripts. Prints the candidates for the last
 * word, one "candidate<TAB>description" per line. A line ":file" asks for file names.
 */
#include "base/file/path.h"
#include "base/file/tree.h"
#include "bench/figures.h"
#include "cmd/ui/commands.h"

static void candidate(const char *text, const char *description)
{
	out_data("%s\t%s\n", text, description);
}

static void complete_commands(const char *word)
{
	for (size_t i = 0; commands[i]; i++)
		if (!command_hidden(commands[i]) && str_starts(commands[i]->name, word))
			candidate(commands[i]->name, commands[i]->summary);
}

/* "--net=host-loopback": values that only follow a '='. */
static void complete_attached(const struct opt *o, const char *word)
{
	_cleanup_strv_ struct strv values = {0};

	strv_split(&values, o->values, "|");
	strv_foreach(v, &values) {
		_cleanup_free_ char *name = xasprintf("--%s=%s", o->name, v);

		if (!str_eq(v, "yes") && !str_eq(v, "no") && str_starts(name, word))
			candidate(name, o->help);
	}
}

static void complete_options(const struct cmd *c, const char *word)
{
	for (size_t i = 0; i < settings_count; i++) {
		const struct opt *o = &settings_table[i];
		_cleanup_free_ char *name = xasprintf("--%s", o->name);

		if (!(o->cmds & c->bit))
			continue;
		if (str_starts(name, word))
			candidate(name, o->help);
		if (o->bare && strchr(word, '='))
			complete_attached(o, word);
	}
}

/* The option 'word', if its value is the next word; or NULL. */
static const struct opt *option_wants_value(const struct cmd *c, const char *word)
{
	for (size_t i = 0; i < settings_count; i++) {
		const struct opt *o = &settings_table[i];
		char letter[3] = {'-', o->letter, '\0'};

		if (!(o->cmds & c->bit) || o->type == OPT_FLAG || o->type == OPT_COUNT || o->bare)
			continue;
		if ((str_starts(word, "--") && str_eq(o->name, word + 2)) ||
		    (o->letter && str_eq(letter, word)))
			return o;
	}
	return NULL;
}

/* 'last' and the numbers of the runs. */
static void complete_runs(struct app *a, const char *word)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *runs = NULL;

	if (app_prepare(a, &unused))
		return;
	runs = path_join(a->statedir, "runs");
	(void)fs_try_list(runs, &names);
	strv_foreach(name, &names)
		if (*name != '.' && str_starts(name, word))
			candidate(name, "a run");
}

static void complete_figures(const char *word)
{
	for (size_t i = 0; i < figures_count; i++)
		if (str_starts(figures[i].name, word))
			candidate(figures[i].name, figures[i].about);
}

static void complete_value(const struct opt *o, const char *word)
{
	_cleanup_strv_ struct strv values = {0};

	if (o->type == OPT_PATH || o->type == OPT_SOURCE || o->type == OPT_PATH_LIST)
		out_data(":file\n");
	if (o->values)
		strv_split(&values, o->values, "|");
	strv_foreach(v, &values)
		if (str_starts(v, word))
			candidate(v, o->help);
}

/* The words of the usage line "[kernel] [busybox]". Capitals are placeholders. */
static void complete_args(struct app *a, const struct cmd *c, const char *word)
{
	_cleanup_strv_ struct strv words = {0};

	if (c == &cmd_help) {
		complete_commands(word);
		return;
	}
	if (c == &cmd_report || c == &cmd_bundle) {
		complete_runs(a, word);
		return;
	}
	if (c == &cmd_bench) {
		complete_figures(word);
		return;
	}
	strv_split(&words, c->args, "[]| ");
	strv_foreach(w, &words)
		if (str_eq(w, "FILE"))
			out_data(":file\n");
		else if (*w >= 'a' && *w <= 'z' && str_starts(w, word))
			candidate(w, c->summary);
}

static int run(struct app *a, struct err *e)
{
	const struct strv *w = &a->args;
	const char *last = w->n ? w->v[w->n - 1] : "";
	const struct cmd *c = w->n > 1 ? command_find(w->v[0]) : NULL;
	const struct opt *o;

	if (w->n <= 1) {
		complete_commands(last);
		return STATUS_OK;
	}
	if (!c)
		return STATUS_OK;
	o = w->n > 2 ? option_wants_value(c, w->v[w->n - 2]) : NULL;
	if (o && str_eq(o->name, "compare"))
		complete_runs(a, last);
	else if (o)
		complete_value(o, last);
	else if (*last == '-')
		complete_options(c, last);
	else
		complete_args(a, c, last);
	return STATUS_OK;
}

const struct cmd cmd_complete = {.name = "__complete", .args = "", .raw = true, .run = run};
