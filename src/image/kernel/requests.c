/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/requests.h"

#include "base/file/fs.h"
#include "base/file/path.h"

void kernel_features(const struct settings *set, struct kernel_feature f[KERNEL_FEATURES])
{
	const struct kernel_feature features[KERNEL_FEATURES] = {
		{"net", settings_want_net(set)}, {"disk", set->disk.n > 0},
		{"share", set->share.n > 0},	 {"smp", set->cpus > 1},
		{"window", set->window},
	};

	memcpy(f, features, sizeof(features));
}

static int add_fragment(const struct build *b, struct kconfig_requests *r, const char *name,
			struct err *e)
{
	_cleanup_free_ char *display = xasprintf("data/kernel/%s.config", name);
	_cleanup_free_ char *path = path_join(b->datadir, display);

	return kconfig_request_file(r, path, display, e);
}

/*
 * The recipe's list is complete on the board that the recipe boots. Everything else, and any other
 * board, needs the fragments of the architecture and of the board.
 */
static bool is_complete(const struct build *b)
{
	return str_eq(b->set->kernel_base, "recipe") &&
	       str_eq(b->board->name, b->target->recipe_board);
}

static int add_own(const struct build *b, struct kconfig_requests *r, struct err *e)
{
	const struct settings *set = b->set;
	_cleanup_strv_ struct strv files = {0};

	strv_addv(&files, &set->kernel_config);
	if (set->kernel_own_config && fs_exists(set->kernel_own_config))
		strv_add(&files, set->kernel_own_config);
	strv_foreach(path, &files)
		if (kconfig_request_file(r, path, path, e))
			return -1;
	strv_foreach(assignment, &set->kernel_set)
		if (kconfig_request_assignment(r, assignment, "on the command line or in jiffy.ini",
					       e))
			return -1;
	return 0;
}

/* The symbol that lets the kernel unpack the initramfs; NULL: it is not compressed. */
static const char *decompressor(const char *compress)
{
	static const struct {
		const char *compress, *symbol;
	} symbols[] = {
		{"gzip", "RD_GZIP"}, {"zstd", "RD_ZSTD"}, {"xz", "RD_XZ"}, {"lz4", "RD_LZ4"}};

	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
		if (str_eq(symbols[i].compress, compress))
			return symbols[i].symbol;
	return NULL;
}

int kernel_requests(const struct build *b, struct kconfig_requests *r, struct err *e)
{
	const struct settings *set = b->set;
	const char *base = set->kernel_base, *compression = decompressor(set->compress);
	/* a virtio device needs its transport, which is in the board's fragment */
	const bool virtio = settings_want_net(set) || set->disk.n || set->share.n;
	struct kernel_feature f[KERNEL_FEATURES];

	if (!is_complete(b) && add_fragment(b, r, b->target->fragment, e))
		return -1;
	if ((!is_complete(b) || virtio) && add_fragment(b, r, b->board->fragment, e))
		return -1;
	if (str_eq(base, "recipe"))
		base = b->target->recipe_fragment;
	if (add_fragment(b, r, base, e))
		return -1;
	kernel_features(set, f);
	for (size_t i = 0; i < KERNEL_FEATURES; i++)
		if (f[i].on && add_fragment(b, r, f[i].name, e))
			return -1;
	if (set->window && b->board->window_fragment &&
	    add_fragment(b, r, b->board->window_fragment, e))
		return -1;
	kconfig_requests_are_ours(r);
	if (compression)
		kconfig_request_add(r, compression, "y", "--compress");
	return add_own(b, r, e);
}
