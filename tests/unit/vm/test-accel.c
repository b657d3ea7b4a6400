/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/utsname.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/strbuf.h"
#include "test.h"
#include "vm/qemu/accel.h"

struct fixture {
	struct utsname host;
	struct target target; /* one that the host's KVM runs */
	char *dir, *cache;
	struct accel a;
	struct err e;
};

static void fixture_begin(struct fixture *f)
{
	*f = (struct fixture){0};
	uname(&f->host);
	f->target.name = (char *)"some";
	strv_add(&f->target.kvm_on, f->host.machine);
	f->dir = temporary_dir("jiffy-test");
	f->cache = path_join(f->dir, "kvm-probe");
}

static void fixture_end(struct fixture *f)
{
	fs_remove(f->dir, &f->e);
	free(f->dir);
	free(f->cache);
	strv_free(&f->target.kvm_on);
	accel_free(&f->a);
	err_free(&f->e);
}

#define FIXTURE(f)                                                                                 \
	_cleanup_(fixture_end) struct fixture f;                                                   \
	fixture_begin(&f)

static bool choose_again(struct fixture *f)
{
	accel_free(&f->a);
	CHECK_OK(accel_choose("auto", &f->target, f->dir, &f->a, &f->e), &f->e);
	CHECK_INT(f->a.kvm, f->a.why == NULL);
	return f->a.kvm;
}

TEST(tcg_and_kvm_are_not_probed)
{
	FIXTURE(f);

	CHECK_OK(accel_choose("tcg", &f.target, f.dir, &f.a, &f.e), &f.e);
	CHECK(!f.a.kvm);
	accel_free(&f.a);
	CHECK_OK(accel_choose("kvm", &f.target, f.dir, &f.a, &f.e), &f.e);
	CHECK(f.a.kvm);
	CHECK(!fs_exists(f.cache));
}

TEST(another_architecture)
{
	const struct target other = {.name = (char *)"pdp11"};
	FIXTURE(f);

	CHECK_OK(accel_choose("auto", &other, f.dir, &f.a, &f.e), &f.e);
	CHECK(!f.a.kvm);
	CHECK_CONTAINS(f.a.why, "does not run 'pdp11'");
	accel_free(&f.a);
	CHECK_INT(accel_choose("kvm", &other, f.dir, &f.a, &f.e), -1);
	CHECK_INT(f.e.kind, ERR_USAGE);
}

/* Whatever this host can do, the answer is kept, and used the next time. */
TEST(the_answer_is_kept)
{
	FIXTURE(f);
	_cleanup_sb_ struct strbuf kept = {0};
	_cleanup_free_ char *other = NULL;
	bool first = choose_again(&f);
	char *last;

	if (!fs_exists(f.cache)) { /* the host has no KVM to probe */
		CHECK(!first);
		return;
	}
	CHECK_OK(fs_read(f.cache, &kept, &f.e), &f.e);
	last = strrchr(sb_str(&kept), ' ');
	REQUIRE(last);
	CHECK_STR(last, first ? " runs\n" : " no-progress\n");
	other = xasprintf("%.*s%s", (int)(last - sb_str(&kept)), sb_str(&kept),
			  first ? " no-progress\n" : " runs\n");
	CHECK_OK(fs_write_str(f.cache, other, &f.e), &f.e);
	CHECK_INT(choose_again(&f), !first);
}

TEST(the_answer_of_another_boot_does_not_count)
{
	FIXTURE(f);
	bool first = choose_again(&f);

	if (!fs_exists(f.cache))
		return;
	CHECK_OK(fs_write_str(f.cache, first ? "1 x 10:232 0 no-progress\n" : "1 x 10:232 0 runs\n",
			      &f.e),
		 &f.e);
	CHECK_INT(choose_again(&f), first);
	CHECK_OK(fs_write_str(f.cache, "", &f.e), &f.e);
	CHECK_INT(choose_again(&f), first);
}

TEST_MAIN()
