/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/told.h"

/* How late READY may have come, from which we know the guest's clock. */
#define LATE_NS (60 * NS_PER_SEC)

/* The guest's clock may also run a little faster than ours. */
static bool has_come(const struct told *t, uint64_t guest_ns)
{
	const uint64_t age = now_ns() - t->zero;

	return guest_ns <= age + age / 8 + LATE_NS;
}

/* ns since QEMU's start; 0: not known. */
static uint64_t since_start(const struct told *t, uint64_t guest_ns)
{
	const uint64_t ns = t->zero + guest_ns;

	return t->zero && has_come(t, guest_ns) && ns > t->start ? ns - t->start : 0;
}

static bool has_so_much(const struct told *t, const struct wire_memory *memory)
{
	const uint64_t parts[] = {memory->available, memory->kernel,   memory->free,
				  memory->slab,	     memory->stacks,   memory->tables,
				  memory->files,     memory->processes};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i] > memory->total)
			return false;
	return memory->total <= t->memory;
}

static void keep_memory(struct told *t, const struct wire_memory *memory)
{
	if (!has_so_much(t, memory))
		return;
	t->out->memory = (struct outcome_memory){
		.total = memory->total,
		.available = memory->available,
		.kernel = memory->kernel,
		.free = memory->free,
		.slab = memory->slab,
		.stacks = memory->stacks,
		.tables = memory->tables,
		.files = memory->files,
		.processes = memory->processes,
		.machine = t->memory,
	};
}

/* The guest's clock starts about when its kernel does. If it started before QEMU, it is wrong. */
void told_ready(struct told *t, const struct wire_ready *r)
{
	const uint64_t now = now_ns();
	struct outcome_times *times = &t->out->times;

	t->ready = true;
	if (r->sent_ns >= now - t->start || r->init_ns > r->sent_ns)
		return;
	t->zero = now - r->sent_ns;
	times->zero = times->kernel = since_start(t, 0);
	times->init = since_start(t, r->init_ns);
}

void told_prompt(struct told *t, const struct wire_prompt *p)
{
	if (p->prompt_ns <= p->sent_ns)
		t->out->times.prompt = since_start(t, p->prompt_ns);
	keep_memory(t, &p->memory);
}

void told_started(struct told *t, const struct wire_started *s)
{
	t->out->times.prompt = since_start(t, s->started_ns);
	keep_memory(t, &s->memory);
}

void told_ended(struct told *t, const struct wire_exit *end)
{
	t->out->times.command = since_start(t, end->ended_ns);
}

void told_bye(struct told *t, const struct wire_bye *b)
{
	t->said_bye = true;
	t->bye = *b;
}

void told_taint(struct told *t, const struct wire_taint *taint)
{
	struct outcome_taint *kept = &t->out->taint;

	if (!kept->known)
		kept->start = taint->flags;
	kept->known = true;
	kept->end = taint->flags;
}

void told_broken(struct told *t, const char *why)
{
	str_set(&t->broken, why);
}

void told_end(struct told *t)
{
	free(TAKE_PTR(t->broken));
}
