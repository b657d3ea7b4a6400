/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/crash-match.h"

#include <ctype.h>
#include <stdio.h>

#include "base/process/proc.h"
#include "base/strbuf.h"

#define MESSAGE_MAX 1024 /* linux: PRINTKRB_RECORD_MAX, CONSOLE_LOG_MAX */
#define SYMBOL	    "_.$0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DECIMAL	    "0123456789"
#define HEX	    DECIMAL "abcdefABCDEF"

/* A piece of the message. */
struct piece {
	const char *s;
	size_t n;
};
struct pieces {
	struct piece capture[CRASH_CAPTURES], function;
	size_t n;
	bool hopeless; /* the rest of the pattern is nowhere in the rest of the message */
};

static bool match(const char *pattern, const char *s, struct pieces *p);

/* Takes n bytes as a piece, if the rest of the pattern matches what follows. */
static bool take(const char *pattern, const char *s, size_t n, struct pieces *p)
{
	BUG_ON(p->n == CRASH_CAPTURES);
	p->capture[p->n++] = (struct piece){s, n};
	if (match(pattern, s + n, p))
		return true;
	p->n--;
	return false;
}

static bool match_shortest(const char *pattern, const char *s, struct pieces *p)
{
	/* blanks alone are no name, nor a title */
	for (size_t n = strspn(s, " \t") + 1; s[n - 1] && !p->hopeless; n++)
		/* %s is followed by plain text in most rules, so most places need no closer look */
		if ((*pattern == s[n] || *pattern == '%' || !*pattern) && take(pattern, s, n, p))
			return true;
	/* an earlier %s that took more would only leave less to look through */
	p->hopeless = true;
	return false;
}

static bool match_number(const char *pattern, const char *s, const char *digits, struct pieces *p)
{
	size_t prefix = digits[10] && str_starts(s, "0x") ? 2 : 0, n = strspn(s + prefix, digits);

	return n && take(pattern, s, prefix + n, p);
}

/* Length of "foo+0x12/0x30" at s, and in *name that of "foo". 0: it is not there. */
static size_t symbol_length(const char *s, size_t *name)
{
	size_t n = strspn(s, SYMBOL), len;

	*name = n;
	if (!n || !str_starts(s + n, "+0x"))
		return 0;
	n += 3;
	len = strspn(s + n, HEX);
	if (!len || !str_starts(s + n + len, "/0x"))
		return 0;
	n += len + 3;
	len = strspn(s + n, HEX);
	return len ? n + len : 0;
}

/* Without kallsyms there is only an address, which is of no use to a reader. */
static bool match_function(const char *s, struct pieces *p)
{
	size_t name, n = symbol_length(s, &name);

	if (n)
		p->function = (struct piece){s, name};
	return n || str_starts(s, "0x");
}

static bool match(const char *pattern, const char *s, struct pieces *p)
{
	for (; *pattern && *pattern != '%'; pattern++, s++)
		if (*pattern != *s)
			return false;
	if (!*pattern)
		return true;
	switch (pattern[1]) {
	case 's':
		return match_shortest(pattern + 2, s, p);
	case 'n':
		return match_number(pattern + 2, s, DECIMAL, p);
	case 'x':
		return match_number(pattern + 2, s, HEX, p);
	case 'f':
		return match_function(s, p);
	default:
		return take("", s, strlen(s), p);
	}
}

bool crash_has_form(const char *message, const char *line)
{
	struct pieces p = {0};

	return match(line, message, &p);
}

/* "foo" for "foo.cold" and "foo.isra.0", which the compiler made of it. */
static char *plain_function(const char *s, size_t n)
{
	const char *dot = n ? memchr(s + 1, '.', n - 1) : NULL;

	return xstrndup(s, dot ? (size_t)(dot - s) : n);
}

