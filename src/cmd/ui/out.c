/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/ui/out.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "base/strbuf.h"

#define REPAINT_NS (NS_PER_SEC / 10)

static int out_errnum, err_errnum; /* why stdout, stderr could not be written; 0: they could */

static void PRINTF(1, 2) put(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (vfprintf(stderr, fmt, ap) < 0)
		err_errnum = errno;
	va_end(ap);
}

static void clear_line(struct out *o)
{
	if (o->drawn)
		put("\r\033[K");
	o->drawn = false;
}

static int columns(void)
{
	struct winsize w;

	return !ioctl(STDERR_FILENO, TIOCGWINSZ, &w) && w.ws_col > 20 ? w.ws_col : 80;
}

/* "0:07", "12:34" */
static void add_time(struct strbuf *sb, uint64_t ns)
{
	unsigned s = (unsigned)(ns / NS_PER_SEC);

	sb_addf(sb, "%u:%02u", s / 60, s % 60);
}

static void add_amount(struct strbuf *sb, const struct progress_event *ev)
{
	const double mib = 1024 * 1024;

	if (ev->unit && str_eq(ev->unit, "bytes")) {
		sb_addf(sb, "%.1f", (double)ev->done / mib);
		if (ev->total)
			sb_addf(sb, " of %.1f", (double)ev->total / mib);
		sb_add(sb, " MiB");
		return;
	}
	sb_addf(sb, "%llu", (unsigned long long)ev->done);
	if (ev->total)
		sb_addf(sb, " of %llu", (unsigned long long)ev->total);
	if (ev->unit)
		sb_addf(sb, " %s", ev->unit);
}

static struct out_step *find_step(struct out *o, const char *name)
{
	for (size_t i = 0; i < OUT_STEPS; i++)
		if (str_eq(o->steps[i].name, name))
			return &o->steps[i];
	return NULL;
}

static void begin_step(struct out *o, const char *name)
{
	struct out_step *s = find_step(o, name);

	if (!s)
		s = find_step(o, NULL);
	if (!s)
		return;
	str_set(&s->name, name);
	s->began = now_ns();
}

/* Returns how many ns it ran. */
static uint64_t end_step(struct out *o, const char *name)
{
	struct out_step *s = find_step(o, name);
	uint64_t ns = s ? now_ns() - s->began : 0;

	if (s)
		str_set(&s->name, NULL);
	return ns;
}

/* The progress line shows the step that has run longest. */
static const struct out_step *drawn_step(const struct out *o)
{
	const struct out_step *first = NULL;

	for (size_t i = 0; i < OUT_STEPS; i++)
		if (o->steps[i].name && (!first || o->steps[i].began < first->began))
			first = &o->steps[i];
	return first;
}

/* "kernel: 412 of 1124 files, 0:43, about 1:10 left  fs/open.o" */
static void paint(struct out *o, const struct progress_event *ev)
{
	_cleanup_sb_ struct strbuf sb = {0};
	const struct out_step *step = drawn_step(o);
	uint64_t now = now_ns(), elapsed = step ? now - step->began : 0;

	if (step && !str_eq(step->name, ev->step))
		return;
	if (!o->tty || o->quiet || (o->drawn && now - o->painted < REPAINT_NS))
		return;
	sb_addf(&sb, "%s: ", ev->step);
	if (ev->unit || ev->total) {
		add_amount(&sb, ev);
		sb_add(&sb, ", ");
	}
	add_time(&sb, elapsed);
	if (ev->total > ev->done && ev->done && elapsed > 2 * NS_PER_SEC) {
		sb_add(&sb, ", about ");
		add_time(&sb, elapsed / ev->done * (ev->total - ev->done));
		sb_add(&sb, " left");
	}
	if (ev->text)
		sb_addf(&sb, "  %s", ev->text);
	if (sb.len >= (size_t)columns())
		sb_truncate(&sb, (size_t)columns() - 1);
	put("\r\033[K%s", sb_str(&sb));
	o->drawn = true;
	o->painted = now;
}

static void PRINTF(2, 3) line(struct out *o, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	clear_line(o);
	put("%s\n", text);
}

static void step_ended(struct out *o, const struct progress_event *ev)
{
	double s = (double)end_step(o, ev->step) / 1e9;

	clear_line(o);
	if (!o->quiet)
		line(o, s < 10 ? "%s: %s in %.2f s" : "%s: %s in %.0f s", ev->step,
		     ev->text ? ev->text : "done", s);
}

