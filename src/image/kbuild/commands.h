/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kbuild keeps beside each object, in ".NAME.cmd" (linux: scripts/basic/fixdep.c,
 * scripts/Kbuild.include): the command that made it, and the files that the command read.
 */
#ifndef JIFFY_IMAGE_KBUILD_COMMANDS_H
#define JIFFY_IMAGE_KBUILD_COMMANDS_H

#include "base/err.h"
#include "base/strbuf.h"

struct command {
	char *object;	    /* what it makes, relative to the folder that was searched */
	char *path;	    /* of the .cmd file */
	struct strbuf text; /* of that file */
};
#define _cleanup_command_ _cleanup_(command_free)

/* Calls 'on' for each command below 'dir' until it returns anything but 0; returns that. */
int commands_each(const char *dir, int (*on)(void *arg, struct command *c, struct err *e),
		  void *arg, struct err *e);
/* Reads the command that made dir/object. */
int command_read(struct command *c, const char *dir, const char *object, struct err *e);
void command_free(struct command *c);
/* The path of its .cmd file. Caller's. */
char *command_path(const char *dir, const char *object);

/* The command line, as the shell gets it; "" when the file has none. Caller's. */
char *command_line(const struct command *c);
/*
 * Calls 'on' for each file that the object was made from, perhaps more than once: absolute paths,
 * as make sees them, in the command and the dependencies, and dependencies relative to the build
 * folder (generated headers). Modifies c->text.
 */
void command_each_input(struct command *c, void (*on)(void *arg, const char *input), void *arg);

#endif
