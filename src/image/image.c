/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/image.h"

#include "image/agent.h"
#include "image/build.h"
#include "image/busybox.h"
#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/source.h"

static int build_kernel(const struct build *b, struct image *out, struct err *e)
{
	_cleanup_(source_free) struct source src = {0};
	_cleanup_(kernel_free) struct kernel k = {0};

	if (source_kernel(b, &src, e))
		return -1;
	progress_fact(b->progress, "kernel source", "%s", src.origin);
	if (kernel_build(b, &src, &k, e))
		return -1;
	out->kernel = TAKE_PTR(k.image);
	out->vmlinux = TAKE_PTR(k.vmlinux);
	out->config = TAKE_PTR(k.config);
	out->release = TAKE_PTR(k.release);
	out->sizes = TAKE_PTR(k.sizes);
	out->kernel_log = TAKE_PTR(k.log);
	out->tree = src.kind == SOURCE_TREE ? xstrdup(src.path) : NULL;
	out->deps = k.dir ? path_join(k.dir, "deps") : NULL;
	out->kernel_bytes = fs_size(out->kernel);
	out->kernel_end = k.end;
	return 0;
}

static int build_busybox(const struct build *b, struct busybox *bb, struct image *out,
			 struct err *e)
{
	_cleanup_(source_free) struct source src = {0};

	if (source_busybox(b, &src, e))
		return -1;
	progress_fact(b->progress, "busybox source", "%s", src.origin);
	if (busybox_build(b, &src, bb, e))
		return -1;
	out->busybox = xstrdup(bb->binary);
	out->busybox_log = bb->log ? xstrdup(bb->log) : NULL;
	return 0;
}

static int build_initramfs(const struct build *b, const struct busybox *bb, struct image *out,
			   struct err *e)
{
	_cleanup_free_ char *init = b->set->init ? xstrdup(b->set->init) : agent_build(b, e);
	_cleanup_manifest_ struct manifest m = {0};

	if (!init || content_default(&m, b, bb, init, e))
		return -1;
	strv_foreach(spec, &b->set->add)
		if (content_add(&m, b, spec, e))
			return -1;
	out->initramfs = initramfs_build(b, &m, e);
	if (!out->initramfs)
		return -1;
	out->initramfs_bytes = fs_size(out->initramfs);
	return 0;
}

int image_build(const struct build *b, unsigned parts, struct image *out, struct err *e)
{
	_cleanup_(busybox_free) struct busybox bb = {0};

	memset(out, 0, sizeof(*out));
	if (((parts & IMAGE_KERNEL) && build_kernel(b, out, e)) ||
	    ((parts & (IMAGE_BUSYBOX | IMAGE_INITRAMFS)) && build_busybox(b, &bb, out, e)) ||
	    ((parts & IMAGE_INITRAMFS) && build_initramfs(b, &bb, out, e))) {
		image_free(out);
		return -1;
	}
	return 0;
}

void image_free(struct image *i)
{
	char **all[] = {&i->kernel,	&i->vmlinux,	 &i->config,	&i->release,
			&i->tree,	&i->deps,	 &i->initramfs, &i->busybox,
			&i->kernel_log, &i->busybox_log, &i->sizes};

	for (size_t n = 0; n < ARRAY_SIZE(all); n++)
		str_set(all[n], NULL);
}