bool crash_match(const char *message, struct crash_match *out)
{
	const bool whole = strnlen(message, MESSAGE_MAX) < MESSAGE_MAX;
	_cleanup_free_ char *first = whole ? NULL : xstrndup(message, MESSAGE_MAX);
	const char *line = whole ? message : first;
	size_t n;
	const struct crash_rule *rules = crash_rules(&n);

	*out = (struct crash_match){0};
	for (size_t i = 0; *line && i < n; i++) {
		struct pieces p;

		/* so most lines need no closer look at most rules */
		if (*rules[i].line != *line && *rules[i].line != '%')
			continue;
		p = (struct pieces){0};
		if (!match(rules[i].line, line, &p))
			continue;
		out->rule = &rules[i];
		for (size_t k = 0; k < p.n; k++)
			out->capture[k] = xstrndup(p.capture[k].s, p.capture[k].n);
		if (p.function.s)
			out->function = plain_function(p.function.s, p.function.n);
		return true;
	}
	return false;
}

/* Words a hexadecimal wait status (linux: kernel/exit.c prints init's when it panics). */
static void add_ending(const char *hex, struct strbuf *out)
{
	unsigned long status = strtoul(hex, NULL, 16);

	if (status & 0x7f)
		sb_addf(out, "was killed by %s", signal_name(status & 0x7f));
	else
		sb_addf(out, "exited with status %lu", status >> 8 & 0xff);
}

char *crash_title(const struct crash_match *m)
{
	struct strbuf out = {0};

	for (const char *s = m->rule->title; *s; s++) {
		bool ending = s[0] == '$' && s[1] == 'e';
		const char *capture;

		if (*s != '$') {
			sb_addc(&out, *s);
			continue;
		}
		s += 1 + ending;
		BUG_ON(*s < '1' || *s > '0' + CRASH_CAPTURES || !m->capture[*s - '1']);
		capture = m->capture[*s - '1'];
		if (ending)
			add_ending(capture, &out);
		else
			sb_add(&out, capture);
	}
	while (out.len && isspace((unsigned char)out.buf[out.len - 1]))
		sb_truncate(&out, out.len - 1);
	return sb_detach(&out);
}

void crash_match_free(struct crash_match *m)
{
	for (size_t i = 0; i < CRASH_CAPTURES; i++)
		free(m->capture[i]);
	free(m->function);
	*m = (struct crash_match){0};
}

char *crash_function(const char *line)
{
	size_t name;

	for (const char *s = line; *s; s += strspn(s, SYMBOL)) {
		s += strcspn(s, SYMBOL);
		if (symbol_length(s, &name))
			return s - line >= 2 && s[-2] == '?' ? NULL : plain_function(s, name);
	}
	return NULL;
}

bool crash_is_reporter(const char *function)
{
	/* prefixes (lib/dump_stack.c, kernel/panic.c, kernel/sched …) */
	static const char *const reporters[] = {
		"dump_stack",
		"show_",
		"panic",
		"__warn",
		"warn_",
		"report_bug",
		"handle_bug",
		"exc_",
		"asm_",
		"die",
		"__die",
		"oops_",
		"print_",
		"__print_",
		"kasan_",
		"__kasan_",
		"__asan_",
		"kfence_",
		"kcsan_",
		"__kcsan_",
		"__tsan_",
		"ubsan_",
		"__ubsan_",
		"check_panic_",
		"lockdep_",
		"refcount_",
		"__list_add_",
		"__list_del_",
		"__might_",
		"__cant_",
		"__schedule",
		"schedule",
		"io_schedule",
		"msleep",
		"usleep_range",
		"wait_for_",
		"__wait_for_",
		"do_wait_for_",
		"mutex_lock",
		"__mutex_lock",
		"__down",
		"down_",
		"rwsem_down_",
		"preempt_",
		"check_preempt",
		"spin_",
		"do_raw_spin_",
		"_raw_spin_",
		"register_lock_class",
		"__lock_acquire",
		"lock_acquire",
		"slab_err",
		"object_err",
		"check_slab",
		"check_object",
		"nmi_",
		"rcu_dump_",
		"sysrq_handle_crash",
	};

	for (size_t i = 0; i < ARRAY_SIZE(reporters); i++)
		if (str_starts(function, reporters[i]))
			return true;
	return false;
}
