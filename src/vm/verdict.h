/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Console text, channel and QEMU's end → outcome word and title. Pure. */
#ifndef JIFFY_VM_VERDICT_H
#define JIFFY_VM_VERDICT_H

#include "vm/outcome.h"

struct verdict_facts {
	const char *console_tail; /* last lines, clean text */
	bool ready;               /* the agent said that it runs */
	bool powered_off;         /* the agent said good-bye before the end */
	bool user_quit;           /* Ctrl-a x, or the monitor's quit (QMP SHUTDOWN host-qmp-quit, host-signal …) */
	bool kernel_seen;         /* at least one line of the kernel */
	const char *shutdown;     /* reason of QMP's SHUTDOWN event ("guest-reset", "guest-shutdown", "host-qmp-quit" …), or NULL */
	bool qemu_signalled;      /* QEMU was ended by a signal that is not ours */
	int qemu_status;          /* its exit status otherwise */
};
/* Sets word, title (caller's), tail and status of o. */
void verdict(const struct verdict_facts *f, struct outcome *o);

#endif
