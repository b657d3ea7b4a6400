/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/verdict.h"

#include <stdio.h>

#include "base/file/path.h"
#include "base/process/proc.h"
#include "base/strbuf.h"
#include "verdict/crash-lines.h"
#include "verdict/crash.h"
#include "verdict/ending.h"
#include "verdict/root.h"
#include "verdict/taint.h"

#define TAIL_LINES 40

/* The kernel's last line when it was told to end (linux: kernel/reboot.c). */
static const char *const endings[] = {"reboot: Restarting system", "reboot: Power down",
				      "reboot: System halted"};

static bool starts_with_any(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, list[i]))
			return true;
	return false;
}

/* What to show of a guest that did not say why it ended. */
static const char *last_lines(const struct evidence *v)
{
	return v->console_tail ? str_last_lines(v->console_tail, TAIL_LINES) : NULL;
}

static void judge_qemu(const struct evidence *v, struct outcome *o)
{
	const char *name = path_basename(v->qemu);
	const bool has_log = v->qemu_log && *v->qemu_log;

	if (v->qemu_signo)
		outcome_set(o, OUTCOME_VANISHED,
			    xasprintf("'%s' was %s by %s", name, v->shutdown ? "ended" : "killed",
				      signal_name(v->qemu_signo)),
			    has_log ? v->qemu_log : last_lines(v));
	else
		outcome_set(o, OUTCOME_HOST_ERROR,
			    xasprintf("'%s' exited with status %d", name, v->qemu_status),
			    v->qemu_log);
}

static void judge_silence(const struct evidence *v, struct outcome *o)
{
	const char *how = str_eq(v->shutdown, "guest-reset") ? "reset itself" : "ended";
	_cleanup_free_ char *more = NULL;

	if (!v->kernel_seen) {
		outcome_set(o, OUTCOME_NO_BOOT,
			    xasprintf("the guest %s before the kernel said a word", how),
			    v->qemu_log);
		return;
	}
	if (v->agent_error)
		more = xasprintf("; %s", v->agent_error);
	else if (!v->ready)
		more = xstrdup("; /init never answered");
	outcome_set(o, OUTCOME_VANISHED,
		    xasprintf("the guest %s without saying goodbye%s", how, more ? more : ""),
		    last_lines(v));
}

/* Whether the kernel was told to end, as its last line shows ('reboot -f'). */
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
 * After a goodbye only the kernel's records count: on the console, a program may have shown an old
 * log. Without a command a user is watching, so a report that the kernel survived counts only if an
 * unwanted end followed.
 */
static bool find_crash(const struct evidence *v, bool wanted, struct crash *c)
{
	struct crash_source s = {
		.records = v->records,
		.n_records = v->n_records,
		.console = v->bye ? NULL : v->console_tail,
		.ended = !wanted && !v->bye,
		.warnings = v->fail_on >= FAIL_ON_WARN,
	};

	if (!crash_find(&s, c))
		return false;
	return c->panicked || v->command || s.ended;
}

/* A report that does not fail the run is mentioned if it is among the kernel's own records. */
static void notice(const struct evidence *v, struct outcome *o)
{
	const struct crash_source s = {
		.records = v->records, .n_records = v->n_records, .warnings = true};
	struct crash c = {0};

	if (v->n_records && crash_find(&s, &c))
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

/* Whatever a guest does on half a root, and however it ends, that is why. */
static bool judge_root(const struct evidence *v, struct outcome *o)
{
	struct root_failure f;
	const bool failed = root_failed(v, &f);

	if (failed)
		outcome_set(o, OUTCOME_BAD_ROOT,
			    f.reason ? xasprintf("the kernel could not unpack the initramfs: %s",
						 f.reason)
				     : xstrdup("the kernel left out a part of the initramfs, and "
					       "gave no reason"),
			    f.lines);
	root_failure_free(&f);
	return failed;
}

/* Whether the kernel was to run another program of the archive than /init, and says that. */
static bool sought_another_init(const char *console)
{
	static const char word[] = "rdinit=";
	const char *at = strstr(console, word);

	return at && !str_starts(at + strlen(word), "/init ");
}

/*
 * Each archive has an /init. If the kernel found none, it did not read the archive, or an end of it
 * is missing, about which it says nothing.
 */
static bool found_no_init(const struct evidence *v, const struct crash *c)
{
	static const char *const kinds[] = {"no-init", "no-root"};
	const bool executed =
		v->console_head && (strstr(v->console_head, "Failed to execute /init") ||
				    sought_another_init(v->console_head));

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!v->ready && !executed && str_eq(c->rule->kind, kinds[i]))
			return true;
	return false;
}

static void judge_guest(const struct evidence *v, struct outcome *o)
{
	const bool asked = asked_to_end(v->console_tail);
	const bool wanted =
		v->user_quit || v->qemu_signo || v->qemu_status || !v->agent_expected || asked;
	struct crash c = {0};
	const bool crashed = find_crash(v, wanted, &c);

	if (!crashed)
		notice(v, o);
	if (crashed && found_no_init(v, &c)) {
		outcome_set(o, OUTCOME_BAD_ROOT,
			    xstrdup("the kernel found no init in the initramfs"), c.text);
	} else if (crashed) {
		str_set(&o->function, c.function);
		o->crash_source = c.recorded ? "records" : "console";
		if (c.doubtful)
			strv_add(&o->notes, "only one line on the console tells of the panic: a "
					    "program may have written it");
		outcome_set(o, OUTCOME_CRASH, TAKE_PTR(c.title), c.text);
	} else if (v->fail_on >= FAIL_ON_TAINT && is_tainted(o)) {
		outcome_set(o, OUTCOME_CRASH, taint_title(o), NULL);
	} else if (v->qemu_signo || v->qemu_status) {
		judge_qemu(v, o);
	} else if (v->user_quit || v->bye || asked ||
		   (v->kernel_seen && !v->agent_expected && !str_eq(v->shutdown, "guest-reset"))) {
		outcome_set(o, OUTCOME_PASS, NULL, NULL);
	} else {
		judge_silence(v, o);
	}
	crash_free(&c);
}

static void note_log(struct outcome *o, const char *name, int errnum)
{
	if (errnum)
		strv_addf(&o->notes, "%s is not complete: %s", name, strerror(errnum));
}

void verdict(const struct evidence *v, struct outcome *o)
{
	if (!judge_root(v, o))
		judge_guest(v, o);
	ending(v, o);
	note_log(o, "console.log", v->console_log_errnum);
	note_log(o, "kmsg.log", v->kmsg_log_errnum);
	if (v->records_lost && o->word != OUTCOME_CRASH)
		strv_add(&o->notes, "some of the kernel's messages were lost: a report among them "
				    "would have gone unnoticed");
}
