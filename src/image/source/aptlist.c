/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/aptlist.h"

#include <stdio.h>
#include <strings.h>

/* Whether the origin ("Debian") is one of the names ("debian"). */
static bool is_ours(const char *origin, const struct strv *ids)
{
	strv_foreach(id, ids)
		if (!strcasecmp(id, origin))
			return true;
	return false;
}

void aptlist_choose(const char *all, const char *known, const struct strv *ids,
		    struct strv *entries)
{
	_cleanup_strv_ struct strv everything = {0}, lines = {0}, ours = {0}, others = {0};

	strv_split(&everything, all, "\n");
	strv_split(&lines, known, "\n");
	strv_foreach(line, &lines) {
		char *bar = strchr(line, '|');

		if (!bar)
			continue;
		*bar = '\0';
		/* where a release has no origin, apt leaves the placeholder */
		if (is_ours(line, ids))
			strv_add_once(&ours, bar + 1);
		else if (*line && *line != '$')
			strv_add_once(&others, bar + 1);
	}
	if (!ours.n)
		strv_foreach(entry, &everything)
			if (!strv_has(&others, entry))
				strv_add_once(&ours, entry);
	if (ours.n)
		strv_addv(entries, &ours);
	else
		strv_addv(entries, &others);
}

/* The words of a value in the shell's quotes; none when it is malformed. */
static void add_words(struct strv *ids, const char *value)
{
	_cleanup_strv_ struct strv values = {0};

	if (strv_split_shell(&values, value) == 0)
		strv_foreach(words, &values)
			strv_split(ids, words, " \t");
}

void aptlist_distribution(const char *os_release, struct strv *ids)
{
	_cleanup_strv_ struct strv lines = {0};

	strv_split(&lines, os_release, "\n");
	strv_foreach(line, &lines) {
		if (str_starts(line, "ID="))
			add_words(ids, line + strlen("ID="));
		if (str_starts(line, "ID_LIKE="))
			add_words(ids, line + strlen("ID_LIKE="));
	}
}

void aptlist_files(const struct strv *entries, struct strv *files)
{
	strv_foreach(entry, entries) {
		const char *colon = strrchr(entry, ':');
		_cleanup_free_ char *file = colon ? xstrndup(entry, (size_t)(colon - entry)) : NULL;

		if (file)
			strv_add_once(files, file);
	}
}

static bool is_chosen(const struct strv *entries, const char *file, unsigned n)
{
	_cleanup_free_ char *entry = xasprintf("%s:%u", file, n);

	return strv_has(entries, entry);
}

/* One-line style: "deb [options] uri suite component…". */
static void lines_to_src(const char *file, const char *text, const struct strv *entries,
			 struct strbuf *out)
{
	unsigned n = 0;

	while (*text) {
		size_t len = strcspn(text, "\n"), blank = strspn(text, " \t");
		const char *at = text + blank;

		n++;
		if (blank < len && str_starts(at, "deb") && (at[3] == ' ' || at[3] == '\t') &&
		    is_chosen(entries, file, n))
			sb_addf(out, "deb-src%.*s\n", (int)(len - blank - 3), at + 3);
		text += len + (text[len] == '\n');
	}
}

/*
 * deb822 style: stanzas of fields, separated by empty lines; a line that begins with a blank
 * continues the field before it. Comments alone are not a stanza.
 */
static void stanzas_to_src(const char *file, const char *text, const struct strv *entries,
			   struct strbuf *out)
{
	bool inside = false, chosen = false, types = false;
	unsigned n = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");
		bool empty = strspn(text, " \t\r") >= len;

		if (empty) {
			if (inside && chosen)
				sb_addc(out, '\n');
			inside = false;
		} else if (*text != '#') {
			if (!inside)
				chosen = is_chosen(entries, file, ++n);
			inside = true;
			if (*text != ' ' && *text != '\t') {
				types = !strncasecmp(text, "Types:", 6);
				if (chosen && types)
					sb_add(out, "Types: deb-src\n");
			}
			if (chosen && !types)
				sb_addf(out, "%.*s\n", (int)len, text);
		}
		text += len + (text[len] == '\n');
	}
}

void aptlist_to_src(const char *file, const char *text, const struct strv *entries,
		    struct strbuf *out)
{
	if (str_ends(file, ".sources"))
		stanzas_to_src(file, text, entries, out);
	else
		lines_to_src(file, text, entries, out);
}
