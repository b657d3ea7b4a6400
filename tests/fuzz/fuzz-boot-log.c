/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any records of a boot give a timeline in which each phase begins where the one before ends. */
#include "report/timeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_phases(const struct timeline *t)
{
	uint64_t at = 0;

	for (size_t i = 0; i < PHASES; i++) {
		const struct span *s = &t->phases[i];

		if (!s->to)
			continue;
		BUG_ON(s->from != at || s->to < s->from || s->to > t->total);
		at = s->to;
	}
	BUG_ON(at != t->total || t->unpack.to > t->total || t->unpack.to < t->unpack.from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct outcome_times times = {
		.qemu = 30000000, .zero = 50000000, .init = 250000000, .prompt = 260000000};
	struct boot_log log;
	struct timeline t;

	boot_log_read((const char *)data, size, &log);
	BUG_ON(log.n_calls > BOOT_CALLS_MAX || log.n_steps > BOOT_STEPS);
	for (size_t i = 0; i < log.n_calls; i++)
		for (const char *s = log.calls[i].name; *s; s++)
			BUG_ON(*s < 0x20 || *s == 0x7f);
	for (size_t i = 0; i < log.n_steps; i++)
		for (const char *s = log.steps[i].before; *s; s++)
			BUG_ON(*s < 0x20 || *s == 0x7f);
	timeline_make(&times, &log, &t);
	check_phases(&t);
	timeline_free(&t);
	boot_log_free(&log);
	return 0;
}
