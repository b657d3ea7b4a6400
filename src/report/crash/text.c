/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/crash/text.h"

#include "verdict/show-regs.h"

#define HEAD_LINES 8
#define LAST_LINES 24

#define RED    "\033[1;31m"
#define YELLOW "\033[33m"
#define BOLD   "\033[1m"
#define PLAIN  "\033[0m"

/* Calls fn with each line of the text; stops when it returns false. */
static void each_line(const char *text, bool (*fn)(void *arg, const char *line, size_t n),
		      void *arg)
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (!fn(arg, text, n))
			return;
		text += n + (text[n] == '\n');
	}
}

static bool contains(const char *line, size_t n, const char *word)
{
	const char *at = strstr(line, word);

	return at && at + strlen(word) <= line + n;
}

static bool add_indented(void *arg, const char *line, size_t n)
{
	sb_addf(arg, "  %.*s\n", (int)n, line);
	return true;
}

struct head {
	struct strbuf *out;
	unsigned lines;
};

/*
 * Adds the head of the report, without registers, which say little, and the trace, which follows.
 */
static bool add_head(void *arg, const char *line, size_t n)
{
	static const char *const skipped[] = {"[ cut here ]", "Modules linked in:"};
	static const char *const ends[] = {"Call Trace:", "Call trace:", "Hardware name: "};
	struct head *h = arg;

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (contains(line, n, ends[i]))
			return false;
	for (size_t i = 0; show_regs_words[i]; i++)
		if (contains(line, n, show_regs_words[i]))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(skipped); i++)
		if (contains(line, n, skipped[i]))
			return true;
	add_indented(h->out, line, n);
	return ++h->lines < HEAD_LINES && !contains(line, n, "CPU: ");
}

/* Highlights the lines that matter most. */
static bool add_coloured(void *arg, const char *line, size_t n)
{
	const char *colour = contains(line, n, "  * changed") ? YELLOW
			     : n > 4 && line[4] == '>'	      ? BOLD
							      : NULL;

	sb_addf(arg, "%s%.*s%s\n", colour ? colour : "", (int)n, line, colour ? PLAIN : "");
	return true;
}

static void add_trace(const struct outcome *o, const struct trace *t, const struct crash_style *s,
		      struct strbuf *out)
{
	const struct trace_style style = {.function = o->function, .tree = s->tree};
	_cleanup_sb_ struct strbuf text = {0};
	struct head head = {.out = out};

	each_line(o->tail, add_head, &head);
	trace_text(t, &style, &text);
	if (s->colour)
		each_line(sb_str(&text), add_coloured, out);
	else
		sb_add(out, sb_str(&text));
}

static void add_cpus(const struct trace *t, struct strbuf *out)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct trace_frame *f = &t->frames[i];
		_cleanup_free_ char *name = trace_frame_name(f);

		sb_addf(out, "  CPU %zu was at %s", i, name);
		if (f->n_places && f->places[f->n_places - 1].file)
			sb_addf(out, "  %s:%d", f->places[f->n_places - 1].file,
				f->places[f->n_places - 1].line);
		sb_addc(out, '\n');
	}
}

void crash_text(const struct outcome *o, const struct trace *t, const struct crash_style *s,
		struct strbuf *out)
{
	if (o->word == OUTCOME_PASS || (o->word == OUTCOME_FAIL && !o->title))
		return;
	sb_addf(out, "%sjiffy: %s: %s%s\n", s->colour ? RED : "", outcome_name(o->word),
		o->title ? o->title : "no reason known", s->colour ? PLAIN : "");
	if (t && t->n && o->word == OUTCOME_CRASH) {
		add_trace(o, t, s, out);
		return;
	}
	/* the log has the rest */
	each_line(o->word == OUTCOME_CRASH || !o->tail ? o->tail
						       : str_last_lines(o->tail, LAST_LINES),
		  add_indented, out);
	if (t)
		add_cpus(t, out);
}
