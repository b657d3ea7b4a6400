/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * We pass the lines to inih ourselves, to know their numbers and to reject what it would silently
 * cut or change. Its settings are global variables of the library, which nothing else uses.
 */
#include "base/file/ini.h"

#include <ini.h>

#include "base/file/fs.h"

#define LINE_MAX_BYTES 8192
#define BAD_LINE       "neither '[section]' nor 'key = value'"

struct reading {
	struct strbuf text;
	size_t at; /* where the next line starts */
	int line;  /* number of the current one */
	ini_fn fn;
	void *arg;
	bool failed; /* e is set */
	struct err *e;
};

static const char *fault_of_line(const char *s, size_t n, size_t room)
{
	if (n + 2 > room) /* "\n\0" */
		return "the line is too long";
	if (n && s[n - 1] == '\r')
		n--;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' && s[i] != '\t')
			return "the line contains a control character";
	return NULL;
}

/* An ini_reader: works like fgets(). */
static char *next_line(char *buf, int room, void *stream)
{
	struct reading *r = stream;
	const char *s = sb_str(&r->text) + r->at, *end, *fault;
	size_t n = r->text.len - r->at;

	if (!n || r->failed)
		return NULL;
	r->line++;
	end = memchr(s, '\n', n);
	n = end ? (size_t)(end - s) : n;
	r->at += n + (end != NULL);
	fault = fault_of_line(s, n, (size_t)room);
	if (fault) {
		err_kind_set(r->e, ERR_USAGE, "%s", fault);
		r->failed = true;
		return NULL;
	}
	memcpy(buf, s, n);
	buf[n] = '\n';
	buf[n + 1] = '\0';
	return buf;
}

/* An ini_handler: 0 is failure. */
static int on_value(void *user, const char *section, const char *key, const char *value)
{
	struct reading *r = user;

	if (!*key) {
		err_kind_set(r->e, ERR_USAGE, BAD_LINE);
		r->failed = true;
		return 0;
	}
	r->failed = r->fn(r->arg, section, key, value, r->line, r->e);
	return !r->failed;
}

static void set_dialect(void)
{
	ini_use_stack = false;
	ini_allow_realloc = false;
	ini_max_line = ini_initial_alloc = LINE_MAX_BYTES;
	ini_stop_on_first_error = true;
	ini_allow_no_value = false;
	/* "a ; b" is a value, and an indented line is a line of its own */
	ini_allow_inline_comments = false;
	ini_allow_multiline = false;
}

int ini_read(const char *path, ini_fn fn, void *arg, struct err *e)
{
	struct reading r = {.fn = fn, .arg = arg, .e = e};
	int result = -1;

	if (fs_read(path, &r.text, e) == 0) {
		set_dialect();
		result = ini_parse_stream(next_line, &r, on_value, &r);
		BUG_ON(result == -2); /* out of memory */
		if (result && !r.failed)
			err_kind_set(e, ERR_USAGE, BAD_LINE);
		if (result || r.failed)
			result = err_wrap(e, "%s:%d", path, r.line);
	}
	sb_free(&r.text);
	return result;
}
