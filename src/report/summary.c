/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/summary.h"

static double mib(uint64_t bytes)
{
	return (double)bytes / (1024 * 1024);
}

static double sec(uint64_t from, uint64_t to)
{
	return to > from ? (double)(to - from) / 1e9 : 0;
}

static void boot_line(const struct outcome_times *t, struct strbuf *out)
{
	if (t->prompt && t->init && t->kernel)
		sb_addf(out, "boot     %.2f s to the prompt: %.2f qemu, %.2f kernel, %.2f init\n",
			sec(0, t->prompt), sec(0, t->kernel), sec(t->kernel, t->init),
			sec(t->init, t->prompt));
	else if (t->kernel)
		sb_addf(out, "boot     %.2f s to the kernel's first line\n", sec(0, t->kernel));
}

void summary_text(const struct outcome *o, const struct summary_image *image, struct strbuf *out)
{
	const struct outcome_memory *m = &o->memory;

	boot_line(&o->times, out);
	if (m->total)
		sb_addf(out, "memory   %.1f MiB, %.1f used, %.1f of that by the kernel\n",
			mib(m->total), mib(m->total - m->available), mib(m->kernel));
	if (image->kernel_bytes && image->initramfs_bytes)
		sb_addf(out, "size     kernel%s%s %.1f MiB, initramfs %.1f MiB\n",
			image->release ? " " : "", image->release ? image->release : "",
			mib(image->kernel_bytes), mib(image->initramfs_bytes));
}
