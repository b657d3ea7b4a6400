/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/preflight.h"

#include "base/file/fs.h"
#include "base/strbuf.h"
#include "image/kconfig/kconfig.h"
#include "image/kernel/text.h"

#define MIB	     ((uint64_t)1 << 20)
#define ROOM_TO_WORK (6 * MIB) /* with less than this, too little memory is the likeliest reason */

static uint64_t taken(const struct image *image)
{
	return image->kernel_end ? image->kernel_end + image->initramfs_bytes : 0;
}

int no_boot_check_memory(const struct app *a, const struct image *image, struct err *e)
{
	const uint64_t needed = taken(image), memory = a->set.memory;

	if (memory >= needed && memory < needed + ROOM_TO_WORK)
		progress_warn(a->build.progress,
			      "of %llu MiB of memory, kernel and initramfs leave only %llu KiB",
			      (unsigned long long)(memory / MIB),
			      (unsigned long long)((memory - needed) >> 10));
	if (memory >= needed)
		return 0;
	err_kind_set(e, ERR_USAGE,
		     "%llu KiB of memory cannot hold the kernel, which ends at %llu KiB, and the "
		     "initramfs of %llu KiB",
		     (unsigned long long)(memory >> 10),
		     (unsigned long long)(image->kernel_end >> 10),
		     (unsigned long long)(image->initramfs_bytes >> 10));
	return err_hint(e, "try '--memory %lluM'",
			(unsigned long long)((needed + ROOM_TO_WORK + MIB - 1) / MIB));
}

/*
 * The names of the transport's driver and of a cache of the file system (linux:
 * net/9p/trans_virtio.c, fs/9p/v9fs.c).
 */
static const struct kernel_part parts_of_9p[] = {{"NET_9P_VIRTIO", "9pnet_virtio"},
						 {"9P_FS", "v9fs_inode_cache"}};

int no_boot_check_shares(const struct app *a, const struct image *image, struct err *e)
{
	if (!a->set.share.n ||
	    !kernel_lacks(image->kernel, image->config, parts_of_9p, ARRAY_SIZE(parts_of_9p)))
		return 0;
	err_kind_set(e, ERR_CONFIG,
		     "the kernel '%s' cannot mount shared folders: it has no 9p over virtio",
		     image->kernel);
	return err_hint(
		e, image->config ? "your configuration disables 9P_FS or NET_9P_VIRTIO"
				 : "build it with 9P_FS and NET_9P_VIRTIO, not as modules; from a "
				   "source tree jiffy enables them itself");
}

static void add_memory(const struct settings *set, const struct image *image, struct strbuf *out)
{
	const uint64_t needed = taken(image);

	if (needed && set->memory < needed + ROOM_TO_WORK)
		sb_addf(out, "  perhaps: too little memory; '--memory' gives more\n");
}

static void add_symbols(const struct strv *symbols, const char *config, struct strbuf *out)
{
	for (size_t i = 0; i < symbols->n; i++) {
		_cleanup_free_ char *value = kconfig_value(config, symbols->v[i]);

		if (!str_eq(value, "y"))
			sb_addf(out,
				"  perhaps: %s is off in this kernel; '--enable %s' enables it\n",
				symbols->v[i], symbols->v[i]);
	}
}

void no_boot_reasons(const struct app *a, const struct image *image, struct strbuf *out)
{
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sb_ struct strbuf config = {0};
	const size_t before = out->len;

	add_memory(&a->set, image, out);
	if (image->config && fs_read(image->config, &config, &none) == 0)
		add_symbols(&a->board->symbols, sb_str(&config), out);
	if (!image->config)
		sb_addf(out,
			"  perhaps: this kernel is not for the board '%s', or has no console on %s\n",
			a->board->name, a->board->console);
	if (out->len == before)
		sb_addf(out, "  '--loglevel 8 --append %s' may show how far it came\n",
			a->board->earlycon);
}
