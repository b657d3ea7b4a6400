/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/crash.h"

#include "base/strbuf.h"
#include "verdict/crash-lines.h"
#include "verdict/crash-match.h"
#include "verdict/show-regs.h"

#define REPORT_LINES 60
#define OOM_LINES    1000 /* some 60 about memory, and one for each process */

/* A message that counts, and the rule that it matches. */
struct finding {
	size_t at;
	struct crash_match match;
};

enum { DAMAGE, REPORT, WARNING, PANIC, FINDINGS };

static bool is_panic(const struct crash_rule *r)
{
	return r->weight == CRASH_ENDS || r->weight == CRASH_FOLLOWS;
}

/* Whether the line may be the kernel's. */
static bool is_kernels(const struct crash_line *l)
{
	return l->in_order || l->last;
}

/*
 * Whether the kernel said, after line i, what only a running kernel says (linux: kernel/reboot.c,
 * drivers/tty/sysrq.c): then a program wrote the panic in line i.
 */
static bool went_on(const struct crash_lines *l, size_t i)
{
	while (++i < l->n)
		if ((l->v[i].stamped || is_kernels(&l->v[i])) &&
		    (str_starts(l->v[i].message, "reboot: ") ||
		     str_starts(l->v[i].message, "sysrq: ")))
			return true;
	return false;
}

/* Whether we believe that line i, which matches r, is the kernel's. */
static bool believed(const struct crash_lines *l, size_t i, const struct crash_rule *r, bool ended)
{
	const struct crash_line *line = &l->v[i];

	if (line->record || !is_panic(r))
		return is_kernels(line);
	return (line->last || (line->in_order && ended)) && !went_on(l, i);
}

static int finding_of(const struct crash_rule *r)
{
	static const int findings[] = {
		[CRASH_WARNS] = WARNING, [CRASH_REPORTS] = REPORT, [CRASH_DAMAGES] = DAMAGE,
		[CRASH_ENDS] = PANIC,	 [CRASH_FOLLOWS] = PANIC,
	};

	return findings[r->weight];
}

/* Finds the first of each kind, up to the panic: what follows that is a consequence. */
static void search(const struct crash_lines *l, bool ended, struct finding found[FINDINGS])
{
	for (size_t i = 0; i < l->n && !found[PANIC].match.rule; i++) {
		struct crash_match m;
		struct finding *f;

		if (!is_kernels(&l->v[i]) || !crash_match(l->v[i].message, &m))
			continue;
		f = &found[finding_of(m.rule)];
		if (f->match.rule || !believed(l, i, m.rule, ended))
			crash_match_free(&m);
		else
			*f = (struct finding){i, m};
	}
}

static const struct finding *cause(const struct finding f[FINDINGS], bool warnings)
{
	const struct crash_rule *panic = f[PANIC].match.rule;
	const struct finding *report = f[REPORT].match.rule ? &f[REPORT] : NULL;
	bool follows = panic && panic->weight == CRASH_FOLLOWS;

	if (f[DAMAGE].match.rule)
		return &f[DAMAGE];
	if (panic && !follows)
		return &f[PANIC];
	if (f[WARNING].match.rule && (warnings || follows) &&
	    (!report || f[WARNING].at < report->at))
		report = &f[WARNING];
	return report ? report : panic ? &f[PANIC] : NULL;
}

static bool begins_panic(const char *msg)
{
	struct crash_match m;
	bool yes = crash_match(msg, &m) && is_panic(m.rule);

	crash_match_free(&m);
	return yes;
}

/* The index after the last line of the report that begins at 'at'. */
static size_t report_end(const struct crash_lines *l, size_t at)
{
	size_t i = at + 1;

	for (; i < l->n && i < at + REPORT_LINES; i++) {
		const char *msg = l->v[i].message;

		if (!is_kernels(&l->v[i]) || begins_panic(msg) ||
		    str_starts(msg, "------------[ cut here ]") || str_starts(msg, "reboot: "))
			break;
		if (str_starts(msg, "---[ end ") || (str_starts(msg, "=====") && i > at + 2))
			return i + 1;
	}
	return i;
}

/*
 * Where the trouble starts, if that is before the line that a rule matches: a form as in the rules,
 * and at most how many lines before.
 */
static const struct lead {
	const char *kind; /* of the rule; NULL: any */
	size_t most;
	const char *line;
} leads[] = {
	/* include/asm-generic/bug.h, mm/kasan/report.c …; a line of text may follow */
	{NULL, 2, "------------[ cut here ]%*"},
	{NULL, 2, "=====%*"},
	/* mm/oom_kill.c */
	{"oom", OOM_LINES, "%s invoked oom-killer: %*"},
	/* init/do_mounts.c; a list of partitions follows */
	{"no-root", REPORT_LINES, "VFS: Cannot open root device%*"},
	/* init/main.c */
	{"requested-init", 10, "check access for rdinit=%*"},
	{"requested-init", 10, "Failed to execute %*"},
	{"no-init", 10, "check access for rdinit=%*"},
	{"no-init", 10, "Failed to execute %*"},
	{"no-init", 10, "Starting init: %*"},
	/* arch/x86/mm/fault.c, arch/x86/kernel/traps.c, arch/arm64/kernel/traps.c */
	{"init", 10, "%s[1]: segfault at %*"},
	{"init", 10, "traps: %s[1] %*"},
	{"init", REPORT_LINES, "%s[1]: unhandled exception: %*"},
	/* drivers/tty/sysrq.c */
	{"panic", 2, "sysrq: Trigger a crash"},
};

