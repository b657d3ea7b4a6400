/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures as text. KB and MB are the kernel's: 1024 and 1024 * 1024 bytes. Appended. */
#ifndef JIFFY_REPORT_UNITS_H
#define JIFFY_REPORT_UNITS_H

#include "base/strbuf.h"

void unit_bytes(uint64_t bytes, struct strbuf *out); /* "312 B", "1.2 KB", "2304 KB", "17.4 MB" */
void unit_bytes_delta(int64_t bytes, struct strbuf *out); /* "+1.2 KB", "-8 KB", "+0 KB" */
void unit_ns(uint64_t ns, struct strbuf *out);		  /* "12.3 ms" */
void unit_ns_delta(int64_t ns, struct strbuf *out);	  /* "+0.1 ms" */
/* The same as a string of the caller's. */
char *str_bytes(uint64_t bytes);
char *str_bytes_delta(int64_t bytes);
char *str_ns(uint64_t ns);
char *str_ns_delta(int64_t ns);

#endif
