/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/report.h"

#include "base/file/atomic.h"
#include "base/file/path.h"
#include "cmd/boot/crash-report.h"
#include "cmd/boot/rundir.h"
#include "report/outcome-json.h"
#include "report/summary.h"
#include "verdict/taint.h"

static void say_files(struct app *a, const struct image *image, const char *rundir)
{
	out_info(&a->out, "kernel     %s", image->kernel);
	if (image->vmlinux)
		out_info(&a->out, "vmlinux    %s", image->vmlinux);
	if (image->config)
		out_info(&a->out, "config     %s", image->config);
	out_info(&a->out, "initramfs  %s", image->initramfs);
	out_info(&a->out, "busybox    %s", image->busybox);
	if (image->kernel_log)
		out_info(&a->out, "build log  %s", image->kernel_log);
	if (image->busybox_log)
		out_info(&a->out, "build log  %s", image->busybox_log);
	out_info(&a->out, "run        %s", rundir);
}

/* What the kernel reported without failing the run. */
static void say_kernel(struct app *a, const struct outcome *o)
{
	_cleanup_strv_ struct strv words = {0};
	_cleanup_free_ char *all = NULL;

	if (o->noticed)
		out_info(&a->out, "kernel   %s (see kmsg.log beside the console's log)",
			 o->noticed);
	taint_words(o->taint.end & ~o->taint.start, &words);
	all = strv_join(&words, "; ");
	if (words.n && o->word != OUTCOME_CRASH)
		out_info(&a->out, "taint    %s", all);
}

static void say_outcome(struct app *a, const struct image *image, const struct outcome *o,
			bool command)
{
	const struct summary_image sizes = {image->kernel_bytes, image->initramfs_bytes,
					    image->release};
	const bool well = o->word == OUTCOME_PASS || o->word == OUTCOME_FAIL;
	_cleanup_sb_ struct strbuf text = {0};

	strv_foreach(note, &o->notes)
		if (!str_eq(note, o->title))
			out_say(&a->out, "jiffy: %s", note);
	if (!command || a->set.verbose)
		summary_text(o, &sizes, &text);
	if (o->console_log && (!command || a->set.verbose || !well))
		sb_addf(&text, "log      %s\n", o->console_log);
	say_kernel(a, o);
	if (!text.len)
		return;
	sb_truncate(&text, text.len - 1);
	out_info(&a->out, "%s", sb_str(&text));
}

static struct outcome_run describe(const struct image *image, const struct outcome *o,
				   const struct trace *trace, const char *rundir,
				   char *const *command)
{
	return (struct outcome_run){
		.command = command,
		.rundir = rundir,
		.kernel = image->kernel,
		.vmlinux = image->vmlinux,
		.config = image->config,
		.initramfs = image->initramfs,
		.release = image->release,
		.trace = o->word == OUTCOME_CRASH ? trace : NULL,
		.cpus = o->word == OUTCOME_CRASH ? NULL : trace,
	};
}

static int write_json(const struct outcome *o, const struct outcome_run *r, bool print,
		      struct err *e)
{
	_cleanup_json_ struct json *j = outcome_json(o, r);
	_cleanup_free_ char *pretty = json_dump(j, true), *line = json_dump(j, false);
	_cleanup_free_ char *path = path_join(r->rundir, "outcome.json");

	if (print)
		out_data("%s\n", line);
	return fs_write_str(path, pretty, e);
}

int run_record(const struct image *image, const struct outcome *o, const struct trace *trace,
	       const char *rundir, char *const *command, struct err *e)
{
	const struct outcome_run r = describe(image, o, trace, rundir, command);

	return write_json(o, &r, false, e);
}

int run_report(struct app *a, const struct image *image, const struct outcome *o,
	       const char *rundir, char *const *command, struct err *e)
{
	_cleanup_(trace_free) struct trace trace = {0};
	const struct outcome_run r = describe(image, o, &trace, rundir, command);

	rundir_keep(rundir, image->sizes);
	crash_trace(image, o, &trace);
	crash_print(a, image, o, &trace);
	say_outcome(a, image, o, command);
	if (a->set.keep || a->set.verbose)
		say_files(a, image, rundir);
	return write_json(o, &r, a->set.json, e);
}

void run_report_failure(struct app *a, const char *rundir, char *const *command, struct err *e)
{
	const struct outcome_run r = {.command = command, .rundir = rundir};
	const struct outcome o = {.word = error_outcome(e),
				  .status = error_status(a, e),
				  .title = e->msg,
				  .tail = e->detail};
	_cleanup_err_ struct err unwritten = ERR_INIT;

	if (write_json(&o, &r, a->set.json, &unwritten))
		out_info(&a->out, "jiffy: %s", unwritten.msg);
}
