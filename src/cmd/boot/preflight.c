/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/preflight.h"

#include "base/file/fs.h"
#include "base/strbuf.h"
#include "cmd/boot/root-memory.h"
#include "image/kconfig/kconfig.h"
#include "image/kernel/text.h"

#define MIB	     ((uint64_t)1 << 20)
#define ROOM_TO_WORK (6 * MIB) /* with less than this, too little memory is the likeliest reason */

static uint64_t taken(const struct image *image)
{
	return image->kernel_end ? image->kernel_end + image->initramfs_bytes : 0;
}

/* The text of the kernel's .config, if it is known. */
static bool read_config(const struct image *image, struct strbuf *out)
{
	return image->config && fs_try_read(image->config, out);
}

/* Instrumentation that takes one of so many bytes (linux: Documentation/dev-tools/kasan.rst). */
static const struct {
	const char *symbol;
	unsigned shadow;
} shadows[] = {{"KASAN_GENERIC", 8}, {"KASAN_SW_TAGS", 16}};

static void describe_root(const struct app *a, const struct image *image, struct root_memory *out)
{
	_cleanup_sb_ struct strbuf config = {0};
	const bool known = read_config(image, &config);

	*out = (struct root_memory){
		.type = root_type(known ? sb_str(&config) : NULL, a->set.append),
		.root = image->root,
		.archive = image->initramfs_bytes,
		.kernel = image->kernel_size,
		.kernel_end = image->kernel_end,
	};
	for (size_t i = 0; known && i < ARRAY_SIZE(shadows); i++) {
		_cleanup_free_ char *value = kconfig_value(sb_str(&config), shadows[i].symbol);

		if (str_eq(value, "y"))
			out->shadow = shadows[i].shadow;
	}
}

static unsigned long long enough_mib(const struct root_memory *r)
{
	return root_enough(r) / MIB;
}

static int too_little(const struct app *a, const struct root_memory *r, struct err *e)
{
	const uint64_t memory = a->set.memory;

	if (memory < r->kernel_end + r->archive)
		err_kind_set(e, ERR_USAGE,
			     "%llu KiB of memory cannot hold the kernel, which ends at %llu KiB, "
			     "and the initramfs of %llu KiB",
			     (unsigned long long)(memory >> 10),
			     (unsigned long long)(r->kernel_end >> 10),
			     (unsigned long long)(r->archive >> 10));
	else
		err_kind_set(e, ERR_USAGE,
			     "%llu MiB of memory are too little to unpack the initramfs: it holds "
			     "%llu files of %llu MiB, and is itself in memory meanwhile",
			     (unsigned long long)(memory / MIB), (unsigned long long)r->root.files,
			     (unsigned long long)(r->root.bytes / MIB));
	return err_hint(e, "try '--memory %lluM'; a folder can also be shared instead (--share)",
			enough_mib(r));
}

int no_boot_check_memory(const struct app *a, const struct image *image, struct err *e)
{
	const uint64_t needed = taken(image), memory = a->set.memory;
	struct root_memory r;

	describe_root(a, image, &r);
	if (!root_may_fit(&r, memory))
		return too_little(a, &r, e);
	if (memory < needed + ROOM_TO_WORK)
		progress_warn(a->build.progress,
			      "kernel and initramfs leave only %llu KiB of %llu MiB of memory",
			      (unsigned long long)((memory - needed) >> 10),
			      (unsigned long long)(memory / MIB));
	return 0;
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

void bad_root_reasons(const struct app *a, const struct image *image, struct strbuf *out)
{
	struct root_memory r;

	describe_root(a, image, &r);
	if (a->set.memory < root_enough(&r))
		sb_addf(out, "  perhaps: too little memory; '--memory %lluM' is enough\n",
			enough_mib(&r));
	else
		sb_addf(out,
			"  perhaps: the archive is damaged, or this kernel cannot read it: %s\n",
			image->initramfs);
}
