/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy bench: reading the console, the floor, figures as text and JSON. */
#include <stdio.h>

#include "bench/floor.h"
#include "bench/guest.h"
#include "bench/kept.h"
#include "bench/results.h"
#include "scratch.h"

TEST(a_prompt_on_the_console)
{
	CHECK(!guest_at_prompt(""));
	CHECK(!guest_at_prompt("[    0.1] Run /init as init process\r\n"));
	CHECK(!guest_at_prompt("/ #"));
	CHECK(guest_at_prompt("can't access tty; job control turned off\r\n/ # "));
	CHECK(guest_at_prompt("Boot took 0.2 seconds\r\n/ # \033[6n"));
}

TEST(last_words)
{
	CHECK(!guest_is_lost("Boot took 0.2 seconds"));
	CHECK(guest_is_lost("[    0.1] Kernel panic - not syncing: System is deadlocked"));
	CHECK(guest_is_lost("Out of memory\n\n -- System halted"));
}

TEST(free_memory)
{
	CHECK_INT(guest_free("MemTotal:  100 kB\r\nMemFree:   480004 kB\r\nMemAvailable:"),
		  UINT64_C(480004) << 10);
	CHECK_INT(guest_free("cat /proc/meminfo\r\nMemTotal:  100 kB\r\n"), 0);
	/* incomplete */
	CHECK_INT(guest_free("MemFree:   4800"), 0);
	CHECK_INT(guest_free("MemFree:"), 0);
}

struct machine {
	unsigned needs, asked, broken;
};

static int works(void *arg, unsigned n, struct err *e)
{
	struct machine *m = arg;

	m->asked++;
	if (n == m->broken)
		return err_set(e, "broken");
	return n >= m->needs;
}

TEST(the_floor)
{
	_cleanup_err_ struct err e = ERR_INIT;

	for (unsigned needs = 1; needs <= 512; needs++)
		for (unsigned guess = 0; guess <= 600; guess += 7) {
			struct machine m = {.needs = needs};

			CHECK_INT(floor_find(0, 512, guess, works, &m, &e), needs);
			CHECK(m.asked <= 12);
		}
}

TEST(a_floor_that_is_known_is_asked_twice)
{
	_cleanup_err_ struct err e = ERR_INIT;
	struct machine m = {.needs = 20};

	CHECK_INT(floor_find(0, 512, 20, works, &m, &e), 20);
	CHECK_INT(m.asked, 2);
}

TEST(a_floor_that_cannot_be_told)
{
	_cleanup_err_ struct err e = ERR_INIT;
	struct machine m = {.needs = 20, .broken = 256};

	CHECK_INT(floor_find(0, 512, 0, works, &m, &e), 0);
	CHECK_STR(e.msg, "broken");
}

static struct figure_result prompt_result(void)
{
	return (struct figure_result){
		.figure = figure_find("prompt"),
		.sides = {[BENCH_RECIPE] = {800 * NS_PER_MS, 700 * NS_PER_MS, 950 * NS_PER_MS, 10},
			  [BENCH_JIFFY] = {200 * NS_PER_MS, 190 * NS_PER_MS, 333300000, 10}},
		.measured = 1700000000,
	};
}

static struct figure_result build_result(void)
{
	return (struct figure_result){
		.figure = figure_find("first_build"),
		.sides = {[BENCH_RECIPE] = {150 * NS_PER_SEC, 150 * NS_PER_SEC, 150 * NS_PER_SEC,
					    1},
			  [BENCH_JIFFY] = {300 * NS_PER_SEC, 300 * NS_PER_SEC, 300 * NS_PER_SEC,
					   1}},
		.measured = 1700000000,
	};
}

TEST(ratios)
{
	struct figure_result r = prompt_result();

	CHECK(figure_ratio(&r) == 0.25);
	CHECK(figure_reached(&r));
	r.sides[BENCH_JIFFY].median++;
	CHECK(!figure_reached(&r));
	r.sides[BENCH_RECIPE].median = 0;
	CHECK(figure_ratio(&r) == 0);
	CHECK(!figure_reached(&r));
}

