/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/groups.h"

#include "image/source/source.h"

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

enum host { ANY, NATIVE, FOREIGN }; /* NATIVE: target_is_native() */

static const struct {
	const char *group; /* if it ends with '@', the target's name is appended */
	unsigned use;	   /* the group is needed for any of this work, … */
	enum host host;	   /* … on such a host, … */
	bool (*needed)(const struct settings *); /* … and with such settings; NULL: with all */
} table[] = {
	{"cross@", USE_KERNEL | USE_BUSYBOX, FOREIGN, NULL}, /* the agent is always compiled */
	{"kernel", USE_KERNEL, ANY, kernel_is_built},
	{"source", USE_KERNEL, ANY, kernel_is_found},
	{"busybox", USE_BUSYBOX, ANY, busybox_is_built},
	{"busybox-source", USE_BUSYBOX, ANY, busybox_is_found},
	{"musl", USE_BUSYBOX, NATIVE, musl_is_linked},
	{"menuconfig", USE_MENU, ANY, NULL},
	{"qemu@", USE_QEMU, ANY, qemu_is_started},
	{"window", USE_QEMU, ANY, window_is_opened},
	{"bench", USE_BENCH, ANY, NULL},
};

void groups_needed(const struct settings *s, const struct target *t, unsigned uses,
		   struct strv *out)
{
	const enum host host = target_is_native(t) ? NATIVE : FOREIGN;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *group = table[i].group;

		if ((table[i].use & uses) && (table[i].host == ANY || table[i].host == host) &&
		    (!table[i].needed || table[i].needed(s)))
			strv_addf(out, "%s%s", group, str_ends(group, "@") ? t->name : "");
	}
}
