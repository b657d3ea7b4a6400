/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/verdict.h"

#include <stdio.h>

#include "base/fs.h"
#include "base/proc.h"
#include "base/strbuf.h"

#define PANIC "Kernel panic - not syncing"

/* How a line begins that says what went wrong (arch/x86/mm/fault.c, kernel/traps.c, lib/bug.c …). */
static const char *const oopses[] = {
	"BUG: ",
	"Oops: ",
	"kernel BUG at ",
	"Unable to handle kernel ",
	"general protection fault",
	"stack segment: ",
	"invalid opcode: ",
	"divide error: ",
	"double fault: ",
	"PANIC: ",
};

/* Panics that only follow from an oops, which tells more. */
static const char *const followers[] = {"Fatal exception", "Attempted to kill init!",
					"Attempted to kill the idle task!"};

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

/* Length of printk's "[    1.234567]", or of the caller behind it, "[    T1]"; 0: there is none. */
static size_t stamp_length(const char *s)
{
	size_t n = 1 + strspn(s + (*s == '['), " .TC0123456789");

	return *s == '[' && n > 2 && s[n] == ']' ? n + 1 : 0;
}

/* Behind printk's prefix, which may stand behind a prompt: the kernel breaks into any line. */
static const char *message(const char *line)
{
	const char *msg = line;
	size_t n;

	for (const char *s = line; *s; s++)
		if ((n = stamp_length(s)))
			msg = s + n;
	return msg + (*msg == ' ');
}

/* What a crashed kernel says of it. */
struct crash {
	char *panic; /* behind "not syncing: " */
	char *oops;  /* the first one's line */
};

static void crash_line(struct crash *c, const char *line)
{
	const char *msg = message(line), *panic = strstr(line, PANIC);

	if (!c->panic && panic) {
		panic += strlen(PANIC);
		c->panic = xstrdup(panic + strspn(panic, ": "));
	} else if (!c->oops && starts_with_any(msg, oopses, ARRAY_SIZE(oopses))) {
		c->oops = xstrdup(msg);
	}
}

static struct crash find_crash(const char *text)
{
	struct crash c = {0};

	while (text && *text) {
		size_t n = strcspn(text, "\n");
		_cleanup_free_ char *line = xstrndup(text, n);

		crash_line(&c, line);
		text += n + (text[n] == '\n');
	}
	return c;
}

static char *crash_title(const struct crash *c)
{
	bool follows = c->panic && starts_with_any(c->panic, followers, ARRAY_SIZE(followers));

	if (c->oops && (!c->panic || follows))
		return xstrdup(c->oops);
	return xasprintf("kernel panic: %s", c->panic);
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
		    f->qemu_log && *f->qemu_log ? f->qemu_log : f->console_tail);
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
		    f->console_tail);
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
	return starts_with_any(message(line), endings, ARRAY_SIZE(endings));
}

void verdict(const struct verdict_facts *f, struct outcome *o)
{
	/* what a guest that ended well wrote is its own business: it may have shown an old log */
	struct crash c = f->powered_off ? (struct crash){0} : find_crash(f->console_tail);
	bool ended = f->user_quit || f->qemu_signo || f->qemu_status || !f->agent_expected;
	/* an oops alone is survived, unless an end that nobody wanted followed */
	bool crashed = c.panic || (c.oops && !ended);

	if (crashed)
		end(o, OUTCOME_CRASH, 122, crash_title(&c), f->console_tail);
	else if (f->qemu_signo || f->qemu_status)
		judge_qemu(f, o);
	else if (f->user_quit || f->powered_off || asked_to_end(f->console_tail) ||
		 (f->kernel_seen && !f->agent_expected && !str_eq(f->shutdown, "guest-reset")))
		end(o, OUTCOME_PASS, 0, NULL, NULL);
	else
		judge_silence(f, o);
	free(c.panic);
	free(c.oops);
}
