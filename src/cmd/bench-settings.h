/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of 'jiffy bench'. */
#ifndef JIFFY_CMD_BENCH_SETTINGS_H
#define JIFFY_CMD_BENCH_SETTINGS_H

#include "settings/settings.h"

/*
 * The recipe has no settings, so jiffy's side gets its defaults. What both sides share is kept:
 * sources, compiler, jobs, QEMU and its accelerator.
 */
void bench_settings(struct settings *s);
/*
 * The same as options for the jiffy that is measured. 'sources' gets those that name the sources.
 */
void bench_options(const struct settings *s, struct strv *options, struct strv *sources);

#endif
