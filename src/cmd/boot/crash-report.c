/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/crash-report.h"

#include "cmd/boot/preflight.h"
#include "image/kernel/changed.h"
#include "report/crash/symbolise.h"
#include "report/crash/text.h"

void crash_trace(const struct image *image, const struct outcome *o, struct trace *out)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv changed = {0};
	struct symbolise_spec spec = {.vmlinux = image->vmlinux, .tree = image->tree};

	*out = (struct trace){0};
	if (o->word == OUTCOME_CRASH)
		trace_parse(o->tail, out);
	else
		trace_addresses(o->pcs, o->n_pcs, o->kernel_base, out);
	if (!out->n)
		return;
	if (!image->vmlinux) {
		str_set(&out->hint, "boot the kernel's vmlinux instead to see source lines");
		return;
	}
	if (image->tree && changed_files(image->tree, &changed, &e) == 0)
		spec.changed = &changed;
	if (e.msg || symbolise(out, &spec, &e))
		str_set(&out->hint, e.msg);
}

void crash_print(struct app *a, const struct image *image, const struct outcome *o,
		 const struct trace *t)
{
	const struct crash_style style = {.tree = image->tree, .colour = a->out.colour};
	_cleanup_sb_ struct strbuf text = {0};

	crash_text(o, t, &style, &text);
	/* a kernel that panics before it has a console hangs silently, too */
	if (o->word == OUTCOME_NO_BOOT || (o->word == OUTCOME_HANG && !o->tail))
		no_boot_reasons(a, image, &text);
	if (o->word == OUTCOME_BAD_ROOT)
		bad_root_reasons(a, image, &text);
	out_text(&a->out, sb_str(&text));
}
