/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/image.h"

#include <pthread.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/busybox/busybox.h"
#include "image/initramfs/agent.h"
#include "image/initramfs/build.h"
#include "image/initramfs/content-add.h"
#include "image/initramfs/content.h"
#include "image/kernel/kernel.h"
#include "image/source/source.h"
#include "image/step/build.h"

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
	out->kernel_size = k.size;
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

	if (!init || content_default(&m, b, bb->binary, &bb->applets, init, e))
		return -1;
	strv_foreach(spec, &b->set->add)
		if (content_add(&m, b, spec, e))
			return -1;
	/* another /init would not look at it */
	if (!b->set->init && content_seal(&m, e))
		return -1;
	out->initramfs = initramfs_build(b, &m, e);
	if (!out->initramfs)
		return -1;
	out->initramfs_bytes = fs_size(out->initramfs);
	manifest_weigh(&m, &out->root);
	return 0;
}

/* BusyBox is built while the kernel is: each leaves CPUs idle while it configures and links. */
struct background {
	const struct build *b;
	struct busybox *bb;
	struct image *out; /* the kernel's step sets other members */
	struct err e;
	int result;
};

static void *run_in_background(void *arg)
{
	struct background *s = arg;

	s->result = build_busybox(s->b, s->bb, s->out, &s->e);
	return NULL;
}

/* If both fail, the kernel's error is reported. */
static int build_both(const struct build *b, struct busybox *bb, struct image *out, struct err *e)
{
	struct background background = {.b = b, .bb = bb, .out = out, .e = ERR_INIT};
	pthread_t thread;
	bool started = pthread_create(&thread, NULL, run_in_background, &background) == 0;
	int result = build_kernel(b, out, e);

	if (started)
		pthread_join(thread, NULL);
	else if (!result)
		run_in_background(&background);
	if (!result && background.result) {
		*e = background.e;
		return -1;
	}
	err_free(&background.e);
	return result;
}

int image_build(const struct build *b, unsigned parts, struct image *out, struct err *e)
{
	const bool kernel = parts & IMAGE_KERNEL;
	const bool busybox = parts & (IMAGE_BUSYBOX | IMAGE_INITRAMFS);
	_cleanup_(busybox_free) struct busybox bb = {0};
	int r = 0;

	memset(out, 0, sizeof(*out));
	if (kernel && busybox)
		r = build_both(b, &bb, out, e);
	else if (kernel)
		r = build_kernel(b, out, e);
	else if (busybox)
		r = build_busybox(b, &bb, out, e);
	if (r == 0 && (parts & IMAGE_INITRAMFS))
		r = build_initramfs(b, &bb, out, e);
	if (r)
		image_free(out);
	return r;
}

void image_free(struct image *i)
{
	char **all[] = {&i->kernel,	&i->vmlinux,	 &i->config,	&i->release,
			&i->tree,	&i->deps,	 &i->initramfs, &i->busybox,
			&i->kernel_log, &i->busybox_log, &i->sizes};

	for (size_t n = 0; n < ARRAY_SIZE(all); n++)
		str_set(all[n], NULL);
}
