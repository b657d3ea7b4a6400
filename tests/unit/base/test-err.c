/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "test.h"

TEST(set_returns_failure)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(err_set(&e, "no '%s' here", "x"), -1);
	CHECK_STR(e.msg, "no 'x' here");
	CHECK_INT(e.kind, ERR_HOST);
	CHECK(!e.detail && !e.hint && !e.log);
}

TEST(errno_is_told_and_kept)
{
	_cleanup_err_ struct err e = ERR_INIT;

	errno = EPERM;
	CHECK_INT(err_errno(&e, ENOENT, "cannot open '%s'", "x"), -1);
	CHECK_STR(e.msg, "cannot open 'x': No such file or directory");
	CHECK_INT(errno, EPERM);
}

TEST(context_grows)
{
	_cleanup_err_ struct err e = ERR_INIT;

	err_kind_set(&e, ERR_BUILD, "'make' exited with status 2");
	CHECK_INT(err_wrap(&e, "building %s", "the kernel"), -1);
	CHECK_INT(err_wrap(&e, "outer"), -1);
	CHECK_STR(e.msg, "outer: building the kernel: 'make' exited with status 2");
	CHECK_INT(e.kind, ERR_BUILD);
}

TEST(wrap_of_nothing)
{
	_cleanup_err_ struct err e = ERR_INIT;

	err_wrap(&e, "context");
	CHECK_STR(e.msg, "context");
}

TEST(details_and_hints_get_lines)
{
	_cleanup_err_ struct err e = ERR_INIT;

	err_set(&e, "x");
	CHECK_INT(err_detail(&e, "one %d", 1), -1);
	CHECK_INT(err_detail(&e, "two\nthree"), -1);
	CHECK_INT(err_hint(&e, "try %s", "this"), -1);
	CHECK_INT(err_hint(&e, "or that"), -1);
	CHECK_INT(err_log(&e, "a.log"), -1);
	CHECK_INT(err_log(&e, "b.log"), -1);
	CHECK_STR(e.detail, "one 1\ntwo\nthree");
	CHECK_STR(e.hint, "try this\nor that");
	CHECK_STR(e.log, "b.log");
}

TEST(set_replaces_everything)
{
	_cleanup_err_ struct err e = ERR_INIT;

	err_kind_set(&e, ERR_SIGNAL, "old");
	err_hint(&e, "old hint");
	e.signo = 2;
	err_set(&e, "new, was '%s'", e.msg);
	CHECK_STR(e.msg, "new, was 'old'");
	CHECK(!e.hint);
	CHECK_INT(e.kind, ERR_HOST);
	CHECK_INT(e.signo, 0);
}

TEST(own_texts_may_be_arguments)
{
	_cleanup_err_ struct err e = ERR_INIT;

	err_set(&e, "m");
	err_wrap(&e, "%s", e.msg);
	err_hint(&e, "%s", e.msg);
	err_hint(&e, "%s", e.hint);
	err_log(&e, e.msg);
	err_log(&e, e.log);
	CHECK_STR(e.msg, "m: m");
	CHECK_STR(e.hint, "m: m\nm: m");
	CHECK_STR(e.log, "m: m");
}

TEST(fit_for_use_after_free)
{
	struct err e = ERR_INIT;

	err_set(&e, "x");
	err_free(&e);
	CHECK(!e.msg);
	err_set(&e, "y");
	CHECK_STR(e.msg, "y");
	err_free(&e);
}

TEST_MAIN()
