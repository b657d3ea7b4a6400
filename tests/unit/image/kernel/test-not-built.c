/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/not-built.h"

#include "base/file/fs.h"
#include "scratch.h"

/* A tree in git, and what a build of it left. */
static void make_tree(struct scratch *s, struct built_from *from)
{
	scratch_begin(s);
	scratch_sh(s, "mkdir -p tree/fs; cd tree; git init -q . 2>/dev/null; touch Makefile;"
		      "printf 'obj-$(CONFIG_OFF) += off.o\\nobj-y += on.o\\n' >fs/Makefile;"
		      "touch fs/off.c fs/on.c fs/part.c fs/lost.c fs/off.h; git add .;"
		      "git -c user.name=t -c user.email=t@t commit -qm one");
	scratch_sh(s, "echo 'CONFIG_ON=y' >config;"
		      "for f in on part; do echo \"S 1.0 2 3 $PWD/tree/fs/$f.c\"; done >deps");
	*from = (struct built_from){.tree = path_join(s->dir, "tree"),
				    .config = path_join(s->dir, "config"),
				    .deps = path_join(s->dir, "deps")};
}

static void end(struct scratch *s, struct built_from *from)
{
	free((char *)from->tree);
	free((char *)from->config);
	free((char *)from->deps);
	scratch_end(s);
}

TEST(edits_that_the_kernel_does_not_have)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv files = {0};
	struct scratch s;
	struct built_from from;

	make_tree(&s, &from);
	CHECK_OK(not_built(&from, &files, &e), &e);
	CHECK_INT(files.n, 0);
	scratch_sh(&s, "cd tree/fs; for f in off.c on.c part.c lost.c off.h; do echo >>$f; done");
	CHECK_OK(not_built(&from, &files, &e), &e);
	REQUIRE(files.n == 2);
	CHECK_STR(files.v[0], "fs/lost.c");
	CHECK_STR(files.v[1], "fs/off.c (OFF is off; --enable OFF)");
	end(&s, &from);
}

TEST(without_git_nothing_is_asked)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv files = {0};
	struct built_from prebuilt = {0}, from;
	struct scratch s;

	CHECK_OK(not_built(&prebuilt, &files, &e), &e);
	make_tree(&s, &from);
	scratch_sh(&s, "rm -r tree/.git; echo >>tree/fs/off.c");
	CHECK_OK(not_built(&from, &files, &e), &e);
	CHECK_INT(files.n, 0);
	end(&s, &from);
}

TEST_MAIN()
