/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that the settings ask of the kernel's configuration, in the order in which later beats earlier. */
#include "image/initramfs/initramfs.h"
#include "image/kernel/tree.h"

void kernel_features(const struct settings *set, struct kernel_feature f[KERNEL_FEATURES])
{
	const struct kernel_feature features[KERNEL_FEATURES] = {
		{"net", set->net},	{"disk", set->disk.n > 0}, {"share", set->share.n > 0},
		{"smp", set->cpus > 1}, {"window", set->window},
	};

	memcpy(f, features, sizeof(features));
}

static int add_fragment(const struct build *b, struct kconfig_wants *w, const char *name,
			struct err *e)
{
	_cleanup_free_ char *display = xasprintf("data/kernel/%s.config", name);
	_cleanup_free_ char *path = path_join(b->datadir, display);

	return kconfig_want_file(w, path, display, e);
}

/*
 * The recipe's list is complete on the board that the recipe boots. Everything else, and any other board, needs the
 * fragments of the architecture and of the board.
 */
static bool is_complete(const struct build *b)
{
	return str_eq(b->set->kernel_base, "recipe") &&
	       str_eq(b->machine->name, b->target->recipe_board);
}

static const char *base_fragment(const struct build *b)
{
	return str_eq(b->set->kernel_base, "recipe") ? b->target->recipe_fragment
						     : b->set->kernel_base;
}

/* What is a virtio device needs its transport, which the machine's fragment has. */
static bool wants_virtio(const struct settings *set)
{
	return set->net || set->disk.n || set->share.n;
}

static int add_own(const struct build *b, struct kconfig_wants *w, struct err *e)
{
	const struct settings *set = b->set;
	_cleanup_strv_ struct strv files = {0};

	strv_addv(&files, &set->kernel_config);
	if (set->kernel_own_config && fs_exists(set->kernel_own_config))
		strv_add(&files, set->kernel_own_config);
	strv_foreach(path, &files)
		if (kconfig_want_file(w, path, path, e))
			return -1;
	strv_foreach(assignment, &set->kernel_set)
		if (kconfig_want_assignment(w, assignment, "on the command line or in jiffy.ini",
					    e))
			return -1;
	return 0;
}

int kernel_wants(const struct build *b, struct kconfig_wants *w, struct err *e)
{
	const char *compression = initramfs_symbol(b->set->compress);
	struct kernel_feature f[KERNEL_FEATURES];

	if (!is_complete(b) && add_fragment(b, w, b->target->fragment, e))
		return -1;
	if ((!is_complete(b) || wants_virtio(b->set)) &&
	    add_fragment(b, w, b->machine->fragment, e))
		return -1;
	if (add_fragment(b, w, base_fragment(b), e))
		return -1;
	kernel_features(b->set, f);
	for (size_t i = 0; i < KERNEL_FEATURES; i++)
		if (f[i].on && add_fragment(b, w, f[i].name, e))
			return -1;
	if (b->set->window && b->machine->window_fragment &&
	    add_fragment(b, w, b->machine->window_fragment, e))
		return -1;
	kconfig_wants_are_ours(w);
	if (compression)
		kconfig_want(w, compression, "y", "--compress");
	return add_own(b, w, e);
}
