/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts-make.h"
#include "report/budget.h"

TEST(several_boots)
{
	_cleanup_facts_ struct facts f = made_facts("1", made_sizes);

	made_boot(&f, 210, 400, made_records);
	made_boot(&f, 250, 404, made_records);
	made_boot(&f, 220, 380, made_records);
	CHECK_INT(facts_boot(&f).median, 220 * MS);
	CHECK_INT(facts_boot(&f).most, 250 * MS);
	CHECK_INT(facts_memory(&f).median, KB(624));
	CHECK_INT(facts_phase(&f, PHASE_INIT).median, 20 * MS);
	CHECK_INT(facts_row(&f, MEMORY_SLAB).median, KB(20));
	CHECK(facts_typical(&f) == &f.boots[2]);
	CHECK(facts_detail(&f) == NULL);
	CHECK_INT(facts_kernel(&f), KB(350));
	CHECK_STR(f.release, "6.1<&");
}

TEST(an_outcome_that_is_none)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *release = NULL;
	static const char odd[] =
		"{\"times_ns\":[],\"memory_bytes\":{\"machine\":-1,\"total\":9e99,"
		"\"free\":\"x\"},\"kernel_release\":7}";
	struct boot b;

	CHECK_INT(boot_read(&b, "{\"times", 7, NULL, NULL, &release, &e), -1);
	err_free(&e);
	CHECK_OK(boot_read(&b, odd, strlen(odd), NULL, NULL, &release, &e), &e);
	CHECK_INT(b.timeline.total, 0);
	CHECK_INT(b.map.used, 0);
	CHECK_STR(release, NULL);
	boot_free(&b);
}

TEST(rows_of_memory_sum_up)
{
	_cleanup_facts_ struct facts f = made_facts("1", made_sizes);
	uint64_t sum = 0;

	made_boot(&f, 210, 400, made_records);
	for (size_t i = 0; i < MEMORY_ROWS; i++)
		sum += f.boots[0].map.rows[i];
	CHECK_INT(sum, KB(624));
	CHECK_INT(f.boots[0].map.rows[MEMORY_TEXT], KB(200));
	CHECK_INT(f.boots[0].map.rows[MEMORY_PADDING], KB(4));
	CHECK_INT(f.boots[0].map.rows[MEMORY_PAGES], KB(16));
	CHECK_INT(f.boots[0].map.rows[MEMORY_RESERVED], KB(500 - 340 - 4 - 16));
	CHECK_INT(f.boots[0].map.rows[MEMORY_PERCPU], KB(2));
	CHECK_INT(f.boots[0].map.rows[MEMORY_OTHER], KB(124 - 20 - 4 - 4 - 2 - 8 - 4));
}

TEST(a_guests_memory_that_cannot_be)
{
	static const struct outcome_memory cases[] = {
		{.machine = 100, .total = 200, .free = 50},
		{.machine = 100, .total = 50, .free = 60},
		{.machine = 100, .total = 50},
	};
	const struct outcome_memory greedy = {.machine = 1000,
					      .total = 900,
					      .free = 800,
					      .slab = 5000,
					      .files = 7000,
					      .kernel = 1};
	struct memory_map m;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memory_map_make(&cases[i], NULL, &m);
		CHECK_INT(m.used, 0);
	}
	memory_map_make(&greedy, NULL, &m);
	CHECK_INT(m.rows[MEMORY_SLAB], 100);
	CHECK_INT(m.rows[MEMORY_FILES], 0);
	CHECK_INT(m.rows[MEMORY_PERCPU], 0);
}

TEST(budgets)
{
	static const struct {
		const char *text;
		uint64_t boot, memory, kernel;
	} cases[] = {
		{"boot=300ms,memory=8M,kernel=2M", 300 * MS, KB(8192), KB(2048)},
		{"boot=0.5s memory=100KB", 500 * MS, KB(100), 0},
		{"kernel=1.5MiB,kernel=7", 0, 0, 7},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_strv_ struct strv lists = {0};
		struct budget b;

		strv_add(&lists, cases[i].text);
		CHECK_OK(budget_parse(&lists, &b, &e), &e);
		CHECK_INT(b.limits[BUDGET_BOOT], cases[i].boot);
		CHECK_INT(b.limits[BUDGET_MEMORY], cases[i].memory);
		CHECK_INT(b.limits[BUDGET_KERNEL], cases[i].kernel);
	}
}

TEST(what_is_no_budget)
{
	static const char *const cases[] = {"boot",	  "boot=",     "boot=300M", "memory=3ms",
					    "memory=-1M", "memory=0M", "rom=1M",    "boot=1e3ms",
					    "=1M",	  "kernel=M",  "boot=300"};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_strv_ struct strv lists = {0};
		struct budget b;

		strv_add(&lists, cases[i]);
		CHECK_INT(budget_parse(&lists, &b, &e), -1);
		CHECK_INT(e.kind, ERR_USAGE);
		CHECK_CONTAINS(e.msg, cases[i]);
	}
}

TEST(a_budget_is_kept_when_it_can_be_checked)
{
	_cleanup_facts_ struct facts f = made_facts("1", NULL);
	struct budget b = {{[BUDGET_BOOT] = 210 * MS}};

	made_boot(&f, 210, 400, made_records);
	CHECK(budget_any(&b) && budget_all_kept(&b, &f));
	b.limits[BUDGET_BOOT]--;
	CHECK(!budget_all_kept(&b, &f));
	b = (struct budget){{[BUDGET_KERNEL] = KB(1)}};
	CHECK(!budget_all_kept(&b, &f)); /* its size is not known */
}

TEST_MAIN()
