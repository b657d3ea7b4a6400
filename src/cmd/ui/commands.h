/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands. */
#ifndef JIFFY_CMD_UI_COMMANDS_H
#define JIFFY_CMD_UI_COMMANDS_H

#include "cmd/app.h"

extern const struct cmd cmd_bench, cmd_bundle, cmd_run, cmd_build, cmd_config, cmd_report,
	cmd_doctor, cmd_clean, cmd_help, cmd_complete, cmd_man;
/* All of them, NULL-terminated. Names that begin with "__" are hidden. */
extern const struct cmd *const commands[];
const struct cmd *command_find(const char *name); /* NULL: there is none */
bool command_hidden(const struct cmd *c);
/* An error of kind ERR_USAGE, with the name that was probably meant. */
int command_unknown(const char *name, struct err *e);

#endif
