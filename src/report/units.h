/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures as text; the strings are the caller's. KB and MB are 1024 and 1024 * 1024 bytes. */
#ifndef JIFFY_REPORT_UNITS_H
#define JIFFY_REPORT_UNITS_H

#include "base/util.h"

char *str_bytes(uint64_t bytes);      /* "312 B", "1.2 KB", "2304 KB", "17.4 MB" */
char *str_bytes_delta(int64_t bytes); /* "+1.2 KB", "-8 KB", "+0 KB" */
char *str_ns(uint64_t ns);	      /* "12.3 ms" */
char *str_ns_delta(int64_t ns);	      /* "+0.1 ms" */
/* The same for microseconds. */
char *str_us(uint64_t us);
char *str_us_delta(int64_t us);

#endif
