/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors and signals on the wire. Their numbers depend on the architecture, and guest and host may
 * have different ones. So the wire has numbers of its own, the indices of the tables in numbers.c.
 * Each side compiles the tables with its own <errno.h> and <signal.h>, and translates.
 *
 * A number that a table lacks travels as WIRE_OTHER + the sender's own, and can only be displayed.
 * Real-time signals, 32 and up, have the same numbers everywhere.
 */
#ifndef JIFFY_WIRE_NUMBERS_H
#define JIFFY_WIRE_NUMBERS_H

#include "wire/wire.h"

#define WIRE_OTHER 0x10000

/* From this side's number to the wire's. */
uint64_t wire_error(int errnum);
uint64_t wire_signal(int signo);
/*
 * From the wire's number to this side's; 0: it is not valid. For WIRE_OTHER + a number, returns
 * that number, unless it has another meaning here: then it stays as it is.
 */
int wire_error_here(uint64_t error);
int wire_signal_here(uint64_t signal);
/* Translate the numbers in a message. False: the message makes no sense. */
bool wire_exit_here(struct wire_exit *x);
bool wire_bye_here(struct wire_bye *b);

#endif
