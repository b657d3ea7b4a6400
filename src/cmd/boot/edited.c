/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/edited.h"

#include "image/kernel/not-built.h"

#define MOST 8 /* files to name; with hundreds, something else is wrong */

void say_edits_left_out(struct app *a, const struct image *image)
{
	_cleanup_strv_ struct strv files = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const struct built_from from = {image->tree, image->config, image->deps};

	if (not_built(&from, &files, &e)) {
		out_info(&a->out, "jiffy: %s", e.msg);
		return;
	}
	for (size_t i = 0; i < files.n && i < MOST; i++)
		out_info(&a->out, "jiffy: edited, but not in this kernel: %s", files.v[i]);
	if (files.n > MOST)
		out_info(&a->out, "jiffy: … and %zu more", files.n - MOST);
}
