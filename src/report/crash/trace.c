/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/crash/trace.h"

#include <inttypes.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "verdict/show-regs.h"

#define SYMBOL	   "_.$0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define AROUND	   3 /* source lines shown before and after the place */
#define MAX_FRAMES 40
#define MAX_COLUMN 50

/* "0x12" at *s. */
static bool hex_number(const char **s, uint64_t *out)
{
	char *end;

	if (!str_starts(*s, "0x"))
		return false;
	*out = strtoull(*s, &end, 16);
	if (end - *s < 3)
		return false;
	*s = end;
	return true;
}

static bool parse_symbol(const char *s, struct trace_frame *f)
{
	size_t n = strspn(s, SYMBOL);
	const char *p = s + n, *end;

	if (!n || *p++ != '+' || !hex_number(&p, &f->offset) || *p++ != '/' ||
	    !hex_number(&p, &f->size))
		return false;
	f->function = xstrndup(s, n);
	if (str_starts(p, " [") && (end = strchr(p, ']')))
		f->module = xstrndup(p + 2, strcspn(p + 2, " ]"));
	return true;
}

/* Skips time stamp, caller and addresses, which are all in brackets. */
static const char *skip_brackets(const char *s)
{
	for (;;) {
		s += strspn(s, " \t");
		if (*s != '[' || !strchr(s, ']'))
			return s;
		s = strchr(s, ']') + 1;
	}
}

static void add_frame(struct trace *t, const struct trace_frame *f)
{
	t->frames = xrealloc(t->frames, t->n + 1, sizeof(*t->frames));
	t->frames[t->n++] = *f;
}

/* The first symbol with an offset, anywhere in the line. */
static void find_symbol(const char *s, struct trace_frame *f)
{
	while (*s) {
		s += strcspn(s, SYMBOL);
		if (parse_symbol(s, f))
			return;
		s += strspn(s, SYMBOL);
	}
}

static bool ends_trace(const char *s)
{
	return !*s || str_starts(s, "</TASK>") || str_starts(s, "---[ end ") ||
	       str_starts(s, "=====");
}

void trace_parse(const char *report, struct trace *out)
{
	bool in_trace = false;

	*out = (struct trace){0};
	while (report && *report && out->n < MAX_FRAMES) {
		size_t n = strcspn(report, "\n");
		_cleanup_free_ char *line = xstrndup(report, n);
		const char *s = skip_brackets(line);
		struct trace_frame f = {0};

		report += n + (report[n] == '\n');
		if (in_trace && ends_trace(s))
			return;
		in_trace |= str_starts(s, "Call Trace:") || str_starts(s, "Call trace:");
		f.exact = show_regs_is_pointer(s);
		if (f.exact)
			find_symbol(s, &f);
		else if (in_trace)
			parse_symbol(s, &f);
		if (f.function)
			add_frame(out, &f);
	}
}

/* The functions that print a trace are in it, too; later panic()s leave that to vpanic(). */
static bool is_printer(const char *function)
{
	static const char *const names[] = {"dump_backtrace", "show_stack", "dump_stack", "vpanic"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_starts(function, names[i]))
			return true;
	return false;
}

/* The frame that the crash is about; *sure: the report names it. */
static size_t top_frame(const struct trace *t, const char *function, bool *sure)
{
	size_t n = function ? strlen(function) : 0, i;

	*sure = true;
	for (i = 0; n && i < t->n; i++)
		if (str_starts(t->frames[i].function, function) &&
		    (!t->frames[i].function[n] || t->frames[i].function[n] == '.'))
			return i;
	for (i = 0; i < t->n; i++)
		if (t->frames[i].exact)
			return i;
	*sure = false;
	for (i = 0; i + 1 < t->n && is_printer(t->frames[i].function); i++)
		;
	return i;
}

