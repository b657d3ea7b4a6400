/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options as text, from the one table: for help and man page. Caller's. */
#ifndef JIFFY_CMD_UI_HELP_H
#define JIFFY_CMD_UI_HELP_H

#include "base/opt.h"

/* "-m, --memory SIZE" */
char *help_option_names(const struct opt *o);
/* "memory of the guest; a bare number is MiB (default 256M; jiffy.ini: [machine] memory)" */
char *help_option_text(const struct opt *o, bool with_ini);

#endif