static size_t report_begin(const struct crash_lines *l, size_t at, const struct crash_rule *r)
{
	size_t first = at;

	for (size_t k = 0; k < ARRAY_SIZE(leads); k++) {
		if (leads[k].kind && !str_eq(leads[k].kind, r->kind))
			continue;
		for (size_t i = 1; i <= leads[k].most && i <= at; i++)
			if (at - i < first && is_kernels(&l->v[at - i]) &&
			    crash_has_form(l->v[at - i].message, leads[k].line))
				first = at - i;
	}
	return first;
}

/* The first function in the lines that the place allows. Caller's, or NULL. */
static char *function_in(const struct crash_lines *l, size_t from, size_t to,
			 enum crash_place place)
{
	bool trace = place != PLACE_FRAME;

	for (size_t i = from; i < to; i++) {
		const char *msg = l->v[i].message, *at = strstr(msg, ", at: ");
		_cleanup_free_ char *name = NULL;

		/* what comes before the trace, such as registers, is not a frame */
		trace |= strstr(msg, "Call Trace:") || strstr(msg, "Call trace:");
		if (!trace || (place == PLACE_POINTER && !show_regs_is_pointer(msg)) ||
		    (place == PLACE_LOCK && !at))
			continue;
		name = crash_function(at ? at : msg);
		if (name && !crash_is_reporter(name))
			return TAKE_PTR(name);
	}
	return NULL;
}

static char *find_function(const struct crash_lines *l, const struct finding *f, size_t end)
{
	enum crash_place place = f->match.rule->place;
	char *name = NULL;

	if (f->match.function)
		return xstrdup(f->match.function);
	if (place == PLACE_NONE)
		return NULL;
	name = function_in(l, f->at + 1, end, place);
	if (!name && place == PLACE_POINTER)
		name = function_in(l, f->at + 1, end, PLACE_FRAME);
	return name;
}

static void add_lines(const struct crash_lines *l, size_t from, size_t to, struct strbuf *out)
{
	for (size_t i = from; i < to; i++)
		sb_addf(out, "%s%s", out->len ? "\n" : "", l->v[i].text);
}

/*
 * Whether the line is a panic's on the console and nothing of the kernel's follows. A real one is
 * followed at least by what the panic's notifiers print (linux: arch/x86/kernel/setup.c,
 * arch/arm64/kernel/setup.c, "Kernel Offset"), or by a call trace.
 */
static bool is_lone(const struct crash_lines *l, size_t at)
{
	if (l->v[at].record)
		return false;
	while (++at < l->n)
		if (is_kernels(&l->v[at]) && *l->v[at].message)
			return false;
	return true;
}

static void describe(const struct crash_lines *l, const struct finding *f,
		     const struct finding *panic, struct crash *out)
{
	size_t begin = report_begin(l, f->at, f->match.rule), end = report_end(l, f->at);
	_cleanup_free_ char *title = crash_title(&f->match);
	struct strbuf text = {0};

	out->rule = f->match.rule;
	out->panicked = panic->match.rule;
	out->recorded = l->v[f->at].record;
	out->doubtful = out->panicked && l->has_records && panic->at == f->at && is_lone(l, f->at);
	out->function = find_function(l, f, end);
	out->title = out->function ? xasprintf("%s in %s", title, out->function) : xstrdup(title);
	if (f->at - begin > REPORT_LINES) {
		add_lines(l, begin, begin + REPORT_LINES, &text);
		begin = f->at;
	}
	add_lines(l, begin, end, &text);
	if (panic->match.rule && panic->at >= end)
		add_lines(l, panic->at, panic->at + 1, &text);
	out->text = sb_detach(&text);
}

/*
 * Without time stamps there is no way to know which console lines are newer than the records. If
 * they end in a panic, all of them count.
 */
static bool find_in_console_alone(const struct crash_source *s, struct crash *out)
{
	struct crash_source alone = *s;

	alone.records = NULL;
	alone.n_records = 0;
	if (crash_find(&alone, out) && out->panicked)
		return true;
	crash_free(out);
	return false;
}

bool crash_find(const struct crash_source *s, struct crash *out)
{
	struct crash_lines lines = {0};
	struct finding found[FINDINGS] = {0};
	const struct finding *f;

	*out = (struct crash){0};
	if (s->n_records && s->console && !crash_has_stamps(s->console) &&
	    find_in_console_alone(s, out))
		return true;
	for (size_t i = 0; i < s->n_records; i++)
		crash_lines_record(&lines, &s->records[i]);
	if (s->console && (!s->n_records || crash_has_stamps(s->console)))
		crash_lines_console(&lines, s->console);
	search(&lines, s->ended, found);
	f = cause(found, s->warnings);
	if (f)
		describe(&lines, f, &found[PANIC], out);
	for (size_t i = 0; i < FINDINGS; i++)
		crash_match_free(&found[i].match);
	crash_lines_free(&lines);
	return f;
}

void crash_free(struct crash *c)
{
	free(c->title);
	free(c->function);
	free(c->text);
	*c = (struct crash){0};
}