void trace_addresses(const uint64_t *addresses, size_t n, uint64_t kernel_base, struct trace *out)
{
	*out = (struct trace){0};
	for (size_t i = 0; i < n; i++)
		add_frame(out, &(struct trace_frame){.address = addresses[i],
						     .in_program = addresses[i] < kernel_base,
						     .exact = true});
}

char *trace_frame_name(const struct trace_frame *f)
{
	if (!f->function)
		return xasprintf("0x%" PRIx64 "%s", f->address,
				 f->in_program ? " (in a program)" : "");
	return xasprintf("%s+0x%" PRIx64 "/0x%" PRIx64 "%s%s%s", f->function, f->offset, f->size,
			 f->module ? " [" : "", f->module ? f->module : "", f->module ? "]" : "");
}

static void add_place(const char *indent, const char *name, const struct trace_place *p, int width,
		      struct strbuf *out)
{
	int column = width - (int)strlen(indent);

	if (p && p->file)
		sb_addf(out, "%s%-*s  %s:%d%s\n", indent, column, name, p->file, p->line,
			p->changed ? "  * changed" : "");
	else
		sb_addf(out, "%s%s\n", indent, name);
}

static void add_frame_text(const struct trace_frame *f, int width, struct strbuf *out)
{
	_cleanup_free_ char *name = trace_frame_name(f);

	add_place("  ", name, f->n_places ? &f->places[0] : NULL, width, out);
	for (size_t i = 1; i < f->n_places; i++) {
		_cleanup_free_ char *inlined = xasprintf("inlined: %s", f->places[i].function);

		add_place("    ", inlined, &f->places[i], width, out);
	}
}

static int column_width(const struct trace *t, size_t from)
{
	size_t width = 0, n;

	for (size_t i = from; i < t->n; i++) {
		_cleanup_free_ char *name = trace_frame_name(&t->frames[i]);

		n = strlen(name) + 2;
		width = n > width && n <= MAX_COLUMN ? n : width;
		for (size_t k = 1; k < t->frames[i].n_places; k++) {
			n = strlen(t->frames[i].places[k].function) + strlen("    inlined: ");
			width = n > width && n <= MAX_COLUMN ? n : width;
		}
	}
	return (int)width;
}

/* The source lines around the place, if the tree has the file. */
static void add_source(const struct trace_place *p, const char *tree, struct strbuf *out)
{
	_cleanup_free_ char *path = path_join(tree, p->file);
	_cleanup_sb_ struct strbuf source = {0};
	int line = 1;

	if (!fs_is_file(path) || !fs_try_read(path, &source))
		return;
	for (const char *s = sb_str(&source); *s && line <= p->line + AROUND; line++) {
		size_t n = strcspn(s, "\n");

		if (line == p->line - AROUND || (line == 1 && p->line <= AROUND))
			sb_addf(out, "\n    %s\n", p->file);
		if (line >= p->line - AROUND)
			sb_addf(out, "    %c%5d  %.*s\n", line == p->line ? '>' : ' ', line, (int)n,
				s);
		s += n + (s[n] == '\n');
	}
}

void trace_text(const struct trace *t, const struct trace_style *s, struct strbuf *out)
{
	bool sure;
	size_t top = top_frame(t, s->function, &sure);
	int width = column_width(t, top);
	const struct trace_place *p = NULL;

	for (size_t i = top; i < t->n; i++)
		add_frame_text(&t->frames[i], width, out);
	if (sure && top < t->n && t->frames[top].n_places)
		p = &t->frames[top].places[t->frames[top].n_places - 1];
	if (p && p->file && s->tree)
		add_source(p, s->tree, out);
	if (t->hint)
		sb_addf(out, "  hint: %s\n", t->hint);
}

void trace_free(struct trace *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct trace_frame *f = &t->frames[i];

		for (size_t k = 0; k < f->n_places; k++) {
			free(f->places[k].function);
			free(f->places[k].file);
		}
		free(f->places);
		free(f->function);
		free(f->module);
	}
	free(t->frames);
	free(t->hint);
	*t = (struct trace){0};
}
