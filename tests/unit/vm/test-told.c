/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/told.h"

#include "test.h"

#define MEMORY (UINT64_C(64) << 20)

/* QEMU started two seconds ago, and the guest's clock one. */
static struct told ready(struct outcome *o)
{
	struct told t = {.out = o, .start = now_ns() - 2 * NS_PER_SEC, .memory = MEMORY};

	*o = (struct outcome){0};
	told_ready(&t, &(struct wire_ready){WIRE_VERSION, NS_PER_SEC, NS_PER_SEC / 2});
	return t;
}

static void check_about(uint64_t ns, uint64_t want)
{
	CHECK(ns >= want && ns < want + 60 * NS_PER_SEC);
}

TEST(times)
{
	struct outcome o;
	struct told t = ready(&o);

	check_about(o.times.zero, NS_PER_SEC);
	check_about(o.times.init, NS_PER_SEC + NS_PER_SEC / 2);
	told_started(&t, &(struct wire_started){.sent_ns = NS_PER_SEC, .started_ns = NS_PER_SEC});
	check_about(o.times.prompt, 2 * NS_PER_SEC);
	told_ended(&t, &(struct wire_exit){.ended_ns = NS_PER_SEC});
	check_about(o.times.command, 2 * NS_PER_SEC);
}

TEST(times_that_have_not_come)
{
	static const uint64_t impossible[] = {3600 * NS_PER_SEC, UINT64_MAX, UINT64_MAX / 2};

	for (size_t i = 0; i < ARRAY_SIZE(impossible); i++) {
		struct outcome o;
		struct told t = ready(&o);

		told_prompt(&t, &(struct wire_prompt){.sent_ns = UINT64_MAX,
						      .prompt_ns = impossible[i]});
		CHECK_INT(o.times.prompt, 0);
		told_started(&t, &(struct wire_started){.started_ns = impossible[i]});
		CHECK_INT(o.times.prompt, 0);
		told_ended(&t, &(struct wire_exit){.ended_ns = impossible[i]});
		CHECK_INT(o.times.command, 0);
		/* without a zero there are no times at all */
		t = (struct told){.out = &o, .start = now_ns() - NS_PER_SEC};
		o = (struct outcome){0};
		told_ready(&t, &(struct wire_ready){WIRE_VERSION, impossible[i], 0});
		CHECK_INT(o.times.zero, 0);
	}
}

TEST(memory)
{
	static const struct {
		struct wire_memory memory;
		bool possible;
	} cases[] = {
		{{.total = MEMORY, .available = MEMORY / 2, .kernel = 9, .files = 7}, true},
		{{.total = MEMORY + 1}, false},
		{{.total = UINT64_MAX}, false},
		{{.total = MEMORY, .available = MEMORY + 1}, false},
		{{.total = 100, .kernel = 101}, false},
		{{.total = 100, .processes = UINT64_MAX}, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct outcome o;
		struct told t = ready(&o);

		told_prompt(&t, &(struct wire_prompt){.memory = cases[i].memory});
		CHECK_INT(o.memory.total, cases[i].possible ? cases[i].memory.total : 0);
		CHECK_INT(o.memory.files, cases[i].possible ? cases[i].memory.files : 0);
	}
}

TEST_MAIN()
