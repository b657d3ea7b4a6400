/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file has a line "name value" for each input; blanks, newlines and backslashes are escaped. */
#include "image/step/stamp.h"

#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/fs.h"

#define VALUE_SHOWN 60 /* longer values are not shown */

void stamp_add(struct stamp *s, const char *name, const char *value)
{
	strv_add(&s->names, name);
	strv_add(&s->values, value ? value : "");
}

int stamp_add_file(struct stamp *s, const struct build *b, const char *name, const char *path,
		   struct err *e)
{
	char hex[DIGEST_HEX];

	if (build_digest_file(b, path, hex, e))
		return -1;
	stamp_add(s, name, hex);
	return 0;
}

void stamp_add_all(struct stamp *s, const struct stamp *more)
{
	strv_addv(&s->names, &more->names);
	strv_addv(&s->values, &more->values);
}

void stamp_free(struct stamp *s)
{
	strv_free(&s->names);
	strv_free(&s->values);
	*s = (struct stamp){0};
}

static const struct {
	char plain, letter;
} escapes[] = {{' ', 's'}, {'\n', 'n'}, {'\\', '\\'}};

static void add_escaped(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		size_t i = 0;

		while (i < ARRAY_SIZE(escapes) && escapes[i].plain != *text)
			i++;
		if (i < ARRAY_SIZE(escapes))
			sb_addc(out, '\\');
		sb_addc(out, i < ARRAY_SIZE(escapes) ? escapes[i].letter : *text);
	}
}

/* Reads one field up to 'end'. Returns what follows it; NULL: the field is malformed. */
static const char *take_escaped(const char *at, char end, struct strbuf *out)
{
	for (; *at && *at != end; at++) {
		size_t i = 0;

		if (*at != '\\') {
			sb_addc(out, *at);
			continue;
		}
		at++;
		while (i < ARRAY_SIZE(escapes) && escapes[i].letter != *at)
			i++;
		if (i == ARRAY_SIZE(escapes))
			return NULL;
		sb_addc(out, escapes[i].plain);
	}
	return *at ? at + 1 : NULL;
}

int stamp_write(const struct stamp *s, const char *path, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};

	for (size_t i = 0; i < s->names.n; i++) {
		add_escaped(&text, s->names.v[i]);
		sb_addc(&text, ' ');
		add_escaped(&text, s->values.v[i]);
		sb_addc(&text, '\n');
	}
	return fs_write(path, sb_str(&text), text.len, 0644, e);
}

static int stamp_parse(struct stamp *s, const char *at)
{
	while (*at) {
		_cleanup_sb_ struct strbuf name = {0}, value = {0};

		at = take_escaped(at, ' ', &name);
		at = at ? take_escaped(at, '\n', &value) : NULL;
		if (!at)
			return -1;
		stamp_add(s, sb_str(&name), sb_str(&value));
	}
	return 0;
}

static char *changed(const char *name, const char *old, const char *new)
{
	if (digest_valid(old) || digest_valid(new) || strlen(old) + strlen(new) > VALUE_SHOWN ||
	    strchr(old, '\n') || strchr(new, '\n'))
		return xasprintf("'%s' changed", name);
	return xasprintf("'%s' changed from '%s' to '%s'", name, old, new);
}

static char *first_difference(const struct stamp *old, const struct stamp *new)
{
	for (size_t i = 0; i < new->names.n; i++) {
		const char *name = new->names.v[i];

		if (i >= old->names.n)
			return xasprintf("'%s' is new", name);
		if (str_eq(name, old->names.v[i])) {
			if (!str_eq(old->values.v[i], new->values.v[i]))
				return changed(name, old->values.v[i], new->values.v[i]);
			continue;
		}
		if (!strv_has(&old->names, name))
			return xasprintf("'%s' is new", name);
		if (!strv_has(&new->names, old->names.v[i]))
			return xasprintf("'%s' is gone", old->names.v[i]);
		return xasprintf("'%s' was moved", name);
	}
	if (old->names.n > new->names.n)
		return xasprintf("'%s' is gone", old->names.v[new->names.n]);
	return NULL;
}

char *stamp_compare(const struct stamp *s, const char *path)
{
	_cleanup_stamp_ struct stamp old = {0};
	_cleanup_sb_ struct strbuf text = {0};

	if (!fs_try_read(path, &text) || stamp_parse(&old, sb_str(&text)))
		return xstrdup("the record of the last build cannot be read");
	return first_difference(&old, s);
}
