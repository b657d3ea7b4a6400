/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page/html-parts.h"

#include "base/utf8.h"

#define LABEL 270 /* a drawing has columns for labels, bars and values */
#define BARS  560
#define WIDTH 940
#define ROW   26
#define THIN  20
#define AXIS  28

/* A label with more letters is squeezed into its column. */
#define LABEL_LETTERS 38
#define SQUEEZED      " textLength=\"262\" lengthAdjust=\"spacingAndGlyphs\""

void html_text(const char *s, struct strbuf *out)
{
	_cleanup_free_ char *clean = utf8_clean(s);

	for (const char *p = clean; *p; p++) {
		if (*p == '&')
			sb_add(out, "&amp;");
		else if (*p == '<')
			sb_add(out, "&lt;");
		else if (*p == '>')
			sb_add(out, "&gt;");
		else if (*p == '"')
			sb_add(out, "&quot;");
		else
			sb_addc(out, (unsigned char)*p < 0x20 && *p != '\n' ? ' ' : *p);
	}
}

void html_section(const char *title, const char *text, struct strbuf *out)
{
	sb_add(out, "<section>\n<h2>");
	html_text(title, out);
	sb_add(out, "</h2>\n");
	if (!text || !*text)
		return;
	sb_add(out, "<p class=\"soft\">");
	html_text(text, out);
	sb_add(out, "</p>\n");
}

void html_section_end(struct strbuf *out)
{
	sb_add(out, "</section>\n");
}

static double place(const struct html_chart *c, uint64_t v)
{
	double part = c->whole ? (double)v / (double)c->whole : 0;

	return LABEL + BARS * (part < 0 ? 0 : part > 1 ? 1 : part);
}

/* 1, 2 or 5 times a power of ten, for about eight ticks. */
static double tick_step(double whole)
{
	static const double steps[] = {1, 2, 5, 10};
	double power = 1;

	while (whole / power >= 80)
		power *= 10;
	while (whole / power < 8 && power > 1e-6)
		power /= 10;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (whole / (power * steps[i]) <= 8)
			return power * steps[i];
	return power * 10;
}

static void axis(const struct html_chart *c, unsigned height, struct strbuf *out)
{
	const double whole = (double)c->whole / c->unit, step = tick_step(whole);

	for (double at = 0; at <= whole * 1.0001 && step > 0; at += step) {
		double x = place(c, (uint64_t)(at * c->unit));

		sb_addf(out,
			"<line class=\"g\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%u\"/>"
			"<text class=\"s\" x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%g%s%s</text>\n",
			x, x, AXIS - 6, height, x, at, at > 0 ? "" : " ", at > 0 ? "" : c->name);
	}
}

static void begin_svg(const struct html_chart *c, unsigned height, struct strbuf *out)
{
	sb_addf(out,
		"<div class=\"wide\"><svg viewBox=\"0 0 %d %u\" role=\"img\" "
		"aria-labelledby=\"%s\">\n<title id=\"%s\">",
		WIDTH, height, c->id, c->id);
	html_text(c->title, out);
	for (size_t i = 0; i < c->n; i++) {
		sb_add(out, i ? "; " : ": ");
		html_text(c->bars[i].label, out);
		sb_addc(out, ' ');
		html_text(c->bars[i].value, out);
	}
	sb_add(out, "</title>\n");
}

static void rect(double x, double y, double w, double h, unsigned colour, struct strbuf *out)
{
	sb_addf(out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"3\" "
		"fill=\"var(--c%u)\"/>\n",
		x, y, w < 1.5 ? 1.5 : w, h, colour % HTML_COLOURS);
}

static void bar(const struct html_chart *c, const struct html_bar *b, unsigned y,
		struct strbuf *out)
{
	const double from = place(c, b->from), to = place(c, b->to);
	const int row = b->thin ? THIN : ROW, thick = b->thin ? 8 : 16;
	const double middle = y + row / 2.0;

	sb_addf(out, "<text x=\"%d\" y=\"%.1f\"%s%s>", b->thin ? 16 : 0, middle + 4.5,
		b->thin ? " class=\"s\"" : "", strlen(b->label) > LABEL_LETTERS ? SQUEEZED : "");
	html_text(b->label, out);
	sb_add(out, "</text>");
	rect(from, middle - thick / 2.0, to - from, thick, b->colour, out);
	sb_addf(out, "<text x=\"%.1f\" y=\"%.1f\"%s>", (to > from + 1.5 ? to : from + 1.5) + 8,
		middle + 4.5, b->thin ? " class=\"s\"" : "");
	html_text(b->value, out);
	sb_add(out, "</text>\n");
}

static void free_values(const struct html_chart *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(TAKE_PTR(c->bars[i].value));
}

void html_chart(const struct html_chart *c, struct strbuf *out)
{
	unsigned height = c->unit > 0 ? AXIS : 0, y = height;

	for (size_t i = 0; i < c->n; i++)
		height += c->bars[i].thin ? THIN : ROW;
	begin_svg(c, height, out);
	if (c->unit > 0)
		axis(c, height, out);
	for (size_t i = 0; i < c->n; i++) {
		bar(c, &c->bars[i], y, out);
		y += c->bars[i].thin ? THIN : ROW;
	}
	sb_add(out, "</svg></div>\n");
	free_values(c);
}

void html_stack(const struct html_chart *c, struct strbuf *out)
{
	double x = 0;

	begin_svg(c, 30, out);
	for (size_t i = 0; i < c->n && c->whole; i++) {
		double w = WIDTH * (double)(c->bars[i].to - c->bars[i].from) / (double)c->whole;

		if (w >= 0.5)
			rect(x, 2, w > 2 ? w - 1 : w, 26, c->bars[i].colour, out);
		x += w;
	}
	sb_add(out, "</svg></div>\n");
	free_values(c);
}
