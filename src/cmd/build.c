/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy build: the image or a part of it, without a boot. */
#include "cmd/boot/edited.h"
#include "cmd/setup.h"

static const char *const parts[] = {"kernel", "busybox", "initramfs", NULL};

static unsigned wanted_parts(const struct app *a)
{
	unsigned bits = 0;

	for (size_t i = 0; parts[i]; i++)
		if (strv_has(&a->args, parts[i]))
			bits |= 1u << i;
	return bits ? bits : IMAGE_ALL;
}

/* The initramfs holds BusyBox. */
static unsigned uses(unsigned bits)
{
	return (bits & IMAGE_KERNEL ? USE_KERNEL : 0) |
	       (bits & (IMAGE_BUSYBOX | IMAGE_INITRAMFS) ? USE_BUSYBOX : 0);
}

static void print_path(const char *label, const char *path, bool only)
{
	if (path && only)
		out_data("%s\n", path);
	else if (path)
		out_data("%-10s %s\n", label, path);
}

static int run(struct app *a, struct err *e)
{
	_cleanup_(image_free) struct image image = {0};
	unsigned bits;
	int status;
	bool one;

	if (app_check_args(a, &cmd_build, 3, parts, e) || app_prepare(a, e))
		return -1;
	bits = wanted_parts(a);
	one = !(bits & (bits - 1));
	status = setup_packages(a, uses(bits), e);
	if (status)
		return status;
	if (image_build(&a->build, bits, &image, e))
		return -1;
	if (bits & IMAGE_KERNEL)
		say_edits_left_out(a, &image);
	out_end(&a->out);
	if (bits & IMAGE_KERNEL)
		print_path("kernel", image.kernel, one);
	if (bits & IMAGE_BUSYBOX)
		print_path("busybox", image.busybox, one);
	if (bits & IMAGE_INITRAMFS)
		print_path("initramfs", image.initramfs, one);
	return STATUS_OK;
}

const struct cmd cmd_build = {
	.name = "build",
	.args = "[kernel] [busybox] [initramfs]",
	.summary = "build the image or parts of it, and print the paths",
	.about =
		"Builds what is stale and prints the paths on stdout. With -v, says why each step ran.",
	.bit = CMD_BUILD,
	.run = run,
};
