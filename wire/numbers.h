/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors and signals on the wire. Linux numbers both differently on some architectures, and guest
 * and host need not have the same one; so the wire has its own numbers, the indices of the tables
 * in numbers.c. Each side compiles the tables with its own <errno.h> and <signal.h>, and
 * translates.
 *
 * A number that a table lacks travels as WIRE_OTHER + the sender's own, only to be displayed. A
 * real-time signal is its own number, 32 and up, everywhere.
 */
#ifndef JIFFY_WIRE_NUMBERS_H
#define JIFFY_WIRE_NUMBERS_H

#include "wire/wire.h"

#define WIRE_OTHER 0x10000

/* From this side's number to the wire's. */
uint64_t wire_error(int errnum);
uint64_t wire_signal(int signo);
/*
 * From the wire's number to this side's; 0: it is not valid. A number that the sender's table
 * lacked stays the sender's own; where that has another meaning here, it stays WIRE_OTHER + it.
 */
int wire_error_here(uint64_t error);
int wire_signal_here(uint64_t signal);
/* Translate what a message holds. False: no guest can have meant it. */
bool wire_exit_here(struct wire_exit *x);
bool wire_bye_here(struct wire_bye *b);

#endif
