/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_TEST_FAULTS_H
#define JIFFY_TEST_FAULTS_H

/* Writes to freed memory. */
void fault_freed(void);

#endif
