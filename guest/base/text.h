/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings, small files, console messages. A buffer never overruns: what does not fit is cut off. */
#ifndef JIFFY_GUEST_BASE_TEXT_H
#define JIFFY_GUEST_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Joins the strings up to a NULL into buf. Returns buf. */
char *text_join(char *buf, size_t size, ...);
/* v in decimal, at least 'width' digits. Returns buf. */
char *text_number(char buf[24], uint64_t v, unsigned width);
/* The number at s; 0 when there are no digits. */
uint64_t text_to_number(const char *s);
/* Reads a small file, without its last '\n'. False, with an empty string: it cannot be read. */
bool text_read(const char *path, char *buf, size_t size);
/*
 * Finds the last 'key=value' of a command line. The value ends at a blank or at one of 'stops'.
 * False, with an empty string: there is none.
 */
bool text_word(const char *cmdline, const char *key, const char *stops, char *buf, size_t size);
/* Prints "init: what 'subject': reason" on the console; errnum 0: no reason. */
void text_complain(const char *what, const char *subject, int errnum);

#endif
