/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/report-boots.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "cmd/boot/boot.h"
#include "cmd/boot/channel.h"
#include "cmd/boot/crash-report.h"
#include "cmd/boot/guest.h"
#include "cmd/boot/report.h"
#include "cmd/report-load.h"
#include "image/kernel/sizes.h"

#define STEP "boots"
/*
 * The lines have level debug: they do not reach the console, but need room in the kernel's buffer.
 */
#define DETAIL_WORDS "initcall_debug log_buf_len=1M"

/* One build, and the folder for its boots. */
struct side {
	const struct image *image;
	const char *dir;
};

struct boots {
	struct app *a;
	struct machine_spec *spec;
	struct side sides[2];
	size_t n_sides;
	uint64_t done, total;
};

/* One boot, recorded in the side's folder 'name'. Returns as report_boots() does. */
static int boot(struct boots *b, const struct side *side, const char *name, struct err *e)
{
	static char word[] = "true", *const command[] = {word, NULL};
	_cleanup_free_ char *folder = path_join(side->dir, name);
	_cleanup_(outcome_free) struct outcome o = {0};
	_cleanup_(trace_free) struct trace trace = {0};
	const struct settings *s = &b->a->set;
	const struct machine_io io = {
		.in_fd = -1,
		.out_fd = -1,
		.err_fd = -1,
		.command = command,
		.limits = {.boot = s->boot_timeout ? s->boot_timeout : COMMAND_BOOT_NS},
		.rundir = folder,
	};

	if (fs_mkdir_p(folder, 0755, e))
		return -1;
	b->spec->image = side->image;
	run_channel_choose(b->a, b->spec);
	if (run_guest(b->spec, &io, &o, e))
		return -1;
	crash_trace(side->image, &o, &trace);
	if (run_record(side->image, &o, &trace, folder, command, e) ||
	    run_record(side->image, &o, &trace, side->dir, command, e))
		return -1;
	progress_at(&b->a->out.progress, STEP, ++b->done, b->total, "boots", NULL);
	if (o.word == OUTCOME_PASS)
		return 0;
	out_end(&b->a->out);
	crash_print(b->a, side->image, &o, &trace);
	out_info(&b->a->out, "log      %s", o.console_log);
	return o.status;
}

static int boot_all(struct boots *b, struct err *e)
{
	const char *append = b->spec->append;
	const uint64_t each = (uint64_t)b->a->set.repeat + 1;
	_cleanup_free_ char *words =
		xasprintf("%s%s" DETAIL_WORDS, append ? append : "", append ? " " : "");
	struct progress *p = &b->a->out.progress;

	b->total = each * b->n_sides;
	progress_begin(p, STEP, "%llu of %s", (unsigned long long)each,
		       b->n_sides > 1 ? "each build" : "this build");
	/* the first boot, with initcall_debug, also fills the host's cache */
	for (uint64_t i = 0; i < each; i++) {
		_cleanup_free_ char *name =
			i ? xasprintf(REPORT_BOOTS "/%llu", (unsigned long long)i)
			  : xstrdup(REPORT_DETAIL);
		int status = 0;

		b->spec->append = i ? append : words;
		/* alternately, so that a busy host slows both sides alike */
		for (size_t side = 0; !status && side < b->n_sides; side++)
			status = boot(b, &b->sides[side], name, e);
		b->spec->append = append;
		if (status)
			return status;
	}
	progress_end(p, STEP, "%llu boots", (unsigned long long)b->total);
	return 0;
}

static int make_folders(struct app *a, const char *other, const struct image *image,
			struct rundir *rundir, char **compared, struct err *e)
{
	_cleanup_free_ char *sizes = other ? path_join(other, SIZES_FILE) : NULL;

	if (rundir_new(rundir, a->statedir, e))
		return -1;
	rundir_keep(rundir->path, image->sizes);
	*compared = path_join(rundir->path, REPORT_COMPARED);
	if (!other)
		return 0;
	if (fs_mkdir_p(*compared, 0755, e))
		return -1;
	rundir_keep(*compared, fs_is_file(sizes) ? sizes : NULL);
	return 0;
}

int report_boots(struct app *a, const char *other, struct rundir *rundir, struct err *e)
{
	_cleanup_boot_plan_ struct boot_plan plan = {0};
	_cleanup_(image_free) struct image old = {0};
	_cleanup_free_ char *compared = NULL;
	struct boots b = {.a = a, .spec = &plan.spec};
	int status;

	if (a->set.init)
		return err_kind_set(e, ERR_USAGE,
				    "a report needs jiffy's own /init, not '--init %s'",
				    a->set.init);
	status = boot_prepare(a, BOOT_LONE_COMMAND, &plan, e);
	if (status)
		return status;
	if ((other && report_image(&a->build, other, &old, e)) || boot_build(a, &plan, e) ||
	    make_folders(a, other, &plan.image, rundir, &compared, e))
		return -1;
	b.sides[b.n_sides++] = (struct side){&plan.image, rundir->path};
	if (other)
		b.sides[b.n_sides++] = (struct side){&old, compared};
	return boot_all(&b, e);
}
