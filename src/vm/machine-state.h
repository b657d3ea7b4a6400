/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What machine.c and machine-command.c share; for nobody else. */
#ifndef JIFFY_VM_MACHINE_STATE_H
#define JIFFY_VM_MACHINE_STATE_H

#include "verdict/evidence.h"
#include "vm/agent/exec.h"
#include "vm/agent/records.h"
#include "vm/agent/transfer.h"
#include "vm/deadline.h"
#include "vm/machine.h"
#include "vm/qemu/where.h"
#include "vm/stop.h"

struct machine {
	struct machine_spec *spec;
	const struct machine_io *io;
	struct outcome *out;
	struct loop *loop;
	struct proc qemu;
	int pidfd;
	uint64_t start,
		zero; /* QEMU's; that of the guest's clock: one alignment for all its stamps */
	struct tty_guard *guard;
	struct console *console;
	struct qmp *qmp;
	struct channel *channel;
	struct exec_spec command;
	struct exec *exec; /* NULL: there is no command */
	struct deadlines deadlines;
	struct where where;
	struct records *records;
	struct loop_timer *watch, *last_words; /* of the console; after an oops */
	uint64_t watched;		       /* the console's last byte that was looked at */
	uint64_t
		asked; /* when the agent was asked whether it lives, for what the console tells; 0: it was not */
	struct loop_fd *exit, *interrupt, *winch;
	struct loop_timer *settle, *agent_wait;
	unsigned settling; /* turns since QEMU's end */
	struct stop stop;
	int signo;	/* why we stop it; 0: we do not */
	int passed_on;	/* the signal that the command got; 0: none */
	char *broken;	/* what was wrong with the agent's words */
	char *qemu_log; /* path */
	char *shutdown; /* reason of QMP's SHUTDOWN */
	bool ready, bye, console_closed;
	const struct share *no_share; /* that the guest could not mount; NULL: none */
	int no_share_errno;
	/* files on their way */
	struct transfer *transfer; /* NULL: none now */
	size_t transfer_at;	   /* of io->transfers */
	struct loop_timer *transfer_next;
	struct evidence_transfer *transfers; /* io->n_transfers */
	bool transfer_failed;
};

/* Climbs the ladder; a second time, to its end. After QEMU's end: leaves. */
void machine_stop(struct machine *m, int signo);
/* Since QEMU's start; 0, not known, for what a guest's wrong clock puts before it. */
uint64_t machine_since_start(const struct machine *m, uint64_t ns);
void machine_keep_memory(struct machine *m, const struct wire_memory *memory);
/* The command, if there is one, and the limits. After channel and console. */
void machine_connect_command(struct machine *m);

/* Starts what has its turn: a push, the command, a pull, the end. */
void machine_transfer_next(void *arg);
unsigned machine_command_stream(const struct machine *m);
void machine_end_transfers(struct machine *m);

/* Hooks of the channel. */
const char *machine_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			  bool newer);
bool machine_room(void *arg);
void machine_pong(void *arg);
void machine_broken(void *arg, const char *why);

/* Before the channel. */
void machine_open_records(struct machine *m);
void machine_kmsg(void *arg, const char *lines, size_t n);
/* Whether it tells of an oops, for as long as a command runs. */
void machine_watch_console(struct machine *m);
void machine_taint(void *arg, const struct wire_taint *t);

/* Collects the evidence and has it judged. */
void machine_judge(struct machine *m);

#endif
