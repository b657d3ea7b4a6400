/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "settings/settings.h"

#include "base/file/fs.h"
#include "image/kconfig/fragment-edit.h"
#include "test.h"

struct scratch {
	char *dir, *ini;
	struct settings s;
	struct err e;
};

/* A folder with a jiffy.ini of this text and a folder below it, read from there. */
static int read_ini(struct scratch *t, const char *text)
{
	_cleanup_free_ char *below = NULL;

	memset(t, 0, sizeof(*t));
	t->dir = temporary_dir("test-settings");
	t->ini = path_join(t->dir, "jiffy.ini");
	below = path_join(t->dir, "a b/c");
	BUG_ON(fs_write_str(t->ini, text, &t->e) || fs_mkdir_p(below, 0755, &t->e));
	settings_init(&t->s);
	return settings_read_ini(&t->s, below, &t->e);
}

static void drop(struct scratch *t)
{
	_cleanup_err_ struct err e = ERR_INIT;

	settings_free(&t->s);
	CHECK_OK(fs_remove(t->dir, &e), &e);
	free(t->dir);
	free(t->ini);
	err_free(&t->e);
}

TEST(an_ini_above_is_found_and_its_paths_start_there)
{
	struct scratch t;
	_cleanup_free_ char *tree = NULL, *fragment = NULL, *own = NULL;

	CHECK_OK(read_ini(&t, "[kernel]\nsource = tree\nconfig = a b.config\nenable = X\nset = "
			      "Y=3\n[machine]\nmemory = 64M\nnet = yes\n"),
		 &t.e);
	tree = path_join(t.dir, "tree");
	fragment = path_join(t.dir, "a b.config");
	own = path_join(t.dir, "jiffy.kernel.config");
	CHECK_STR(t.s.ini, t.ini);
	CHECK_STR(t.s.ini_kernel, tree);
	CHECK(!t.s.kernel);
	CHECK_STR(t.s.kernel_config.v[0], fragment);
	CHECK_STR(t.s.kernel_set.v[0], "X=y");
	CHECK_STR(t.s.kernel_set.v[1], "Y=3");
	CHECK_INT(t.s.memory, 64 << 20);
	CHECK_STR(t.s.net, "yes");
	CHECK_STR(t.s.kernel_own_config, own);
	drop(&t);
}

static void check_error(const char *text, const char *msg, const char *hint)
{
	struct scratch t;

	CHECK_INT(read_ini(&t, text), -1);
	CHECK_INT(t.e.kind, ERR_USAGE);
	CHECK_CONTAINS(t.e.msg, msg);
	CHECK_CONTAINS(t.e.msg, t.ini);
	if (hint)
		CHECK_CONTAINS(t.e.hint, hint);
	drop(&t);
}

TEST(what_is_wrong_in_an_ini_is_named_with_its_line)
{
	check_error("[machine]\nmemroy = 3\n", "jiffy.ini:2: unknown key 'memroy'", "'memory'");
	check_error("[machin]\nmemory = 3\n", "jiffy.ini:2: unknown section [machin]", "[machine]");
	check_error("\n\n[machine]\nmemory = much\n", "jiffy.ini:4: 'much'", NULL);
	check_error("memory = 3\n", "jiffy.ini:1:", NULL);
}

TEST(without_an_ini_the_own_fragments_are_the_persons)
{
	struct settings s;
	_cleanup_err_ struct err e = ERR_INIT;

	setenv("XDG_CONFIG_HOME", "/some where", 1);
	settings_init(&s);
	CHECK_OK(settings_read_ini(&s, "/", &e), &e);
	CHECK(!s.ini);
	CHECK_STR(s.kernel_own_config, "/some where/jiffy/kernel.config");
	settings_free(&s);
}

TEST(an_own_fragment_keeps_its_comments)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_sb_ struct strbuf diff = {0}, again = {0};
	_cleanup_free_ char *text = NULL, *same = NULL;

	kconfig_request_add(&w, "A", "n", "here");
	kconfig_request_add(&w, "B", "y", "here");
	kconfig_request_add(&w, "AB", "\"x\"", "here");
	text = fragment_update("# why A\nCONFIG_A=y\nCONFIG_B=y", &w, &diff);
	CHECK_STR(text, "# why A\n# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_AB=\"x\"\n");
	CHECK_STR(sb_str(&diff), "-CONFIG_A=y\n+# CONFIG_A is not set\n+CONFIG_AB=\"x\"\n");
	same = fragment_update(text, &w, &again);
	CHECK_STR(same, text);
	CHECK_INT(again.len, 0);
}

TEST_MAIN()
