/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/records.h"

#include <errno.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "scratch.h"

static bool add(struct records *r, const char *lines)
{
	return records_add(r, lines, strlen(lines));
}

struct fixture {
	struct scratch s;
	char *log;
	struct records *r;
};

static void begin(struct fixture *f)
{
	scratch_begin(&f->s);
	f->log = path_join(f->s.dir, "kmsg.log");
	f->r = records_new(f->log);
}

static void end(struct fixture *f)
{
	records_free(f->r);
	free(f->log);
	scratch_end(&f->s);
}

TEST(only_the_kernels_records_count)
{
	_cleanup_(end) struct fixture f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	const struct kmsg_record *all;
	size_t n;

	begin(&f);
	CHECK(!fs_exists(f.log));
	CHECK(!add(f.r, "6,1,10,-;one\n9,2,20,-;BUG: a program's\n\nnonsense\n4,3,30,-;three\n"));
	all = records_all(f.r, &n);
	REQUIRE(n == 2);
	CHECK_STR(all[0].text, "one");
	CHECK_STR(all[1].text, "three");
	CHECK_INT(all[1].seq, 3);
	CHECK(!records_lost(f.r));
	CHECK(!add(f.r, "lost\n"));
	CHECK(records_lost(f.r));
	CHECK_OK(fs_read(f.log, &text, &e), &e);
	CHECK_STR(sb_str(&text),
		  "6,1,10,-;one\n9,2,20,-;BUG: a program's\n\nnonsense\n4,3,30,-;three\nlost\n");
}

TEST(damage_is_reported_once)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	CHECK(!add(f.r, "4,1,10,-;WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2\n"));
	CHECK(!add(f.r, "8,2,10,-;BUG: kernel NULL pointer dereference, address: 0\n"));
	CHECK(add(f.r, "1,3,10,-;BUG: kernel NULL pointer dereference, address: 0\n"));
	CHECK(!add(f.r, "1,4,10,-;BUG: kernel NULL pointer dereference, address: 0\n"));
}

TEST(a_log_on_a_full_disk)
{
	struct records *r = records_new("/dev/full");

	CHECK_INT(records_log_errnum(r), 0);
	CHECK(!add(r, "6,1,10,-;one\n"));
	CHECK_INT(records_log_errnum(r), ENOSPC);
	records_free(r);
}

TEST(a_flood_is_bounded)
{
	_cleanup_(end) struct fixture f;
	const struct kmsg_record *all;
	size_t n;

	begin(&f);
	for (int i = 0; i < 20000; i++) {
		_cleanup_free_ char *line = xasprintf("6,%d,%d,-;x\n", i, i);

		add(f.r, line);
	}
	add(f.r, "1,20000,10,-;BUG: kernel NULL pointer dereference, address: 0\n");
	for (int i = 20001; i < 40000; i++) {
		_cleanup_free_ char *line = xasprintf("6,%d,%d,-;y\n", i, i);

		add(f.r, line);
	}
	all = records_all(f.r, &n);
	CHECK(n <= 8192 && records_lost(f.r));
	/* the damage, and what came just before and after it, is still there */
	CHECK_INT(all[n - 1].seq - all[0].seq, (long long)n - 1);
	CHECK(all[0].seq < 20000 && all[n - 1].seq > 20000);
}

TEST_MAIN()
