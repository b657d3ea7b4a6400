/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --push HOST[:GUEST] and --pull GUEST[:HOST]. */
#ifndef JIFFY_CMD_BOOT_TRANSFER_H
#define JIFFY_CMD_BOOT_TRANSFER_H

#include "cmd/app.h"
#include "vm/agent/transfer.h"

struct transfers {
	struct transfer_spec *v;
	size_t n;
	struct strv paths; /* v borrows them */
};

/* Fills 'out', which is empty, pushes first. Fails if a transfer is certain to be impossible. */
int run_transfers(const struct settings *s, char *const *command, struct transfers *out,
		  struct err *e);
/* Warns of pushed programs that the kernel cannot run: they may be there to be read. */
void run_warn_of_pushes(const struct app *a, const struct image *image);
void transfers_free(struct transfers *t);

#endif
