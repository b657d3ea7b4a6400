/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/ui/commands.h"

const struct cmd *const commands[] = {
	&cmd_run,    &cmd_build, &cmd_config, &cmd_report,   &cmd_bench, &cmd_bundle,
	&cmd_doctor, &cmd_clean, &cmd_help,   &cmd_complete, &cmd_man,	 NULL,
};

const struct cmd *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (str_eq(commands[i]->name, name))
			return commands[i];
	return NULL;
}

bool command_hidden(const struct cmd *c)
{
	return str_starts(c->name, "__");
}

int command_unknown(const char *name, struct err *e)
{
	const char *names[ARRAY_SIZE(commands)];
	const char *near;
	size_t n = 0;

	for (size_t i = 0; commands[i]; i++)
		if (!command_hidden(commands[i]))
			names[n++] = commands[i]->name;
	near = nearest_name(name, names, n);
	err_kind_set(e, ERR_USAGE, "unknown command '%s'", name);
	if (near)
		return err_hint(e, "did you mean 'jiffy %s'?", near);
	return err_hint(e, "'jiffy help' lists the commands");
}
