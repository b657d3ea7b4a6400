/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of 'jiffy bench'. */
#ifndef JIFFY_CMD_BENCH_H
#define JIFFY_CMD_BENCH_H

#include "settings/settings.h"

/*
 * The recipe has no settings, so jiffy's side is its default: of jiffy.ini and the options only what says with what to build and
 * to boot, which holds for both sides, is left.
 */
void bench_settings(struct settings *s);
/* For the jiffys that are started: what is the same as here, and the sources as the user named them. */
void bench_options(const struct settings *s, struct strv *options, struct strv *sources);

#endif
