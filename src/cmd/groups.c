/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/groups.h"

#include "image/source/source.h"

#define QEMU  "qemu@"
#define CROSS "cross@" /* also for the agent, which is always compiled */

static bool kernel_is_built(const struct settings *s)
{
	_cleanup_free_ char *named = source_named_kernel(s);

	return !named || !source_is_prebuilt(named);
}

static bool kernel_is_found(const struct settings *s)
{
	_cleanup_free_ char *named = source_named_kernel(s);

	return !named;
}

static bool busybox_is_built(const struct settings *s)
{
	return !s->busybox || !source_is_prebuilt(s->busybox);
}

static bool busybox_is_found(const struct settings *s)
{
	return !s->busybox;
}

static bool musl_is_linked(const struct settings *s)
{
	return str_eq(s->libc, "musl") && busybox_is_built(s);
}

/* The QEMU of --qemu has its own modules; printing a command line needs no QEMU. */
static bool qemu_is_started(const struct settings *s)
{
	return !s->qemu && !s->dry_run;
}

static bool window_is_opened(const struct settings *s)
{
	return s->window && qemu_is_started(s);
}

static const struct {
	const char *group; /* with '@' at its end, the target's name follows */
	unsigned use;	   /* what needs it */
	bool (*needed)(const struct settings *); /* and when; NULL: always */
} table[] = {
	{CROSS, USE_KERNEL | USE_BUSYBOX, NULL},
	{"kernel", USE_KERNEL, kernel_is_built},
	{"source", USE_KERNEL, kernel_is_found},
	{"busybox", USE_BUSYBOX, busybox_is_built},
	{"busybox-source", USE_BUSYBOX, busybox_is_found},
	{"musl", USE_BUSYBOX, musl_is_linked},
	{"menuconfig", USE_MENU, NULL},
	{QEMU, USE_QEMU, qemu_is_started},
	{"window", USE_QEMU, window_is_opened},
	{"bench", USE_BENCH, NULL},
};

void groups_needed(const struct settings *s, const struct target *t, unsigned uses,
		   struct strv *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *group = table[i].group;

		if (!(table[i].use & uses) || (table[i].needed && !table[i].needed(s)) ||
		    (str_eq(group, CROSS) && target_is_native(t)))
			continue;
		strv_addf(out, "%s%s", group, str_ends(group, "@") ? t->name : "");
	}
}
