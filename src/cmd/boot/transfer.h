/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --push HOST[:GUEST] and --pull GUEST[:HOST]. */
#ifndef JIFFY_CMD_BOOT_TRANSFER_H
#define JIFFY_CMD_BOOT_TRANSFER_H

#include "settings/settings.h"
#include "vm/agent/transfer.h"

struct transfers {
	struct transfer_spec *v;
	size_t n;
	struct strv paths; /* v borrows them */
};

/* Fills 'out', which is empty, pushes first. Fails if a transfer is certain to be impossible. */
int run_transfers(const struct settings *s, char *const *command, struct transfers *out,
		  struct err *e);
void transfers_free(struct transfers *t);

#endif
