/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The environment of the programs that PID 1 starts: strings "NAME=value", NULL at the end. */
#ifndef JIFFY_GUEST_PROGRAM_ENV_H
#define JIFFY_GUEST_PROGRAM_ENV_H

#include <stddef.h>

#include "guest/guest.h"

#define ENV_MAX 64	  /* entries of env_default(), with the NULL */
#define SHELL	"/bin/sh" /* also the value of $SHELL */

/*
 * The environment of every program: 'first' unless NULL, our own variables, then those that PID 1
 * got from the kernel's command line.
 */
void env_default(const struct guest *g, const char *first, const char *out[ENV_MAX]);
/* Appends the entries of 'more' whose names are new to env[0..n), up to 'max' in all. Returns n. */
size_t env_add(const char **env, size_t n, size_t max, const char *const *more);
/* The value of a variable, whose name is given as "NAME="; "" if it is not set. */
const char *env_value(const char *const *env, const char *name);

#endif
