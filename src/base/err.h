/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An error is a message that gains context on its way up and is printed once, in main().
 *
 * A fallible function returns 0 or -1 (or a pointer or NULL) and takes 'struct err *' last, which
 * is never NULL and is set only on failure. Callers test 'if (f(…, e))', or '< 0' if f also returns
 * positive values. The functions here return -1, for 'return err_set(e, …)'.
 *
 * Messages: lower case, no full stop, the problem first, the subject in single quotes.
 *
 *	jiffy: building the kernel: 'make' exited with status 2
 *	  fs/open.c:1432:9: error: …           <- detail, any number of lines
 *	  log: …/kernel/build.log              <- log
 *	  hint: …                              <- hint
 */
#ifndef JIFFY_BASE_ERR_H
#define JIFFY_BASE_ERR_H

#include "base/util.h"

/* What failed. cmd/app.c maps it to an outcome and an exit status. */
enum err_kind {
	ERR_HOST,   /* jiffy or the host */
	ERR_BUILD,  /* the kernel or BusyBox does not build */
	ERR_CONFIG, /* the configuration cannot be as requested */
	ERR_USAGE,  /* the command line or jiffy.ini is wrong */
	ERR_SIGNAL, /* a signal stopped jiffy */
};

struct err {
	char *msg;    /* NULL: no error */
	char *detail; /* lines separated by '\n', or NULL */
	char *log;    /* path, or NULL */
	char *hint;   /* what to do about it, or NULL; lines separated by '\n' */
	enum err_kind kind;
	int signo; /* of ERR_SIGNAL; 0: not known */
};

#define ERR_INIT                                                                                   \
	{                                                                                          \
		0                                                                                  \
	}
#define _cleanup_err_ _cleanup_(err_free)

int err_set(struct err *e, const char *fmt, ...) PRINTF(2, 3);
/* The same, with ": " and the text of errnum appended. */
int err_errno(struct err *e, int errnum, const char *fmt, ...) PRINTF(3, 4);
int err_kind_set(struct err *e, enum err_kind kind, const char *fmt, ...) PRINTF(3, 4);
/* Prepends context: "context: message". */
int err_wrap(struct err *e, const char *fmt, ...) PRINTF(2, 3);
/* Appends one or more lines of detail. */
int err_detail(struct err *e, const char *fmt, ...) PRINTF(2, 3);
/* Appends a line to the hints. */
int err_hint(struct err *e, const char *fmt, ...) PRINTF(2, 3);
int err_log(struct err *e, const char *path);
void err_free(struct err *e); /* e can be used again */

#endif
