/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/output.h"

#include <ctype.h>

static bool contains_any(const char *line, const char *const *texts)
{
	for (; *texts; texts++)
		if (strstr(line, *texts))
			return true;
	return false;
}

/* Lines of compilers, linkers, kbuild's scripts and Kconfig that say what is wrong. */
static bool is_error(const char *line)
{
	static const char *const texts[] = {
		": error: ",
		": fatal error: ",
		": internal compiler error: ",
		": Error: ",
		"undefined reference to",
		"multiple definition of",
		"ld: ",
		"undefined symbol: ",
		"ERROR: modpost:",
		"ERROR: Kconfig",
		"No space left on",
		"Cannot allocate memory",
		": syntax error",
		"relocation truncated",
		"Unable to find the ncurses",
		"Cannot find libelf",
		"command not found",
		": not found",
		"Read-only file system",
		": Sorry, ",
		NULL,
	};

	return contains_any(line, texts) && !strstr(line, ": warning: ");
}

static bool is_context(const char *line)
{
	static const char *const texts[] = {": In function ", ": At top level", NULL};

	return str_starts(line, "In file included from ") ||
	       str_starts(line, "                 from ") || contains_any(line, texts);
}

/* The source line and the marks under it: "   12 |  x = y;", "      |      ^". */
static bool is_excerpt(const char *line)
{
	const char *p = line + strspn(line, " ");

	p += strspn(p, "0123456789");
	return p > line && str_starts(p + strspn(p, " "), "|");
}

/*
 * What kbuild's scripts write in a frame of asterisks: "*** C compiler is too old." (linux:
 * scripts/cc-version.sh). NULL: the line is none of it.
 */
static const char *notice_of(const char *line)
{
	const char *text = str_starts(line, "*** ") ? line + strlen("*** ") : NULL;

	return text && text[strspn(text, " *")] ? text : NULL;
}

/* make's own line: "make[2]: *** [scripts/Makefile.build:250: fs/open.o] Error 1". */
static bool is_stop(const char *line)
{
	return strstr(line, "***") && strstr(line, "ake");
}

static void add_error(struct kbuild_output *o, const char *line)
{
	if (o->lines == KBUILD_ERROR_LINES) {
		o->omitted++;
		return;
	}
	o->lines++;
	sb_addf(&o->errors, "%s\n", line);
}

static void add_context(struct kbuild_output *o)
{
	char *rest = o->context.buf, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			add_error(o, line);
	sb_truncate(&o->context, 0);
}

static void note_cause(struct kbuild_output *o, const char *line)
{
	o->no_space |= strstr(line, "No space left on device") != NULL;
	o->no_libelf |= strstr(line, "gelf.h") || strstr(line, "libelf");
	o->no_memory |= strstr(line, "Cannot allocate memory") || strstr(line, "Killed signal");
	o->no_curses |= strstr(line, "ncurses") != NULL;
	o->old_compiler |= strstr(line, "C compiler is too old") != NULL;
}

/* "  CC      fs/open.o", "  LD [M]  x.ko": the path, or NULL. */
static const char *step_of(const char *line)
{
	const char *p = line + 2;

	if (!str_starts(line, "  ") || !isupper((unsigned char)*p))
		return NULL;
	while (isupper((unsigned char)*p) || isdigit((unsigned char)*p) || *p == '_')
		p++;
	if (*p != ' ')
		return NULL;
	p += strspn(p, " ");
	if (str_starts(p, "[M]"))
		p += 3 + strspn(p + 3, " ");
	return *p ? p : NULL;
}

const char *kbuild_output_line(struct kbuild_output *o, const char *line)
{
	const char *step = step_of(line), *notice = notice_of(line);

	if (step) {
		o->steps++;
		o->follow = false;
		sb_truncate(&o->context, 0);
		return step;
	}
	if (notice || is_error(line)) {
		add_context(o);
		add_error(o, notice ? notice : line);
		note_cause(o, line);
		o->follow = true;
	} else if (is_context(line)) {
		if (!str_starts(line, " ") && !str_starts(sb_str(&o->context), "In file"))
			sb_truncate(&o->context, 0);
		sb_addf(&o->context, "%s\n", line);
		o->follow = false;
	} else if (is_excerpt(line)) {
		if (o->follow)
			add_error(o, line);
	} else {
		if (is_stop(line))
			sb_addf(&o->stopped, "%s\n", line);
		o->follow = false;
		sb_truncate(&o->context, 0);
	}
	return NULL;
}

/* The first of make's lines says most: those after it only pass the failure on. */
static char *first_stop(const struct kbuild_output *o)
{
	const char *s = sb_str(&o->stopped), *real = strstr(s, "*** No rule");

	while (real && real > s && real[-1] != '\n')
		real--;
	s = real ? real : s;
	return *s ? xstrndup(s, strcspn(s, "\n")) : NULL;
}

char *kbuild_output_errors(const struct kbuild_output *o)
{
	struct strbuf sb = {0};

	if (!o->lines)
		return first_stop(o);
	sb_addn(&sb, o->errors.buf, o->errors.len - 1);
	if (o->omitted)
		sb_addf(&sb, "\n… and %u more lines in the log", o->omitted);
	return sb_detach(&sb);
}

void kbuild_output_free(struct kbuild_output *o)
{
	sb_free(&o->errors);
	sb_free(&o->context);
	sb_free(&o->stopped);
}
