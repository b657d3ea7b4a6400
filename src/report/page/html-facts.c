/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page/html-facts.h"

#include "report/page/html-parts.h"
#include "report/units.h"

#define CALLS 15

static void tile(const char *what, char *value, char *note, struct strbuf *out)
{
	sb_add(out, "<div class=\"tile\"><span class=\"soft\">");
	html_text(what, out);
	sb_add(out, "</span><b>");
	html_text(value, out);
	sb_add(out, "</b><span class=\"soft\">");
	html_text(note, out);
	sb_add(out, "</span></div>\n");
	free(value);
	free(note);
}

static char *spread_note(const struct spread *s, char *(*unit)(uint64_t), const char *of)
{
	_cleanup_free_ char *least = unit(s->least), *most = unit(s->most);

	if (s->n < 2)
		return xasprintf("%s", of);
	return xasprintf("%s; median of %zu, %s to %s", of, s->n, least, most);
}

static void tiles(const struct facts *f, struct strbuf *out)
{
	const struct spread boot = facts_boot(f), memory = facts_memory(f);

	sb_add(out, "<div class=\"tiles\">\n");
	if (boot.n)
		tile("boot", str_ns(boot.median),
		     spread_note(&boot, str_ns, "from QEMU's start to the prompt"), out);
	if (memory.n) {
		_cleanup_free_ char *machine = str_bytes(f->boots[0].map.machine);
		_cleanup_free_ char *of = xasprintf("of %s in use at the prompt", machine);

		tile("memory", str_bytes(memory.median), spread_note(&memory, str_bytes, of), out);
	}
	if (f->has_sizes) {
		_cleanup_free_ char *text = str_bytes(sizes_total(&f->sizes, SIZE_TEXT));

		tile("kernel", str_bytes(facts_kernel(f)),
		     xasprintf("in memory, including %s of text", text), out);
	}
	sb_add(out, "</div>\n");
}

static char *from_to(const struct span *s)
{
	return xasprintf("%.1f ms", (double)span_ns(s) / NS_PER_MS);
}

static void boot_section(const struct facts *f, struct strbuf *out)
{
	static const unsigned colours[PHASES] = {1, 1, 0, 0, 0, 0, 0, 2};
	const struct boot *b = facts_typical(f);
	struct html_bar bars[PHASES + 1];
	struct html_chart c = {
		.id = "boot", .title = "the boot", .bars = bars, .unit = NS_PER_MS, .name = "ms"};

	html_section(
		"Boot",
		b ? "Milliseconds since QEMU was started. Grey: QEMU and firmware; blue: the kernel; green: /init."
		  : "This guest did not report reaching its prompt.",
		out);
	for (size_t i = 0; b && i < PHASES; i++) {
		const struct span *s = &b->timeline.phases[i];

		if (s->to)
			bars[c.n++] =
				(struct html_bar){b->timeline.names[i], from_to(s), s->from, s->to,
						  colours[i],		false};
		if (i == PHASE_INITCALLS && b->timeline.unpack.to)
			bars[c.n++] = (struct html_bar){"initramfs unpacked",
							from_to(&b->timeline.unpack),
							b->timeline.unpack.from,
							b->timeline.unpack.to,
							3,
							true};
	}
	if (b) {
		c.whole = b->timeline.total;
		html_chart(&c, out);
	}
	html_section_end(out);
}

static void calls_section(const struct boot *b, struct strbuf *out)
{
	const struct boot_log *l = &b->log;
	_cleanup_free_ char *text = xasprintf(
		"The slowest of %zu, which took %.1f ms in total. From a boot with initcall_debug, which "
		"itself costs some time.",
		l->n_calls, (double)l->calls_us / 1000);
	struct html_bar bars[CALLS];
	struct html_chart c = {.id = "initcalls", .title = "the slowest initcalls", .bars = bars};

	html_section("Initcalls", text, out);
	for (; c.n < l->n_calls && c.n < CALLS; c.n++)
		bars[c.n] = (struct html_bar){l->calls[c.n].name,
					      str_ns(l->calls[c.n].took_us * 1000),
					      0,
					      l->calls[c.n].took_us,
					      0,
					      false};
	c.whole = l->calls[0].took_us;
	html_chart(&c, out);
	html_section_end(out);
}

