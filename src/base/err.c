/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new text is made before the old one is freed, since the arguments may point into it. errno is
 * preserved, for callers that still need it.
 */
#include "base/err.h"

#include <errno.h>

/* Replaces everything in e with the message, which e then owns. */
static int set(struct err *e, enum err_kind kind, char *msg)
{
	int saved = errno;

	err_free(e);
	e->msg = msg;
	e->kind = kind;
	errno = saved;
	return -1;
}

int err_set(struct err *e, const char *fmt, ...)
{
	va_list ap;
	char *msg;

	va_start(ap, fmt);
	msg = xvasprintf(fmt, ap);
	va_end(ap);
	return set(e, ERR_HOST, msg);
}

int err_kind_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;
	char *msg;

	va_start(ap, fmt);
	msg = xvasprintf(fmt, ap);
	va_end(ap);
	return set(e, kind, msg);
}

int err_errno(struct err *e, int errnum, const char *fmt, ...)
{
	_cleanup_free_ char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	return set(e, ERR_HOST, xasprintf("%s: %s", what, strerror(errnum)));
}

/* *text becomes first + separator + second, one of which is the old *text. */
static int join(char **text, const char *first, const char *separator, const char *second)
{
	int saved = errno;
	char *joined = xasprintf("%s%s%s", first, separator, second);

	free(*text);
	*text = joined;
	errno = saved;
	return -1;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	_cleanup_free_ char *context = NULL;
	va_list ap;

	va_start(ap, fmt);
	context = xvasprintf(fmt, ap);
	va_end(ap);
	return join(&e->msg, context, e->msg ? ": " : "", e->msg ? e->msg : "");
}

int err_detail(struct err *e, const char *fmt, ...)
{
	_cleanup_free_ char *lines = NULL;
	va_list ap;

	va_start(ap, fmt);
	lines = xvasprintf(fmt, ap);
	va_end(ap);
	return join(&e->detail, e->detail ? e->detail : "", e->detail ? "\n" : "", lines);
}

int err_hint(struct err *e, const char *fmt, ...)
{
	_cleanup_free_ char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	line = xvasprintf(fmt, ap);
	va_end(ap);
	return join(&e->hint, e->hint ? e->hint : "", e->hint ? "\n" : "", line);
}

int err_log(struct err *e, const char *path)
{
	str_set(&e->log, path);
	return -1;
}

void err_free(struct err *e)
{
	free(e->msg);
	free(e->detail);
	free(e->log);
	free(e->hint);
	*e = (struct err)ERR_INIT;
}
