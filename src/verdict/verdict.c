/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/verdict.h"

#include <stdio.h>

#include "base/file/fs.h"
#include "base/process/proc.h"
#include "base/strbuf.h"
#include "verdict/crash.h"
#include "verdict/taint.h"

#define TAIL_LINES 40

/* The kernel's words when it is told to end. */
static const char *const endings[] = {"reboot: Restarting system", "reboot: Power down",
				      "reboot: System halted"};

static bool starts_with_any(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, list[i]))
			return true;
	return false;
}

/* The last n lines: what a reader wants to see of a guest that did not say why it went. */
static const char *last_lines(const char *s, unsigned n)
{
	const char *p = s ? s + strlen(s) : NULL;

	for (; p > s; p--)
		if (p[-1] == '\n' && p[0] && !n--)
			break;
	return p;
}

static void end(struct outcome *o, enum outcome_word word, int status, char *title,
		const char *tail)
{
	o->word = word;
	o->status = status;
	free(o->title);
	o->title = title;
	str_set(&o->tail, tail && *tail ? tail : NULL);
}

static void judge_qemu(const struct verdict_facts *f, struct outcome *o)
{
	const char *name = path_basename(f->qemu);

	if (f->qemu_signo)
		end(o, OUTCOME_VANISHED, 123,
		    xasprintf("'%s' was %s by %s", name, f->shutdown ? "ended" : "killed",
			      signal_name(f->qemu_signo)),
		    f->qemu_log && *f->qemu_log ? f->qemu_log
						: last_lines(f->console_tail, TAIL_LINES));
	else
		end(o, OUTCOME_HOST_ERROR, 128,
		    xasprintf("'%s' exited with status %d", name, f->qemu_status), f->qemu_log);
}

static void judge_silence(const struct verdict_facts *f, struct outcome *o)
{
	const char *how =
		str_eq(f->shutdown, "guest-reset") ? "the guest reset itself" : "it ended";

	if (!f->kernel_seen)
		end(o, OUTCOME_NO_BOOT, 123, xasprintf("%s before the kernel said a word", how),
		    f->qemu_log);
	else
		end(o, OUTCOME_VANISHED, 123,
		    xasprintf("%s without a word of good-bye%s%s", how,
			      f->agent_error ? "; "
			      : f->ready     ? ""
					     : "; /init never answered",
			      f->agent_error ? f->agent_error : ""),
		    last_lines(f->console_tail, TAIL_LINES));
}

/* Whether the kernel's last word is that somebody asked it to end, as 'reboot -f' does (linux: kernel/reboot.c). */
static bool asked_to_end(const char *tail)
{
	size_t n = tail ? strlen(tail) : 0, start;
	_cleanup_free_ char *line = NULL;

	while (n && tail[n - 1] == '\n')
		n--;
	for (start = n; start && tail[start - 1] != '\n';)
		start--;
	line = xstrndup(n ? tail + start : "", n - start);
	return starts_with_any(crash_message(line), endings, ARRAY_SIZE(endings));
}

/*
 * A guest that ended well may have shown an old log: then its console says nothing, only the kernel's records do. Where somebody sits
 * before it, what the kernel survived is theirs to judge, unless an end that nobody wanted followed.
 */
static bool find_crash(const struct verdict_facts *f, bool wanted, struct crash *c)
{
	struct crash_source s = {
		.records = f->records,
		.n_records = f->n_records,
		.console = f->powered_off ? NULL : f->console_tail,
		.ended = !wanted && !f->powered_off,
		.warnings = f->fail_on_warn,
	};

	if (!crash_find(&s, c))
		return false;
	return c->panicked || f->unattended || s.ended;
}

/* What does not count is told all the same, when the kernel's own records have it. */
static void notice(const struct verdict_facts *f, struct outcome *o)
{
	const struct crash_source s = {
		.records = f->records, .n_records = f->n_records, .warnings = true};
	struct crash c = {0};

	if (f->n_records && crash_find(&s, &c))
		str_set(&o->noticed, c.title);
	crash_free(&c);
}

static bool is_tainted(const struct outcome *o)
{
	return o->taint.end & ~o->taint.start;
}

static char *taint_title(const struct outcome *o)
{
	_cleanup_strv_ struct strv words = {0};
	_cleanup_free_ char *all = NULL;

	taint_words(o->taint.end & ~o->taint.start, &words);
	all = strv_join(&words, "; ");
	return xasprintf("the kernel is tainted: %s", all);
}

void verdict(const struct verdict_facts *f, struct outcome *o)
{
	bool asked = asked_to_end(f->console_tail);
	bool wanted =
		f->user_quit || f->qemu_signo || f->qemu_status || !f->agent_expected || asked;
	struct crash c = {0};
	bool crashed = find_crash(f, wanted, &c);

	if (!crashed)
		notice(f, o);
	if (crashed) {
		str_set(&o->function, c.function);
		end(o, OUTCOME_CRASH, 122, TAKE_PTR(c.title), c.text);
	} else if (f->fail_on_taint && is_tainted(o)) {
		end(o, OUTCOME_CRASH, 122, taint_title(o), NULL);
	} else if (f->qemu_signo || f->qemu_status) {
		judge_qemu(f, o);
	} else if (f->user_quit || f->powered_off || asked ||
		   (f->kernel_seen && !f->agent_expected && !str_eq(f->shutdown, "guest-reset"))) {
		end(o, OUTCOME_PASS, 0, NULL, NULL);
	} else {
		judge_silence(f, o);
	}
	crash_free(&c);
}
