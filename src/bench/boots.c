/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/boots.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "bench/floor.h"
#include "bench/guest.h"
#include "vm/user/console-text.h"

#define LIMIT_NS       (120 * NS_PER_SEC) /* for a guest with enough memory */
#define ANSWER_NS      (60 * NS_PER_SEC)
#define PATIENCE_LEAST (5 * NS_PER_SEC)
#define PATIENCE_TIMES 8 /* how much slower a guest with little memory may be */
#define TAIL_LINES     10
#define MIB	       (UINT64_C(1) << 20)

static const char *const side_names[] = {
	[BENCH_RECIPE] = "the recipe's", [BENCH_JIFFY] = "jiffy's"};

static int start(struct bench *b, enum bench_side side, uint64_t memory, struct guest *g,
		 struct err *e)
{
	_cleanup_free_ char *log = path_join(b->scratch, "qemu.log");
	_cleanup_strv_ struct strv argv = {0};
	const char *qemu = b->input.b->set->qemu;

	g->interrupt_fd = build_interrupt_fd(b->input.b);
	if (side == BENCH_RECIPE) {
		recipe_qemu(&b->input, b->recipe, qemu ? qemu : b->spec->target->qemu, b->spec->kvm,
			    memory, &argv);
		return guest_start_argv(g, &argv, log, e);
	}
	b->spec->memory = memory;
	return guest_start_spec(g, b->spec, log, e);
}

/* Sets the error, with the last lines of QEMU and of the guest. */
static int no_prompt(struct bench *b, enum bench_side side, const struct guest *g, struct err *e)
{
	_cleanup_free_ char *log = path_join(b->scratch, "qemu.log"),
			    *console =
				    console_text(sb_str(&g->console), g->console.len, TAIL_LINES);
	_cleanup_sb_ struct strbuf words = {0};

	err_set(e, "%s guest did not reach its prompt", side_names[side]);
	if (fs_try_read(log, &words) && words.len) {
		_cleanup_free_ char *tail = console_text(sb_str(&words), words.len, TAIL_LINES);

		err_detail(e, "%s", tail);
	}
	return *console ? err_detail(e, "%s", console) : -1;
}

static int boot(struct bench *b, enum bench_side side, uint64_t memory, struct guest *g,
		struct err *e)
{
	int r;

	if (start(b, side, memory, g, e))
		return -1;
	r = guest_await_prompt(g, LIMIT_NS, e);
	return r ? (r < 0 ? -1 : 0) : no_prompt(b, side, g, e);
}

static int measure_prompt(struct bench *b, enum bench_side side, uint64_t *ns, struct err *e)
{
	_cleanup_guest_ struct guest g = GUEST_INIT;

	if (boot(b, side, side == BENCH_JIFFY ? b->memory : BENCH_MEMORY, &g, e))
		return -1;
	*ns = g.prompt - g.qemu.start;
	return 0;
}

int measure_recipe_prompt(struct bench *b, uint64_t *ns, struct err *e)
{
	return measure_prompt(b, BENCH_RECIPE, ns, e);
}

int measure_jiffy_prompt(struct bench *b, uint64_t *ns, struct err *e)
{
	return measure_prompt(b, BENCH_JIFFY, ns, e);
}

/* What is not free is in use, including what the kernel does not count in MemTotal. */
static int measure_memory(struct bench *b, enum bench_side side, uint64_t *bytes, struct err *e)
{
	_cleanup_guest_ struct guest g = GUEST_INIT;
	uint64_t free_bytes;
	int r;

	if (boot(b, side, BENCH_MEMORY, &g, e))
		return -1;
	r = guest_ask_free(&g, ANSWER_NS, &free_bytes, e);
	if (r < 0)
		return -1;
	if (!r || free_bytes >= BENCH_MEMORY)
		return err_set(e, "%s guest did not print its /proc/meminfo", side_names[side]);
	*bytes = BENCH_MEMORY - free_bytes;
	return 0;
}

int measure_recipe_memory(struct bench *b, uint64_t *bytes, struct err *e)
{
	return measure_memory(b, BENCH_RECIPE, bytes, e);
}

int measure_jiffy_memory(struct bench *b, uint64_t *bytes, struct err *e)
{
	return measure_memory(b, BENCH_JIFFY, bytes, e);
}

struct floor_question {
	struct bench *b;
	enum bench_side side;
};

static int boots_with(void *arg, unsigned mib, struct err *e)
{
	const struct floor_question *q = arg;
	_cleanup_guest_ struct guest g = GUEST_INIT;

	if (start(q->b, q->side, mib * MIB, &g, e))
		return -1;
	return guest_await_prompt(&g, q->b->patience, e);
}

/* Sets how long to wait for a guest that may never prompt, by what the slower side needs. */
static int learn_patience(struct bench *b, struct err *e)
{
	uint64_t slowest = 0;

	for (size_t side = 0; side < BENCH_SIDES; side++) {
		uint64_t ns;

		if (measure_prompt(b, (enum bench_side)side, &ns, e))
			return -1;
		if (ns > slowest)
			slowest = ns;
	}
	b->patience = slowest * PATIENCE_TIMES;
	if (b->patience < PATIENCE_LEAST)
		b->patience = PATIENCE_LEAST;
	return 0;
}

/* Bisects the first time. Later, two boots confirm the result. */
static int measure_floor(struct bench *b, enum bench_side side, uint64_t *bytes, struct err *e)
{
	struct floor_question q = {b, side};

	if (!b->patience && learn_patience(b, e))
		return -1;
	b->floor[side] = floor_find(0, BENCH_MEMORY / MIB, b->floor[side], boots_with, &q, e);
	*bytes = b->floor[side] * MIB;
	return b->floor[side] ? 0 : -1;
}

int measure_recipe_floor(struct bench *b, uint64_t *bytes, struct err *e)
{
	return measure_floor(b, BENCH_RECIPE, bytes, e);
}

int measure_jiffy_floor(struct bench *b, uint64_t *bytes, struct err *e)
{
	return measure_floor(b, BENCH_JIFFY, bytes, e);
}
