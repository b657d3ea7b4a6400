/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/timeline.h"

#define KERNEL "kernel: "

static const char *const names[PHASES] = {
	[PHASE_QEMU] = "QEMU starts, reads the kernel",
	[PHASE_FIRMWARE] = "firmware, first instructions",
	[PHASE_SETUP] = KERNEL "processor, memory",
	[PHASE_CORE] = KERNEL "scheduler, interrupts",
	[PHASE_INITCALLS] = KERNEL "initcalls",
	[PHASE_RELEASE] = KERNEL "init memory freed",
	[PHASE_EXEC] = KERNEL "exec of /init",
	[PHASE_INIT] = "/init",
};

/* The span of p ends where the next known phase begins. */
static char *span_name(const struct timeline *t, size_t p)
{
	size_t last = p;
	bool again;

	while (last + 1 < PHASES && !t->phases[last + 1].to)
		last++;
	if (p == PHASE_SETUP && last == PHASE_EXEC)
		return xstrdup("kernel");
	if (last == p)
		return xstrdup(names[p]);
	again = str_starts(names[p], KERNEL) && str_starts(names[last], KERNEL);
	return xasprintf("%s to %s", names[p], names[last] + (again ? strlen(KERNEL) : 0));
}

/*
 * The guest has two clocks: t->zero is on CLOCK_BOOTTIME, and the log's clock is ahead of that. If
 * the kernel does not say by how much, assume as much as its line "Run /init" is too late.
 */
uint64_t timeline_at(const struct outcome_times *t, const struct boot_log *l, uint64_t us)
{
	const uint64_t run = l->marks[MARK_RUN_INIT];
	int64_t ahead = l->ahead_ns, at;

	if (!t->zero)
		return 0;
	if (!ahead && run != BOOT_UNKNOWN && t->init && t->zero + run * 1000 > t->init)
		ahead = (int64_t)(t->zero + run * 1000 - t->init);
	at = (int64_t)(t->zero + us * 1000) - ahead;
	return at > 0 ? (uint64_t)at : 1;
}

/* Where each phase begins; 0: not known. */
static void find_starts(const struct outcome_times *t, const struct boot_log *l,
			uint64_t start[PHASES])
{
	static const struct {
		enum phase phase;
		enum boot_mark mark;
	} marks[] = {{PHASE_CORE, MARK_MEMORY},
		     {PHASE_INITCALLS, MARK_INITCALLS},
		     {PHASE_RELEASE, MARK_FREED},
		     {PHASE_EXEC, MARK_RUN_INIT}};

	start[PHASE_FIRMWARE] = t->qemu;
	start[PHASE_SETUP] = l->n_lines ? timeline_at(t, l, 0) : t->kernel;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (l->marks[marks[i].mark] != BOOT_UNKNOWN)
			start[marks[i].phase] = timeline_at(t, l, l->marks[marks[i].mark]);
	start[PHASE_INIT] = t->init;
}

void timeline_make(const struct outcome_times *t, const struct boot_log *l, struct timeline *out)
{
	uint64_t start[PHASES] = {0}, at = 0;
	enum phase open = PHASE_QEMU;

	*out = (struct timeline){.total = t->prompt};
	if (!t->prompt)
		return;
	find_starts(t, l, start);
	/* leave out a phase that seems to start before an earlier one or after the end */
	for (size_t i = PHASE_QEMU + 1; i < PHASES; i++) {
		if (!start[i] || start[i] < at || start[i] > t->prompt ||
		    (t->init && start[i] > t->init))
			continue;
		out->phases[open] = (struct span){at, start[i]};
		at = start[i];
		open = (enum phase)i;
	}
	out->phases[open] = (struct span){at, t->prompt};
	for (size_t i = 0; i < PHASES; i++)
		if (out->phases[i].to)
			out->names[i] = span_name(out, i);
	if (l->marks[MARK_UNPACK] != BOOT_UNKNOWN && l->marks[MARK_UNPACKED] != BOOT_UNKNOWN &&
	    l->marks[MARK_UNPACK] <= l->marks[MARK_UNPACKED])
		out->unpack = (struct span){timeline_at(t, l, l->marks[MARK_UNPACK]),
					    timeline_at(t, l, l->marks[MARK_UNPACKED])};
	if (out->unpack.to > t->prompt)
		out->unpack = (struct span){0};
}

void timeline_free(struct timeline *t)
{
	for (size_t i = 0; i < PHASES; i++)
		free(t->names[i]);
	*t = (struct timeline){0};
}
