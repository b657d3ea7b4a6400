/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_CMD_BOOT_COMMAND_H
#define JIFFY_CMD_BOOT_COMMAND_H

#include "cmd/app.h"

/*
 * What shall run in the guest, by options and words: *command is NULL for the shell on its console, else it is argv, whose
 * words stay in 'words'. A file of this host is added to the settings' 'add'.
 */
int run_command_find(struct app *a, struct strv *words, char *const **command, struct err *e);

#endif
