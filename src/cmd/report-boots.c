/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy report without a run: boots the present build itself. */
#include "cmd/boot/channel.h"
#include "cmd/boot/crash-report.h"
#include "cmd/boot/preflight.h"
#include "cmd/boot/rundir.h"
#include "cmd/report.h"
#include "cmd/run.h"
#include "image/kernel/sizes.h"
#include "report/outcome-json.h"
#include "vm/machine.h"

#define STEP "boots"
/* Its lines are of level debug: they stay off the console, and need room in the kernel's buffer. */
#define DETAIL_WORDS "initcall_debug log_buf_len=1M"

/* One build, and where its boots go. */
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

static int write_outcome(const struct image *image, const struct outcome *o, const char *folder,
			 char *const *command, const struct trace *trace, struct err *e)
{
	const struct outcome_run r = {
		.command = command,
		.rundir = folder,
		.kernel = image->kernel,
		.vmlinux = image->vmlinux,
		.config = image->config,
		.initramfs = image->initramfs,
		.release = image->release,
		.trace = o->word == OUTCOME_CRASH ? trace : NULL,
		.cpus = o->word == OUTCOME_CRASH ? NULL : trace,
	};
	_cleanup_json_ struct json *j = outcome_json(o, &r);
	_cleanup_free_ char *text = json_dump(j, true), *path = path_join(folder, "outcome.json");

	return fs_write_str(path, text, e);
}

/* One boot, into that folder of the side's. Returns as report_boots() does. */
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
		.interrupt_fd = b->a->out.progress.interrupt_fd,
		.winch_fd = -1,
	};

	if (fs_mkdir_p(folder, 0755, e))
		return -1;
	b->spec->image = side->image;
	run_channel_choose(b->a, b->spec);
	if (machine_run(b->spec, &io, &o, e))
		return -1;
	crash_trace(side->image, &o, &trace);
	if (write_outcome(side->image, &o, folder, command, &trace, e) ||
	    write_outcome(side->image, &o, side->dir, command, &trace, e))
		return -1;
	progress_at(&b->a->out.progress, STEP, ++b->done, b->total, "boots", NULL);
	if (o.word == OUTCOME_PASS)
		return 0;
	out_end(&b->a->out);
	crash_print(b->a, side->image, &o, &trace);
	out_info(&b->a->out, "log      %s", o.console_log);
	return o.status;
}

/* The i-th boot of each side, in turns. */
static int boot_sides(struct boots *b, uint64_t i, struct err *e)
{
	_cleanup_free_ char *name =
		i ? xasprintf(REPORT_BOOTS "/%llu", (unsigned long long)i) : xstrdup(REPORT_DETAIL);
	int status = 0;

	for (size_t side = 0; !status && side < b->n_sides; side++)
		status = boot(b, &b->sides[side], name, e);
	return status;
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
	b->spec->append = words;
	for (uint64_t i = 0; i < each; i++) {
		int status = boot_sides(b, i, e);

		/* the first one is the one more: what is read for the first time is in the host's cache then */
		b->spec->append = append;
		if (status)
			return status;
	}
	progress_end(p, STEP, "%llu boots", (unsigned long long)b->total);
	return 0;
}

static int make_folders(struct app *a, const char *other, const struct image *image, char **rundir,
			char **compared, struct err *e)
{
	_cleanup_free_ char *sizes = other ? path_join(other, SIZES_FILE) : NULL;

	*rundir = rundir_new(a->statedir, e);
	if (!*rundir)
		return -1;
	rundir_keep(*rundir, image->sizes);
	*compared = path_join(*rundir, REPORT_COMPARED);
	if (!other)
		return 0;
	if (fs_mkdir_p(*compared, 0755, e))
		return -1;
	rundir_keep(*compared, fs_is_file(sizes) ? sizes : NULL);
	return 0;
}

int report_boots(struct app *a, const char *other, char **rundir, struct err *e)
{
	_cleanup_(accel_free) struct accel accel = {0};
	_cleanup_(image_free) struct image image = {0}, old = {0};
	_cleanup_(shares_free) struct shares shares = {0};
	_cleanup_free_ char *compared = NULL;
	struct machine_spec m;
	int status;
	struct boots b = {.a = a, .spec = &m};

	if (a->set.init)
		return err_kind_set(e, ERR_USAGE,
				    "a report needs jiffy's own /init, not '--init %s'",
				    a->set.init);
	if (shares_parse(&a->set.share, &shares, e) ||
	    accel_choose(a->set.accel, &a->target, a->statedir, &accel, e))
		return -1;
	run_fill_spec(a, &image, &accel, &shares, true, &m);
	m.term = NULL;
	status = run_check_spec(a, &m, e);
	if (status)
		return status;
	if ((other && report_image(other, &old, e)) ||
	    image_build(&a->build, IMAGE_ALL, &image, e) || no_boot_check_memory(a, &image, e) ||
	    no_boot_check_shares(a, &image, e) ||
	    make_folders(a, other, &image, rundir, &compared, e))
		return -1;
	b.sides[b.n_sides++] = (struct side){&image, *rundir};
	if (other)
		b.sides[b.n_sides++] = (struct side){&old, compared};
	return boot_all(&b, e);
}
