/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jiffy report: where a boot's time and memory went, what changed, and whether it keeps its budget.
 */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "cmd/boot/rundir.h"
#include "cmd/report-boots.h"
#include "cmd/report-load.h"
#include "cmd/ui/commands.h"
#include "report/compare-text.h"
#include "report/facts-json.h"
#include "report/facts-text.h"
#include "report/page/html.h"

#define STATUS_BUDGET 1 /* exceeded */

struct report {
	struct facts facts, old;
	struct rundir run, old_run; /* they stay while they are read */
	struct comparison comparison;
	struct budget budget;
	bool compared, budgeted;
};

static void report_end(struct report *r)
{
	comparison_free(&r->comparison);
	facts_free(&r->facts);
	facts_free(&r->old);
	rundir_end(&r->run);
	rundir_end(&r->old_run);
}

static int load(const struct app *a, const char *run, struct rundir *dir, struct facts *f,
		struct err *e)
{
	_cleanup_free_ char *name = NULL;

	return rundir_find(dir, a->statedir, run, &name, e) ? -1
							    : report_load(dir->path, name, f, e);
}

/* The run to report: the named one, or a new one. */
static int load_run(struct app *a, struct report *r, struct err *e)
{
	int status;

	if (a->args.n)
		return load(a, a->args.v[0], &r->run, &r->facts, e);
	status = report_boots(a, a->set.alternate ? r->old.folder : NULL, &r->run, e);
	if (status)
		return status;
	if (a->set.alternate) {
		/* the boots of --alternate replace what was recorded */
		_cleanup_free_ char *folder = path_join(r->run.path, REPORT_COMPARED);
		_cleanup_free_ char *name = TAKE_PTR(r->old.name);

		facts_free(&r->old);
		if (report_load(folder, name, &r->old, e))
			return -1;
	}
	return report_load(r->run.path, path_basename(r->run.path), &r->facts, e);
}

static void print_json(const struct report *r)
{
	_cleanup_json_ struct json *j = facts_json(&r->facts, r->compared ? &r->comparison : NULL,
						   r->budgeted ? &r->budget : NULL);
	_cleanup_free_ char *line = json_dump(j, false);

	out_data("%s\n", line);
}

static int write_html(struct app *a, const struct report *r, struct err *e)
{
	_cleanup_sb_ struct strbuf page = {0};

	report_html(&r->facts, r->compared ? &r->comparison : NULL, r->budgeted ? &r->budget : NULL,
		    &page);
	if (fs_write_str(a->set.html, sb_str(&page), e))
		return -1;
	out_info(&a->out, "jiffy: wrote '%s'", a->set.html);
	return 0;
}

static void print_text(const struct report *r)
{
	const bool colour = out_colours(STDOUT_FILENO);
	_cleanup_sb_ struct strbuf text = {0};

	if (r->compared)
		comparison_text(&r->comparison, colour, &text);
	else
		facts_text(&r->facts, colour, &text);
	if (r->budgeted) {
		sb_addc(&text, '\n');
		budget_text(&r->budget, &r->facts, colour, &text);
	}
	out_data("%s", sb_str(&text));
}

static int check_args(const struct app *a, struct err *e)
{
	if (a->set.alternate && (a->args.n || !a->set.compare))
		return err_kind_set(e, ERR_USAGE,
				    "'--alternate' needs '--compare RUN' and takes no other run");
	if (a->args.n <= 1 && !a->command)
		return 0;
	err_kind_set(e, ERR_USAGE, "'report' does not take '%s' here",
		     a->args.n > 1 ? a->args.v[1] : "--");
	return err_hint(e, "usage: jiffy report [OPTION...] [RUN]");
}

static int run(struct app *a, struct err *e)
{
	_cleanup_(report_end) struct report r = {.run = RUNDIR_INIT, .old_run = RUNDIR_INIT};
	int status;

	if (check_args(a, e) || budget_parse(&a->set.budget, &r.budget, e) || app_prepare(a, e))
		return -1;
	r.budgeted = budget_any(&r.budget);
	r.compared = a->set.compare != NULL;
	/* first: after the boots, 'last' is another run */
	if (r.compared && load(a, a->set.compare, &r.old_run, &r.old, e))
		return -1;
	status = load_run(a, &r, e);
	if (status)
		return status;
	if (r.compared)
		compare(&r.old, &r.facts, &r.comparison);
	out_end(&a->out);
	a->set.json ? print_json(&r) : print_text(&r);
	if (a->set.html && write_html(a, &r, e))
		return -1;
	return r.budgeted && !budget_all_kept(&r.budget, &r.facts) ? STATUS_BUDGET : STATUS_OK;
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "[RUN]",
	.summary = "where a boot's time and memory went, and what a change costs",
	.about =
		"Without RUN: builds what is stale, boots it --repeat times for medians and once more with\n"
		"initcall_debug, and keeps all of that as one run. RUN is the number of a run, 'last' or a run's\n"
		"folder: reports what that run recorded.\n"
		"\n"
		"With --compare RUN, says what changed since that run: 'this change costs +1.2 KB text, +0.1 ms boot,\n"
		"+8 KB memory', then which sections, symbols, phases and initcalls changed. With --alternate as well,\n"
		"boots the kernel of that run again, alternately with the present one, so that a busy host slows both\n"
		"alike. For example: jiffy report; edit; jiffy report --compare last\n"
		"\n"
		"With --budget, the exit status is 1 if a median is above its limit. --html writes a page for a\n"
		"browser, --json prints JSON.",
	.bit = CMD_REPORT,
	.run = run,
};
