/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders of runs: which are made, removed and found. */
#include "base/file/fs.h"
#include "cmd/boot/rundir.h"

#include <sys/stat.h>

#include "base/file/path.h"
#include "scratch.h"

/* A run that begins and ends at once. */
static void short_run(struct scratch *s)
{
	_cleanup_rundir_ struct rundir r = RUNDIR_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(rundir_new(&r, s->dir, &e), &e);
}

static bool has(struct scratch *s, const char *run)
{
	_cleanup_free_ char *path = path_joinf(s->dir, "runs/%s", run);

	return fs_is_dir(path);
}

TEST(numbers_go_up_and_old_ones_go)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_rundir_ struct rundir r = RUNDIR_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	for (int i = 0; i < RUNDIR_KEPT; i++)
		short_run(&s);
	CHECK(has(&s, "1") && has(&s, "20"));
	CHECK_OK(rundir_new(&r, s.dir, &e), &e);
	CHECK_STR(path_basename(r.path), "21");
	CHECK(!has(&s, "1") && has(&s, "2"));
}

TEST(a_run_that_goes_on_keeps_its_folder)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_rundir_ struct rundir first = RUNDIR_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	CHECK_OK(rundir_new(&first, s.dir, &e), &e);
	for (int i = 0; i < 2 * RUNDIR_KEPT; i++)
		short_run(&s);
	CHECK(fs_is_dir(first.path));
	CHECK(!has(&s, "2") && has(&s, "22"));
	/* when it has ended, the next one removes it */
	rundir_end(&first);
	short_run(&s);
	CHECK(!has(&s, "1"));
}

TEST(a_run_that_is_read_keeps_its_folder)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_rundir_ struct rundir reader = RUNDIR_INIT, second = RUNDIR_INIT;
	_cleanup_free_ char *name = NULL, *again = NULL;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	short_run(&s);
	CHECK_OK(rundir_find(&reader, s.dir, "1", &name, &e), &e);
	CHECK_OK(rundir_find(&second, s.dir, "1", &again, &e), &e);
	for (int i = 0; i < 2 * RUNDIR_KEPT; i++)
		short_run(&s);
	CHECK(has(&s, "1"));
	rundir_end(&reader);
	rundir_end(&second);
	short_run(&s);
	CHECK(!has(&s, "1"));
}

TEST(found_by_number_last_and_folder)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *folder = NULL, *last = NULL;
	const char *runs[3] = {"2", "last"};

	scratch_begin(&s);
	short_run(&s);
	short_run(&s);
	last = path_join(s.dir, "runs/2");
	folder = realpath(last, NULL);
	runs[2] = last;
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++) {
		_cleanup_rundir_ struct rundir found = RUNDIR_INIT;
		_cleanup_free_ char *name = NULL;

		CHECK_OK(rundir_find(&found, s.dir, runs[i], &name, &e), &e);
		CHECK_STR(found.path, folder);
		CHECK_STR(name, "2");
	}
}

TEST(what_is_not_found_is_a_usage_error)
{
	_cleanup_scratch_ struct scratch s;
	char *name = NULL;
	static const struct {
		const char *run, *msg;
	} cases[] = {
		{"last", "there is no run yet"},
		{"7", "there is no run '7'"},
		{"", "there is no run ''"},
		{"./7", "there is no run './7'"},
	};

	scratch_begin(&s);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		struct rundir found = RUNDIR_INIT;

		CHECK_INT(rundir_find(&found, s.dir, cases[i].run, &name, &e), -1);
		CHECK(!found.path);
		CHECK_INT(e.kind, ERR_USAGE);
		CHECK_STR(e.msg, cases[i].msg);
		CHECK_CONTAINS(e.hint, s.dir);
	}
}

TEST_MAIN()
