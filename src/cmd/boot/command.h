/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_CMD_BOOT_COMMAND_H
#define JIFFY_CMD_BOOT_COMMAND_H

#include "cmd/app.h"

/*
 * Finds the command to run in the guest. *command is its argv, whose words are in 'words', or NULL
 * for a shell on the console. A file of this host is also added to the settings' 'add'.
 */
int run_command_find(struct app *a, struct strv *words, char *const **command, struct err *e);

#endif