static void show(struct out *o, const struct progress_event *ev)
{
	switch (ev->kind) {
	case PROGRESS_BEGIN:
		begin_step(o, ev->step);
		if (o->verbose)
			line(o, "%s: %s", ev->step, ev->text ? ev->text : "starts");
		else if (!o->tty && !o->quiet)
			line(o, "%s …", ev->step);
		else
			paint(o, ev);
		break;
	case PROGRESS_AT:
		paint(o, ev);
		break;
	case PROGRESS_END:
		step_ended(o, ev);
		break;
	case PROGRESS_FRESH:
		if (o->verbose)
			line(o, "%s: nothing to do%s%s", ev->step, ev->text ? ": " : "",
			     ev->text ? ev->text : "");
		break;
	case PROGRESS_FACT:
		if (o->verbose)
			line(o, "%s: %s", ev->step, ev->text);
		break;
	case PROGRESS_NOTE:
		if (!o->quiet)
			line(o, "jiffy: %s", ev->text);
		break;
	case PROGRESS_WARN:
		line(o, "jiffy: warning: %s", ev->text);
		break;
	}
}

static void on_event(struct progress *p, const struct progress_event *ev)
{
	struct out *o = (struct out *)p; /* progress is its first member */

	pthread_mutex_lock(&o->lock);
	show(o, ev);
	pthread_mutex_unlock(&o->lock);
}

static bool is_terminal(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term && !str_eq(term, "dumb");
}

/* https://no-color.org */
bool out_colours(int fd)
{
	const char *no_colour = getenv("NO_COLOR");

	return is_terminal(fd) && !(no_colour && *no_colour);
}

void out_init(struct out *o)
{
	memset(o, 0, sizeof(*o));
	o->progress.on = on_event;
	o->progress.interrupt_fd = -1;
	pthread_mutex_init(&o->lock, NULL);
	o->tty = is_terminal(STDERR_FILENO);
	o->colour = out_colours(STDERR_FILENO);
}

void out_end(struct out *o)
{
	pthread_mutex_lock(&o->lock);
	clear_line(o);
	/* a step that failed did not report its end */
	for (size_t i = 0; i < OUT_STEPS; i++)
		str_set(&o->steps[i].name, NULL);
	pthread_mutex_unlock(&o->lock);
}

void out_data(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (vprintf(fmt, ap) < 0 && !out_errnum)
		out_errnum = errno;
	va_end(ap);
}

static void PRINTF(2, 0) say(struct out *o, const char *fmt, va_list ap)
{
	_cleanup_free_ char *text = xvasprintf(fmt, ap);

	pthread_mutex_lock(&o->lock);
	line(o, "%s", text);
	pthread_mutex_unlock(&o->lock);
}

void out_info(struct out *o, const char *fmt, ...)
{
	va_list ap;

	if (o->quiet)
		return;
	va_start(ap, fmt);
	say(o, fmt, ap);
	va_end(ap);
}

void out_say(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(o, fmt, ap);
	va_end(ap);
}

void out_text(struct out *o, const char *text)
{
	if (!*text)
		return;
	pthread_mutex_lock(&o->lock);
	clear_line(o);
	put("%s", text);
	pthread_mutex_unlock(&o->lock);
}

/* Prints each line of the text after the label. */
static void block(const char *label, const char *text)
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		put("  %s%.*s\n", label, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void out_error(struct out *o, const struct err *e)
{
	pthread_mutex_lock(&o->lock);
	clear_line(o);
	put("%sjiffy: %s%s\n", o->colour ? "\033[1;31m" : "", e->msg, o->colour ? "\033[0m" : "");
	block("", e->detail);
	block("log: ", e->log);
	block("hint: ", e->hint);
	pthread_mutex_unlock(&o->lock);
}

static int lost(const char *stream, int errnum, struct err *e)
{
	if (errnum != EPIPE)
		return err_errno(e, errnum, "cannot write to %s", stream);
	err_kind_set(e, ERR_SIGNAL, "stopped by SIGPIPE");
	e->signo = SIGPIPE;
	return -1;
}

int out_flush(bool success, struct err *e)
{
	if (fflush(stdout) && !out_errnum)
		out_errnum = errno;
	if (out_errnum)
		return lost("stdout", out_errnum, e);
	if (success && err_errnum && err_errnum != EPIPE)
		return lost("stderr", err_errnum, e);
	return 0;
}
