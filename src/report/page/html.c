/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page/html.h"

#include "report/page/html-compare.h"
#include "report/page/html-facts.h"
#include "report/page/html-parts.h"

static const char head[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n<style>\n"
	":root{--bg:#fbfbfa;--card:#fff;--ink:#1c2024;--soft:#5b6470;--line:#e2e4e8;--grid:#eceef1;"
	"--c0:#4c78c8;--c1:#9aa5b4;--c2:#2f9e8f;--c3:#7a63c6;--c4:#e0862f;--c5:#c9a227;--c6:#d05577;"
	"--c7:#4aa84e;--more:#b3261e;--less:#1b7f3b}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#15181c;--card:#1d2126;--ink:#e8eaed;"
	"--soft:#9aa4b0;--line:#31373f;--grid:#282d34;--c0:#6f9be8;--c1:#77828f;--c2:#45bfae;"
	"--c3:#a08be6;--c4:#f0a057;--c5:#dcba4a;--c6:#ea7b99;--c7:#6cc76f;--more:#ff8a80;"
	"--less:#7fd99a}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--bg);color:var(--ink);"
	"font:15px/1.5 system-ui,-apple-system,\"Segoe UI\",\"DejaVu Sans\",sans-serif}\n"
	"main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 3rem}\n"
	"h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:0}\n"
	"p{margin:.25rem 0}.soft,figcaption{color:var(--soft)}\n"
	"section{background:var(--card);border:1px solid var(--line);border-radius:10px;"
	"padding:1.1rem 1.25rem;margin:1rem 0}\n"
	".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1rem;"
	"margin:1.25rem 0 0}\n"
	".tile{background:var(--card);border:1px solid var(--line);border-radius:10px;"
	"padding:.9rem 1.1rem}\n"
	".tile b{display:block;font-size:1.7rem;line-height:1.25;font-weight:600;"
	"font-variant-numeric:tabular-nums}\n"
	".say{font-size:1.25rem;font-weight:600;margin:1rem 0 .25rem}\n"
	"svg{display:block;width:100%;height:auto;margin:.75rem 0 0}\n"
	"svg text{fill:var(--ink);font-size:13px;font-variant-numeric:tabular-nums}\n"
	"svg .s{fill:var(--soft);font-size:12px}svg .g{stroke:var(--grid)}\n"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0 0;"
	"font-variant-numeric:tabular-nums}\n"
	"th,td{text-align:right;padding:.2rem .6rem;border-top:1px solid var(--line);"
	"white-space:nowrap}\n"
	"th{color:var(--soft);font-weight:500;border-top:0}\n"
	".l{text-align:left;white-space:normal;overflow-wrap:anywhere}\n"
	".more{color:var(--more)}.less{color:var(--less)}\n"
	"code{font-family:ui-monospace,\"DejaVu Sans Mono\",monospace;font-size:.92em}\n"
	".wide{overflow-x:auto}\n"
	"@media print{body{background:none}section,.tile{break-inside:avoid}}\n";

void report_html(const struct facts *f, const struct comparison *c, const struct budget *b,
		 struct strbuf *out)
{
	sb_add(out, head);
	sb_add(out, "</style>\n<title>jiffy report: run ");
	html_text(f->name, out);
	sb_add(out, "</title>\n</head>\n<body>\n<main>\n");
	if (c)
		html_comparison(c, out);
	if (b)
		html_budget(b, f, out);
	html_facts(f, out);
	sb_add(out, "</main>\n</body>\n</html>\n");
}
