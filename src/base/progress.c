/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/progress.h"

static void send(struct progress *p, const struct progress_event *ev)
{
	if (p && p->on)
		p->on(p, ev);
}

static void PRINTF(4, 0) send_text(struct progress *p, enum progress_kind kind, const char *step,
				   const char *fmt, va_list ap)
{
	_cleanup_free_ char *text = fmt ? xvasprintf(fmt, ap) : NULL;

	send(p, &(struct progress_event){.kind = kind, .step = step, .text = text});
}

void progress_begin(struct progress *p, const char *step, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	send_text(p, PROGRESS_BEGIN, step, fmt, ap);
	va_end(ap);
}

void progress_at(struct progress *p, const char *step, uint64_t done, uint64_t total,
		 const char *unit, const char *text)
{
	send(p, &(struct progress_event){.kind = PROGRESS_AT,
					 .step = step,
					 .text = text,
					 .done = done,
					 .total = total,
					 .unit = unit});
}

void progress_end(struct progress *p, const char *step, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	send_text(p, PROGRESS_END, step, fmt, ap);
	va_end(ap);
}

void progress_fresh(struct progress *p, const char *step, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	send_text(p, PROGRESS_FRESH, step, fmt, ap);
	va_end(ap);
}

void progress_fact(struct progress *p, const char *step, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	send_text(p, PROGRESS_FACT, step, fmt, ap);
	va_end(ap);
}

void progress_note(struct progress *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	send_text(p, PROGRESS_NOTE, NULL, fmt, ap);
	va_end(ap);
}

void progress_warn(struct progress *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	send_text(p, PROGRESS_WARN, NULL, fmt, ap);
	va_end(ap);
}
