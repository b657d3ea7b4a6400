/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_TEST_FAULTS_H
#define JIFFY_TEST_FAULTS_H

/* Writes to memory that it has freed. */
void fault_freed(void);

#endif
