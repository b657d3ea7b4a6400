/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --push and --pull: the agent's program as a process other than PID 1. */
#ifndef JIFFY_GUEST_FILES_H
#define JIFFY_GUEST_FILES_H

/* Runs WIRE_GIVE or WIRE_TAKE (wire/wire.h). Returns the exit status. */
int files_main(int argc, char **argv);

#endif
