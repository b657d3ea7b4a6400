/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy help [COMMAND] */
#include "cmd/ui/help.h"

#include "base/strbuf.h"
#include "cmd/ui/commands.h"

char *help_option_names(const struct opt *o)
{
	_cleanup_sb_ struct strbuf sb = {0};

	if (o->letter)
		sb_addf(&sb, "-%c, ", o->letter);
	sb_addf(&sb, "--%s", o->name);
	if (o->bare)
		sb_addf(&sb, "[=%s]", o->values);
	else if (o->values)
		sb_addf(&sb, " %s", o->values);
	else if (o->arg)
		sb_addf(&sb, " %s", o->arg);
	return sb_detach(&sb);
}

char *help_option_text(const struct opt *o, bool with_ini)
{
	_cleanup_sb_ struct strbuf sb = {0};
	bool with_default = o->def && o->type != OPT_FLAG && !o->bare;

	sb_add(&sb, o->help);
	if (with_default || (with_ini && o->section))
		sb_add(&sb, " (");
	if (with_default)
		sb_addf(&sb, "default %s", o->def);
	if (with_ini && o->section)
		sb_addf(&sb, "%sjiffy.ini: [%s] %s", with_default ? "; " : "", o->section, o->key);
	if (with_default || (with_ini && o->section))
		sb_addc(&sb, ')');
	return sb_detach(&sb);
}

static void print_option(const struct opt *o)
{
	_cleanup_free_ char *names = help_option_names(o), *text = help_option_text(o, false);
	const int width = o->letter ? 28 : 24;

	if (strlen(names) > (size_t)width)
		out_data("  %s%s\n%32s%s\n", o->letter ? "" : "    ", names, "", text);
	else
		out_data("  %s%-*s  %s\n", o->letter ? "" : "    ", width, names, text);
}

/* Options without a section, which jiffy.ini cannot set, come last. */
static const char *heading(const char *section)
{
	static const char *const titles[][2] = {
		{"kernel", "Kernel"},	{"busybox", "BusyBox"}, {"initramfs", "Initramfs"},
		{"machine", "Machine"}, {"run", "Run"},		{"report", "Report"},
		{"build", "Build"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
		if (section && str_eq(section, titles[i][0]))
			return titles[i][1];
	return "Options";
}

/* Grouped by section of jiffy.ini, as the table is sorted. */
static void help_options(const struct cmd *c)
{
	const char *last = NULL;

	for (size_t i = 0; i < settings_count; i++) {
		const struct opt *o = &settings_table[i];
		const char *title = heading(o->section);

		if (!(o->cmds & c->bit))
			continue;
		if (!last || !str_eq(last, title))
			out_data("\n%s:\n", title);
		last = title;
		print_option(o);
	}
}

static void help_command(const struct cmd *c)
{
	out_data("jiffy %s%s%s%s\n\n%s\n", c->name, c->raw ? "" : " [OPTION...]",
		 *c->args ? " " : "", c->args, c->about);
	if (!c->raw)
		help_options(c);
}

static void help_all(void)
{
	out_data("jiffy builds a minimal Linux and boots it in QEMU.\n\n"
		 "usage: jiffy COMMAND [OPTION...]\n\n");
	for (size_t i = 0; commands[i]; i++)
		if (!command_hidden(commands[i]))
			out_data("  %-8s %s\n", commands[i]->name, commands[i]->summary);
	out_data("\n'jiffy help COMMAND' explains a command; 'man jiffy' has everything.\n");
}

static int run(struct app *a, struct err *e)
{
	const struct cmd *c;

	if (!a->args.n) {
		help_all();
		return STATUS_OK;
	}
	c = command_find(a->args.v[0]);
	if (!c || command_hidden(c))
		return command_unknown(a->args.v[0], e);
	help_command(c);
	return STATUS_OK;
}

const struct cmd cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.summary = "list the commands, or explain one",
	.about = "Without COMMAND, lists the commands.",
	.raw = true,
	.run = run,
};
