/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/facts-text.h"

#include "report/units.h"

#define BAR	  30
#define NAME	  30
#define CALLS	  10
#define CALLS_BAR 24

void text_heading(bool colour, const char *text, struct strbuf *out)
{
	sb_addf(out, "%s%s%s", colour ? "\033[1m" : "", text, colour ? "\033[0m" : "");
}

/* A bar from 'from' to 'to' of 'whole' in 'width' columns: at least one column if to > from. */
static void bar(bool colour, char c, uint64_t from, uint64_t to, uint64_t whole, unsigned width,
		struct strbuf *out)
{
	double scale = whole ? (double)width / (double)whole : 0;
	unsigned a = (unsigned)((double)from * scale), b = (unsigned)((double)to * scale + 0.5);

	if (a >= width)
		a = width - 1;
	if (b > width)
		b = width;
	if (b <= a)
		b = to > from ? a + 1 : a;
	sb_addf(out, "%*s%s", (int)a, "", colour ? "\033[36m" : "");
	for (unsigned i = a; i < b; i++)
		sb_addc(out, c);
	if (colour)
		sb_add(out, "\033[0m");
}

/* A name that is too long for its column has its bar below it. */
static void span_line(const char *name, const struct span *s, uint64_t total, char c, bool colour,
		      struct strbuf *out)
{
	if (!s->to)
		return;
	sb_addf(out, "%8.1f %8.1f  %-*s", (double)s->from / NS_PER_MS,
		(double)span_ns(s) / NS_PER_MS, NAME, name);
	if (strlen(name) > NAME)
		sb_addf(out, "\n%*s", 19 + NAME, "");
	sb_addc(out, ' ');
	bar(colour, c, s->from, s->to, total, BAR, out);
	sb_addc(out, '\n');
}

static void add_spread(const struct spread *s, char *(*unit)(uint64_t), struct strbuf *out)
{
	_cleanup_free_ char *least = unit(s->least), *most = unit(s->most);

	if (s->n > 1)
		sb_addf(out, "\n         median of %zu boots: %s to %s", s->n, least, most);
}

static void boot_text(const struct facts *f, bool colour, struct strbuf *out)
{
	const struct boot *b = facts_typical(f);
	const struct spread s = facts_boot(f);
	_cleanup_free_ char *total = str_ns(s.median);

	if (!b) {
		sb_add(out, "boot     unknown: this guest did not report reaching its prompt\n");
		return;
	}
	text_heading(colour, "boot", out);
	sb_addf(out, "     %s from QEMU's start to the prompt", total);
	add_spread(&s, str_ns, out);
	sb_add(out, "\n\n   at ms     took\n");
	for (size_t i = 0; i < PHASES; i++) {
		span_line(b->timeline.names[i], &b->timeline.phases[i], b->timeline.total, '#',
			  colour, out);
		if (i == PHASE_INITCALLS)
			span_line("  meanwhile initramfs unpacked", &b->timeline.unpack,
				  b->timeline.total, '=', colour, out);
	}
}

static void calls_text(const struct boot *b, bool colour, struct strbuf *out)
{
	const struct boot_log *l = &b->log;

	sb_addc(out, '\n');
	text_heading(colour, "slowest initcalls", out);
	sb_addf(out, " of %zu, which took %.1f ms (in a boot with initcall_debug)\n\n", l->n_calls,
		(double)l->calls_us / 1000);
	for (size_t i = 0; i < l->n_calls && i < CALLS; i++) {
		sb_addf(out, "%8.1f ms  %-38.38s ", (double)l->calls[i].took_us / 1000,
			l->calls[i].name);
		bar(colour, '#', 0, l->calls[i].took_us, l->calls[0].took_us, CALLS_BAR, out);
		sb_addc(out, '\n');
	}
}

static void steps_text(const struct boot *b, bool colour, struct strbuf *out)
{
	const struct boot_log *l = &b->log;

	sb_addc(out, '\n');
	text_heading(colour, "longest steps", out);
	sb_add(out, " between two kernel messages\n\n");
	for (size_t i = 0; i < l->n_steps; i++)
		sb_addf(out, "%8.1f ms  until: %.55s\n", (double)l->steps[i].took_us / 1000,
			l->steps[i].before);
}

static void memory_text(const struct facts *f, bool colour, struct strbuf *out)
{
	const struct spread s = facts_memory(f);
	_cleanup_free_ char *used = str_bytes(s.median), *machine = NULL;
	uint64_t rows[MEMORY_ROWS], most = 0;

	if (!s.n)
		return;
	machine = str_bytes(f->boots[0].map.machine);
	sb_addc(out, '\n');
	text_heading(colour, "memory", out);
	sb_addf(out, "   %s of %s in use at the prompt", used, machine);
	add_spread(&s, str_bytes, out);
	sb_add(out, "\n\n");
	for (size_t i = 0; i < MEMORY_ROWS; i++) {
		rows[i] = facts_row(f, (enum memory_row)i).median;
		most = rows[i] > most ? rows[i] : most;
	}
	for (size_t i = 0; i < MEMORY_ROWS; i++) {
		_cleanup_free_ char *bytes = str_bytes(rows[i]);

		if (!rows[i])
			continue;
		sb_addf(out, "%11s  %-30s     ", bytes, memory_row_name((enum memory_row)i));
		bar(colour, '#', 0, rows[i], most, BAR, out);
		sb_addc(out, '\n');
	}
}

static void kernel_text(const struct facts *f, bool colour, struct strbuf *out)
{
	_cleanup_free_ char *total = str_bytes(facts_kernel(f));
	const char *comma = "";

	if (!f->has_sizes)
		return;
	sb_addc(out, '\n');
	text_heading(colour, "kernel", out);
	sb_addf(out, "   %s in memory; init is freed after the boot\n         ", total);
	for (size_t i = 0; i < SIZE_KINDS; i++) {
		_cleanup_free_ char *bytes = str_bytes(sizes_total(&f->sizes, (enum size_kind)i));

		sb_addf(out, "%s%s %s", comma, bytes, size_kind_name((enum size_kind)i));
		comma = ", ";
	}
	sb_addc(out, '\n');
}

void facts_text(const struct facts *f, bool colour, struct strbuf *out)
{
	const struct boot *typical = facts_typical(f), *detail = facts_detail(f);

	text_heading(colour, "run", out);
	sb_addf(out, "      %s", f->name);
	if (f->release)
		sb_addf(out, ", linux %s", f->release);
	facts_about(f, out);
	sb_addc(out, '\n');
	boot_text(f, colour, out);
	if (detail)
		calls_text(detail, colour, out);
	else if (typical && typical->log.n_steps)
		steps_text(typical, colour, out);
	memory_text(f, colour, out);
	kernel_text(f, colour, out);
}
