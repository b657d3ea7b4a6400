/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy report: where a boot's time and memory went, what changed, and whether it keeps its budget. */
#include "cmd/report.h"

#include "cmd/boot/rundir.h"
#include "report/compare-text.h"
#include "report/facts-json.h"
#include "report/facts-text.h"
#include "report/page/html.h"

#define STATUS_BUDGET 1 /* exceeded */

struct report {
	struct facts facts, old;
	struct comparison comparison;
	struct budget budget;
	bool compared, budgeted;
};

static void report_end(struct report *r)
{
	comparison_free(&r->comparison);
	facts_free(&r->facts);
	facts_free(&r->old);
}

static int load(const struct app *a, const char *run, struct facts *f, struct err *e)
{
	_cleanup_free_ char *name = NULL;
	_cleanup_free_ char *folder = rundir_find(a->statedir, run, &name, e);

	return folder ? report_load(folder, name, f, e) : -1;
}

/* What was booted in turns takes the place of what was recorded. */
static int load_again(const char *rundir, struct facts *old, struct err *e)
{
	_cleanup_free_ char *folder = path_join(rundir, REPORT_COMPARED);
	_cleanup_free_ char *name = TAKE_PTR(old->name);

	facts_free(old);
	return report_load(folder, name, old, e);
}

/* The run that is told of: the one that was named, or a new one. */
static int load_run(struct app *a, struct report *r, struct err *e)
{
	_cleanup_free_ char *rundir = NULL;
	int status;

	if (a->args.n)
		return load(a, a->args.v[0], &r->facts, e);
	status = report_boots(a, a->set.alternate ? r->old.folder : NULL, &rundir, e);
	if (status)
		return status;
	if (a->set.alternate && load_again(rundir, &r->old, e))
		return -1;
	return report_load(rundir, path_basename(rundir), &r->facts, e);
}

static int print_json(const struct report *r)
{
	_cleanup_json_ struct json *j = facts_json(&r->facts, r->compared ? &r->comparison : NULL,
						   r->budgeted ? &r->budget : NULL);
	_cleanup_free_ char *line = json_dump(j, false);

	out_data("%s\n", line);
	return 0;
}

static int write_html(struct app *a, const struct report *r, struct err *e)
{
	_cleanup_sb_ struct strbuf page = {0};

	report_html(&r->facts, r->compared ? &r->comparison : NULL, r->budgeted ? &r->budget : NULL,
		    &page);
	if (fs_write_str(a->set.html, sb_str(&page), e))
		return -1;
	out_info(&a->out, "jiffy: the page is %s", a->set.html);
	return 0;
}

static void print_text(const struct report *r)
{
	const bool colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
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

static int tell(struct app *a, struct report *r, struct err *e)
{
	if (r->compared)
		compare(&r->old, &r->facts, &r->comparison);
	out_end(&a->out);
	if (a->set.json)
		print_json(r);
	else
		print_text(r);
	if (a->set.html && write_html(a, r, e))
		return -1;
	return r->budgeted && !budget_all_kept(&r->budget, &r->facts) ? STATUS_BUDGET : STATUS_OK;
}

static int check_args(const struct app *a, struct err *e)
{
	if (a->set.alternate && (a->args.n || !a->set.compare))
		return err_kind_set(e, ERR_USAGE,
				    "'--alternate' takes '--compare RUN', and no other run");
	if (a->args.n <= 1 && !a->command)
		return 0;
	err_kind_set(e, ERR_USAGE, "'report' takes one run, not '%s'",
		     a->args.n > 1 ? a->args.v[1] : "--");
	return err_hint(e, "usage: jiffy report [OPTION...] [RUN]");
}

static int run(struct app *a, struct err *e)
{
	_cleanup_(report_end) struct report r = {0};
	int status;

	if (check_args(a, e) || budget_parse(&a->set.budget, &r.budget, e) || app_prepare(a, e))
		return -1;
	r.budgeted = budget_any(&r.budget);
	r.compared = a->set.compare != NULL;
	/* first: 'last' is another one after the boots */
	if (r.compared && load(a, a->set.compare, &r.old, e))
		return -1;
	status = load_run(a, &r, e);
	return status ? status : tell(a, &r, e);
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "[RUN]",
	.summary = "where a boot's time and memory went, and what a change costs",
	.about =
		"Without RUN: builds what is stale, boots it --repeat times for medians and once more with initcall_debug, and\n"
		"keeps all that as one run. With RUN, a number, 'last' or a run's folder: tells of that run what is known of it.\n"
		"\n"
		"With --compare RUN it says what changed since that run: 'this change costs +1.2 KB text, +0.1 ms boot, +8 KB memory',\n"
		"and then which sections, symbols, phases and initcalls. For example: jiffy report; edit; jiffy report --compare last\n"
		"With --alternate the kernel of that run is booted again, in turns with the present one: a busy host slows both alike.\n"
		"\n"
		"A --budget fails with status 1 when a median is above its limit. --html writes a page, --json is for programs.",
	.bit = CMD_REPORT,
	.run = run,
};