TEST(figures_have_names_and_goals)
{
	CHECK_INT(figures_count, 6);
	for (size_t i = 0; i < figures_count; i++) {
		CHECK(figure_find(figures[i].name) == &figures[i]);
		CHECK(figures[i].goal > 0 && figures[i].goal < 1);
		CHECK(figures[i].slow ? figures[i].runs == 1 : figures[i].runs >= 10);
		CHECK(figures[i].measure[BENCH_RECIPE] && figures[i].measure[BENCH_JIFFY]);
	}
	CHECK(figure_find("nonsense") == NULL);
}

TEST(as_text)
{
	const struct figure_result r[] = {prompt_result(), build_result()};
	const struct bench_about about = {"linux-6.1.140", "busybox-1.35.0", "tcg", 2};
	_cleanup_sb_ struct strbuf text = {0};

	results_text(r, 2, &about, false, &text);
	CHECK(strstr(sb_str(&text), "\nlinux-6.1.140, busybox-1.35.0, tcg, 2 jobs\n"));
	CHECK(strstr(sb_str(&text), "800.0 ms (700.0 to 950.0)"));
	CHECK(strstr(sb_str(&text), "200.0 ms (190.0 to 333.3)"));
	CHECK(strstr(sb_str(&text), " 0.250      0.25  yes"));
	CHECK(strstr(sb_str(&text), "300.0 s (300.0 to 300.0)"));
	CHECK(strstr(sb_str(&text), " 2.000      0.80  no"));
	CHECK(strstr(sb_str(&text), "'first_build' was measured on 2023-11-14 22:13 UTC"));
	CHECK(!strstr(sb_str(&text), "'prompt' was measured"));
}

TEST(as_json)
{
	const struct figure_result r = prompt_result();
	const struct bench_about about = {"linux-6.1", "busybox-1.35", "tcg", 2};
	_cleanup_json_ struct json *j = results_json(&r, 1, &about);
	_cleanup_free_ char *text = json_dump(j, false);

	CHECK_STR(
		text,
		"{\"schema\":1,\"kernel\":\"linux-6.1\",\"busybox\":\"busybox-1.35\",\"accel\":\"tcg\","
		"\"jobs\":2,\"figures\":[{\"name\":\"prompt\",\"unit\":\"ns\",\"recipe\":800000000,"
		"\"jiffy\":200000000,\"ratio\":0.25,\"runs\":10,\"spread\":{\"recipe\":{\"least\":700000000,"
		"\"most\":950000000},\"jiffy\":{\"least\":190000000,\"most\":333300000}},"
		"\"to_reach\":0.25,\"reached\":true,\"measured\":\"2023-11-14T22:13:20Z\"}]}");
}

TEST(a_slow_figure_is_kept)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	const struct figure_result r = build_result();
	struct figure_result again;

	scratch_begin(&s);
	CHECK(!kept_read(s.dir, r.figure, "gcc -j2", &again));
	CHECK_OK(kept_write(s.dir, "gcc -j2", &r, &e), &e);
	REQUIRE(kept_read(s.dir, r.figure, "gcc -j2", &again));
	CHECK(again.figure == r.figure);
	CHECK_INT(again.measured, r.measured);
	CHECK(!memcmp(again.sides, r.sides, sizeof(r.sides)));
	/* of another figure */
	CHECK(!kept_read(s.dir, r.figure, "gcc -j4", &again));
	CHECK(scratch_sh(&s, "sed -i 's/: 1,/: -1,/' bench/first_build.json"));
	CHECK(!kept_read(s.dir, r.figure, "gcc -j2", &again));
	CHECK(scratch_sh(&s, "echo '[1' >bench/first_build.json"));
	CHECK(!kept_read(s.dir, r.figure, "gcc -j2", &again));
}

TEST_MAIN()
