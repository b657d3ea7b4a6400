/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jiffy __man FILE: the man page's source with the line "@commands@" replaced by the tables' text.
 */
#include "base/file/fs.h"
#include "base/strbuf.h"
#include "cmd/app.h"
#include "cmd/ui/help.h"

/* Escapes what scdoc would interpret. */
static void add_escaped(struct strbuf *sb, const char *s)
{
	for (; *s; s++) {
		if (strchr("_*\\#.", *s))
			sb_addc(sb, '\\');
		sb_addc(sb, *s);
	}
}

static void add_options(struct strbuf *sb, unsigned bit, bool shared)
{
	for (size_t i = 0; i < settings_count; i++) {
		const struct opt *o = &settings_table[i];
		_cleanup_free_ char *names = help_option_names(o),
				    *text = help_option_text(o, true);

		if (!(o->cmds & bit) || shared != (o->cmds == (unsigned)CMD_ALL))
			continue;
		sb_add(sb, "*");
		add_escaped(sb, names);
		sb_add(sb, "*\n\t");
		add_escaped(sb, text);
		sb_add(sb, "\n\n");
	}
}

static void add_commands(struct strbuf *sb)
{
	for (size_t i = 0; commands[i]; i++) {
		const struct cmd *c = commands[i];

		if (command_hidden(c))
			continue;
		sb_addf(sb, "## jiffy %s", c->name);
		sb_addf(sb, "%s%s\n\n", *c->args ? " " : "", c->args);
		add_escaped(sb, c->about);
		sb_add(sb, "\n\n");
		add_options(sb, c->bit, false);
	}
	sb_add(sb, "## every command\n\n");
	add_options(sb, ~0u, true);
}

static int run(struct app *a, struct err *e)
{
	static const char mark[] = "@commands@\n";
	_cleanup_sb_ struct strbuf source = {0}, commands_text = {0};
	const char *at;

	if (a->args.n != 1)
		return err_kind_set(e, ERR_USAGE, "'jiffy __man' takes the page's source");
	if (fs_read(a->args.v[0], &source, e))
		return -1;
	at = strstr(sb_str(&source), mark);
	if (!at)
		return err_set(e, "'%s' has no line '@commands@'", a->args.v[0]);
	add_commands(&commands_text);
	out_data("%.*s%s%s", (int)(at - sb_str(&source)), sb_str(&source), sb_str(&commands_text),
		 at + strlen(mark));
	return STATUS_OK;
}

const struct cmd cmd_man = {.name = "__man", .args = "", .raw = true, .run = run};
