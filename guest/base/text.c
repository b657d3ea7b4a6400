/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

char *text_join(char *buf, size_t size, ...)
{
	size_t len = 0;
	const char *s;
	va_list ap;

	va_start(ap, size);
	while ((s = va_arg(ap, const char *)))
		while (*s && len + 1 < size)
			buf[len++] = *s++;
	va_end(ap);
	buf[len] = '\0';
	return buf;
}

char *text_number(char buf[24], uint64_t v, unsigned width)
{
	char digits[24];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v || n < width);
	for (unsigned i = 0; i < n; i++)
		buf[i] = digits[n - 1 - i];
	buf[n] = '\0';
	return buf;
}

uint64_t text_to_number(const char *s)
{
	uint64_t v = 0;

	while (*s >= '0' && *s <= '9')
		v = v * 10 + (uint64_t)(*s++ - '0');
	return v;
}

bool text_read(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n = -1;

	if (fd >= 0) {
		while (len + 1 < size && (n = read(fd, buf + len, size - 1 - len)) > 0)
			len += (size_t)n;
		close(fd);
	}
	if (len && buf[len - 1] == '\n')
		len--;
	buf[len] = '\0';
	return n >= 0;
}

bool text_word(const char *cmdline, const char *key, const char *stops, char *buf, size_t size)
{
	size_t key_len = strlen(key), len = 0;
	bool found = false;

	for (const char *s = cmdline; *s; s++) {
		if ((s > cmdline && s[-1] != ' ') || strncmp(s, key, key_len) || s[key_len] != '=')
			continue;
		found = true;
		s += key_len + 1;
		for (len = 0; s[len] && s[len] != ' ' && !strchr(stops, s[len]) && len + 1 < size;
		     len++)
			buf[len] = s[len];
		s--;
	}
	buf[len] = '\0';
	return found;
}

/* Errors that a user can do something about have a text; any other is only a number. */
static const char *reason(int errnum, char *buf, size_t size)
{
	static const struct {
		int errnum;
		const char *text;
	} reasons[] = {
		{ENOENT, "no such file, or its interpreter or loader is missing"},
		{EACCES, "not executable, or no access to a folder in its path"},
		{ENOEXEC, "the kernel cannot run this format"},
		{EISDIR, "is a folder"},
		{ENOTDIR, "part of its path is not a folder"},
		{ENOMEM, "out of memory"},
		{EPERM, "not permitted"},
		{EBUSY, "in use"},
	};
	char number[24];

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].errnum == errnum)
			return reasons[i].text;
	return text_join(buf, size, "error ", text_number(number, (uint64_t)errnum, 1), NULL);
}

void text_complain(const char *what, const char *subject, int errnum)
{
	char line[256], number[32];

	text_join(line, sizeof(line), "init: ", what, " '", subject, "'", errnum ? ": " : "",
		  errnum ? reason(errnum, number, sizeof(number)) : "", "\n", NULL);
	if (write(2, line, strlen(line)) < 0)
		return; /* nowhere left to report it */
}
