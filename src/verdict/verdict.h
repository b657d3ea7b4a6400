/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Console text, channel and QEMU's end → outcome word and title. Pure. */
#ifndef JIFFY_VERDICT_VERDICT_H
#define JIFFY_VERDICT_VERDICT_H

#include "verdict/kmsg.h"
#include "verdict/outcome.h"

struct verdict_facts {
	const char *console_tail; /* last lines, clean text; enough of them for a crash: some 200 */
	const struct kmsg_record
		*records; /* what the agent sent of /dev/kmsg, in order; NULL: nothing */
	size_t n_records;
	bool unattended;     /* a command was run: a crash that the kernel survived counts too */
	bool fail_on_warn;   /* and a WARNING */
	bool fail_on_taint;  /* and a taint that was not there at the start */
	bool agent_expected; /* /init is ours: without its good-bye the end is no good one */
	bool ready;	     /* the agent said that it runs */
	const char *agent_error; /* what it did against the protocol, or NULL */
	bool powered_off;	 /* the agent said good-bye before the end */
	bool user_quit;		 /* Ctrl-a x, or the monitor's quit, or the window was closed */
	bool kernel_seen;	 /* at least one byte on the console, or the agent */
	const char *
		shutdown; /* reason of QMP's SHUTDOWN event ("guest-reset", "guest-shutdown", "host-qmp-quit" …), or NULL */
	const char *qemu;     /* name of the program, for titles */
	const char *qemu_log; /* last lines of its stderr, or NULL */
	int qemu_signo;	      /* the signal that ended it and is not ours; 0: none */
	int qemu_status;      /* its exit status otherwise */
};
/* Sets word, title, function, tail, noticed (caller's) and status of o, whose taint is known already. */
void verdict(const struct verdict_facts *f, struct outcome *o);

#endif
