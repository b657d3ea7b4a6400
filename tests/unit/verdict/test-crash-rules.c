/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strbuf.h"
#include "test.h"
#include "verdict/crash-match.h"
#include "verdict/crash.h"

static char *title_of(const char *log, const struct crash_rule **rule)
{
	struct crash_source s = {.console = log, .ended = true, .warnings = true};
	struct crash c;
	char *title;

	crash_find(&s, &c);
	title = TAKE_PTR(c.title);
	*rule = c.rule;
	crash_free(&c);
	return title;
}

/* Each row's sample is found by that row, and gets its title. */
TEST(every_sample_has_its_title)
{
	size_t n;
	const struct crash_rule *rules = crash_rules(&n), *found;

	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *title = title_of(rules[i].sample, &found);

		CHECK_STR(title, rules[i].sample_title);
		CHECK_STR(found ? found->line : NULL, rules[i].line);
	}
	CHECK(n > 70);
}

/* The same with time stamps, with callers, and after a prompt. */
static void stamped(const char *text, const char *first, const char *stamp, struct strbuf *out)
{
	sb_addf(out, "[    0.000000] Linux version 6.1\n%s", first);
	for (const char *s = text; *s;) {
		size_t n = strcspn(s, "\n");

		sb_addf(out, "%s%.*s\n", stamp, (int)n, s);
		s += n + (s[n] == '\n');
	}
}

TEST(time_stamps_do_not_matter)
{
	static const char *const stamps[] = {"[    1.234567] ", "[12345.000001] ",
					     "[    1.234567][    T1] ", "[    1.234567][   C12] "};
	size_t n;
	const struct crash_rule *rules = crash_rules(&n), *found;

	for (size_t i = 0; i < n; i++) {
		_cleanup_sb_ struct strbuf log = {0};
		_cleanup_free_ char *title = NULL;

		stamped(rules[i].sample, i % 2 ? "" : "/ # ", stamps[i % ARRAY_SIZE(stamps)], &log);
		title = title_of(sb_str(&log), &found);
		CHECK_STR(title, rules[i].sample_title);
	}
}

TEST(other_kernel_messages_are_no_crash)
{
	static const char *const lines[] = {
		"BIOS-provided physical RAM map:",
		"sysrq: Trigger a crash",
		"WARNING: Support for this CPU is going to be removed",
		"Memory cgroup out of memory: Killed process 1 (foo) total-vm:1kB, anon-rss:1kB",
		"foo invoked oom-killer: gfp_mask=0x0",
		"foo[12]: segfault at 0 ip 0000000000401000 sp 00007ffc1 error 4 in foo[401000+1000]",
		"traps: foo[12] general protection fault ip:401000 sp:7ffc1 error:0 in foo[401000+1000]",
		"traps: foo[12] trap invalid opcode ip:401000 sp:7ffc1 error:0",
		"INFO: lockdep is turned off.",
		"rcu: INFO: Stall ended before state dump start",
		"list_head: something",
		"kernel BUG at ",
		"BUG kmalloc-64",
		"Oops:",
		"",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct crash_match m;
		bool found = crash_match(lines[i], &m);

		if (found)
			printf("# '%s' is taken for '%s'\n", lines[i], m.rule->line);
		CHECK(!found);
		crash_match_free(&m);
	}
}

TEST(functions_in_lines)
{
	static const struct {
		const char *line, *function;
	} cases[] = {
		{" foo+0x12/0x30", "foo"},
		{" ? foo+0x12/0x30", NULL},
		{"RIP: 0010:foo.isra.0+0x12/0x30", "foo"},
		{"foo.cold+0x1/0x2 [mod]", "foo"},
		{"Krnl PSW : 07 0a (foo+0x12/0x30)", "foo"},
		{"RIP: 0033:0x7f1234", NULL},
		{"foo+0x/0x30", NULL},
		{"foo+0x12/0x", NULL},
		{"foo+0x12", NULL},
		{"+0x12/0x30", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *function = crash_function(cases[i].line);

		CHECK_STR(function, cases[i].function);
	}
	CHECK(crash_is_reporter("dump_stack_lvl"));
	CHECK(!crash_is_reporter("foo"));
}

TEST_MAIN()