static void steps_section(const struct boot *b, struct strbuf *out)
{
	html_section("Longest steps", "The time between two consecutive kernel messages.", out);
	sb_add(out,
	       "<div class=\"wide\"><table><tr><th>took<th>at<th class=\"l\">until this message\n");
	for (size_t i = 0; i < b->log.n_steps; i++) {
		const struct boot_step *s = &b->log.steps[i];

		sb_addf(out, "<tr><td>%.1f ms<td>%.1f<td class=\"l\"><code>",
			(double)s->took_us / 1000,
			(double)timeline_at(&b->times, &b->log, s->at_us) / NS_PER_MS);
		html_text(s->before, out);
		sb_add(out, "</code>\n");
	}
	sb_add(out, "</table></div>\n");
	html_section_end(out);
}

static void memory_section(const struct facts *f, struct strbuf *out)
{
	static const unsigned colours[MEMORY_ROWS] = {0, 0, 0, 0, 0, 1, 1, 3, 3, 3, 3, 2, 4, 5};
	const uint64_t used = facts_memory(f).median;
	struct html_bar bars[MEMORY_ROWS], stack[MEMORY_ROWS];
	struct html_chart c = {.id = "memory", .title = "memory in use", .bars = bars},
			  s = {.id = "stack", .title = "memory in use, as parts of a whole"};

	for (size_t i = 0; i < MEMORY_ROWS; i++) {
		uint64_t bytes = facts_row(f, (enum memory_row)i).median;

		if (!bytes)
			continue;
		stack[c.n] = bars[c.n] = (struct html_bar){
			memory_row_name((enum memory_row)i), NULL, 0, bytes, colours[i], false};
		bars[c.n].value = str_bytes(bytes);
		stack[c.n].value =
			xasprintf("%.0f %%", used ? 100.0 * (double)bytes / (double)used : 0);
		c.n++;
		c.whole = bytes > c.whole ? bytes : c.whole;
	}
	s.bars = stack;
	s.n = c.n;
	s.whole = used;
	html_section(
		"Memory",
		"In use at the prompt. Blue: the kernel's image; grey: reserved at boot; violet: allocated since; "
		"green: files; gold: pages taken directly, by drivers for example; orange: processes.",
		out);
	html_stack(&s, out);
	html_chart(&c, out);
	html_section_end(out);
}

static void kernel_section(const struct facts *f, struct strbuf *out)
{
	_cleanup_free_ char *text = NULL, *padding = str_bytes(f->sizes.padding);
	struct html_bar bars[SIZE_KINDS];
	struct html_chart c = {.id = "kernel", .title = "the kernel's image", .bars = bars};

	text = xasprintf(
		"The image in memory, by kind of section. init is freed before PID 1 runs. The text has another "
		"%s of padding.",
		padding);
	for (; c.n < SIZE_KINDS; c.n++) {
		uint64_t bytes = sizes_total(&f->sizes, (enum size_kind)c.n);

		bars[c.n] = (struct html_bar){size_kind_name((enum size_kind)c.n),
					      str_bytes(bytes),
					      0,
					      bytes,
					      c.n == SIZE_INIT ? 1 : 0,
					      false};
		c.whole = bytes > c.whole ? bytes : c.whole;
	}
	html_section("Kernel", text, out);
	html_chart(&c, out);
	html_section_end(out);
}

void html_facts(const struct facts *f, struct strbuf *out)
{
	const struct boot *typical = facts_typical(f), *detail = facts_detail(f);

	sb_add(out, "<h1>");
	if (f->release) {
		sb_add(out, "Linux ");
		html_text(f->release, out);
	} else {
		sb_add(out, "A jiffy guest");
	}
	sb_add(out, "</h1>\n<p class=\"soft\">run ");
	html_text(f->name, out);
	facts_about(f, out);
	sb_add(out, "</p>\n");
	tiles(f, out);
	boot_section(f, out);
	if (detail)
		calls_section(detail, out);
	else if (typical && typical->log.n_steps)
		steps_section(typical, out);
	if (facts_memory(f).n)
		memory_section(f, out);
	if (f->has_sizes)
		kernel_section(f, out);
}
