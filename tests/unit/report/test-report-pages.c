/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same facts for a terminal, a browser and a program. */
#include "facts-make.h"
#include "report/compare-text.h"
#include "report/facts-json.h"
#include "report/facts-text.h"
#include "report/page/html.h"

static const char calls[] = "7,1,90000,-;initcall <b>slow&+0x0/0x1 returned 0 after 12300 usecs\n";

static struct facts example(const char *name)
{
	struct facts f = made_facts(name, made_sizes);

	made_boot(&f, 210, 400, made_records);
	made_boot(&f, 214, 396, made_records);
	made_boot(&f, 222, 392, made_records);
	return f;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void check_lacks(const char *text, const char *what)
{
	CHECK(strstr(text, what) == NULL);
}

static size_t longest_line(const char *s)
{
	size_t longest = 0;

	for (; *s; s += strcspn(s, "\n") + (s[strcspn(s, "\n")] == '\n'))
		if (strcspn(s, "\n") > longest)
			longest = strcspn(s, "\n");
	return longest;
}

TEST(in_a_terminal)
{
	_cleanup_facts_ struct facts f = example("7");
	_cleanup_sb_ struct strbuf out = {0}, coloured = {0};

	facts_text(&f, false, &out);
	CHECK_CONTAINS(sb_str(&out), "run      7, linux 6.1<&, 3 boots\n");
	CHECK_CONTAINS(sb_str(&out), "214.0 ms from QEMU's start to the prompt\n"
				     "         median of 3 boots: 210.0 ms to 222.0 ms\n");
	CHECK_CONTAINS(sb_str(&out), "     0.0     30.0  QEMU starts, reads the kernel  ####\n");
	CHECK_CONTAINS(sb_str(&out), "kernel: initcalls");
	CHECK_CONTAINS(sb_str(&out), "longest steps");
	CHECK_CONTAINS(sb_str(&out),
		       "628 KB of 1024 KB in use at the prompt\n         median of 3");
	CHECK_CONTAINS(sb_str(&out), "     20 KB  slab");
	CHECK_CONTAINS(sb_str(&out), "200 KB text");
	check_lacks(sb_str(&out), "\033");
	CHECK(longest_line(sb_str(&out)) <= 80);
	facts_text(&f, true, &coloured);
	CHECK_CONTAINS(sb_str(&coloured), "\033[1mboot\033[0m");
}

TEST(a_boot_that_nothing_is_known_of)
{
	_cleanup_facts_ struct facts f = made_facts("7", NULL);
	_cleanup_sb_ struct strbuf out = {0}, page = {0};

	facts_text(&f, false, &out);
	CHECK_CONTAINS(sb_str(&out), "boot     unknown");
	report_html(&f, NULL, NULL, &page);
	CHECK_CONTAINS(sb_str(&page), "did not report reaching its prompt");
}

TEST(a_comparison_begins_with_its_sentence)
{
	_cleanup_facts_ struct facts old = example("7"), new = example("8");
	_cleanup_comparison_ struct comparison c = {0};
	_cleanup_sb_ struct strbuf out = {0};

	made_boot(&new, 230, 380, made_records);
	new.sizes.symbols.v[0].bytes += 2048;
	compare(&old, &new, &c);
	comparison_text(&c, false, &out);
	CHECK(str_starts(sb_str(&out),
			 "this change costs +0 KB text, +4.0 ms boot, +2 KB memory\n"));
	CHECK_CONTAINS(sb_str(&out), "symbols  1 changed: +2 KB\n");
	CHECK_CONTAINS(sb_str(&out), "      +2 KB ");
	CHECK(longest_line(sb_str(&out)) <= 100);
}

TEST(a_budget_table)
{
	_cleanup_facts_ struct facts f = example("7");
	const struct budget b = {
		{[BUDGET_BOOT] = 200 * MS, [BUDGET_MEMORY] = KB(700), [BUDGET_KERNEL] = KB(1)}};
	_cleanup_sb_ struct strbuf out = {0};

	budget_text(&b, &f, false, &out);
	CHECK_CONTAINS(sb_str(&out), "boot         214.0 ms of 200.0 ms    exceeded by 14.0 ms\n");
	CHECK_CONTAINS(sb_str(&out), "memory         628 KB of 700 KB      kept\n");
	CHECK_CONTAINS(sb_str(&out), "kernel         350 KB of 1 KB        exceeded by 349 KB\n");
}

TEST(a_page_holds_no_mark_of_the_guest)
{
	_cleanup_facts_ struct facts f = made_facts("<script>\"\xff", made_sizes);
	_cleanup_comparison_ struct comparison c = {0};
	const struct budget b = {{[BUDGET_BOOT] = 1}};
	_cleanup_sb_ struct strbuf out = {0};

	made_boot(&f, 210, 400, calls);
	compare(&f, &f, &c);
	report_html(&f, &c, &b, &out);
	CHECK(str_starts(sb_str(&out), "<!DOCTYPE html>\n"));
	CHECK(str_ends(sb_str(&out), "</html>\n"));
	check_lacks(sb_str(&out), "<script");
	check_lacks(sb_str(&out), "<b>slow");
	check_lacks(sb_str(&out), "http");
	check_lacks(sb_str(&out), "\xff");
	CHECK_CONTAINS(sb_str(&out), "&lt;b&gt;slow&amp;");
	CHECK_CONTAINS(sb_str(&out), "Linux 6.1&lt;&amp;");
	CHECK_CONTAINS(sb_str(&out), "run &lt;script&gt;&quot;\xef\xbf\xbd");
	CHECK_CONTAINS(sb_str(&out), "<svg viewBox=");
	CHECK_CONTAINS(sb_str(&out), "role=\"img\" aria-labelledby=\"boot\"");
	CHECK_CONTAINS(sb_str(&out), "prefers-color-scheme:dark");
	CHECK_CONTAINS(sb_str(&out), "this change costs");
	CHECK_CONTAINS(sb_str(&out), "exceeded");
}

TEST(for_programs)
{
	_cleanup_facts_ struct facts f = example("7");
	_cleanup_comparison_ struct comparison c = {0};
	const struct budget b = {{[BUDGET_TEXT] = KB(100)}};
	_cleanup_json_ struct json *j = NULL;
	_cleanup_free_ char *text = NULL;

	compare(&f, &f, &c);
	j = facts_json(&f, &c, &b);
	text = json_dump(j, false);
	CHECK_INT(json_get_int(j, "schema", 0), REPORT_SCHEMA);
	CHECK_INT(json_get_int(json_get(j, "boot_ns"), "median", 0), 214 * MS);
	CHECK_INT(count(text, "\"from_ns\""), 8);
	CHECK_INT(json_get_int(json_get(json_get(j, "memory_bytes"), "rows"), "slab", 0), KB(20));
	CHECK_INT(json_get_int(json_get(j, "kernel_bytes"), "total", 0), KB(350));
	CHECK_CONTAINS(text, "\"initcalls\":null");
	CHECK_CONTAINS(text, "\"boot_ns\":0,");
	CHECK_CONTAINS(text,
		       "{\"name\":\"text\",\"limit\":102400,\"value\":204800,\"kept\":false}");
}

TEST_MAIN()
