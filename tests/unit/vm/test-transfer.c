/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both sides of wire/files.h, also with a hostile guest's records. */
#include <errno.h>
#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "test.h"
#include "wire/pack.h"
#include "wire/unpack.h"

static char *scratch(void)
{
	return temporary_dir("jiffy-test");
}

static void forget(const char *dir)
{
	struct err e = ERR_INIT;

	CHECK(fs_remove(dir, &e) == 0);
	err_free(&e);
}

static const char *record(struct unpacker *u, unsigned kind, uint32_t value, const char *p,
			  size_t n)
{
	uint8_t buf[FILES_RECORD];
	struct files_record r;

	files_put(buf, kind, value, p, n);
	if (!files_get(buf, &r))
		return "no record";
	return unpack_record(u, &r);
}

static void mode_is(const char *dir, const char *name, mode_t mode)
{
	_cleanup_free_ char *path = path_join(dir, name);
	struct stat st;

	CHECK(lstat(path, &st) == 0);
	CHECK_INT(st.st_mode & 07777, mode);
}

TEST(a_tree_travels)
{
	static const char odd[] = "new\nline \xff";
	_cleanup_free_ char *dir = scratch(), *from = path_join(dir, "from"),
			    *sub = path_join(from, "sub"), *file = path_join(from, odd),
			    *link = path_join(from, "link"), *fifo = path_join(sub, "fifo"),
			    *copy = path_join(dir, "to/copy"), *there = path_join(copy, odd);
	_cleanup_sb_ struct strbuf text = {0};
	uint8_t buf[FILES_RECORD];
	unsigned skipped = 0;
	struct err e = ERR_INIT;
	struct packer p;
	struct unpacker u;
	char to[8] = "";

	CHECK(fs_mkdir_p(sub, 0755, &e) == 0 && fs_write(file, "text", 4, 0640, &e) == 0);
	CHECK(symlink("/etc", link) == 0 && mkfifo(fifo, 0600) == 0 && chmod(sub, 0500) == 0);
	CHECK(chmod(file, 06751) == 0);
	CHECK(unpack_begin(&u, copy, "other", 0777) == 0);
	pack_begin(&p, from);
	while (pack_next(&p, buf)) {
		struct files_record r;

		CHECK(files_get(buf, &r));
		if (r.kind == FILES_SKIPPED)
			skipped++;
		else
			CHECK(!unpack_record(&u, &r));
	}
	CHECK(u.ended);
	CHECK_INT(skipped, 1);
	pack_end(&p);
	unpack_end(&u);
	CHECK(fs_read(there, &text, &e) == 0);
	CHECK_STR(sb_str(&text), "text");
	mode_is(copy, odd, 0751);
	mode_is(copy, "sub", 0500);
	free(link);
	link = path_join(copy, "link");
	CHECK_INT(readlink(link, to, sizeof(to) - 1), 4);
	CHECK_STR(to, "/etc");
	forget(dir);
}

TEST(names_lead_nowhere)
{
	static const struct {
		const char *name;
		size_t n;
	} bad[] = {{"..", 2}, {".", 1}, {"", 0}, {"a/b", 3}, {"/etc", 4}, {"../x", 4}, {"a\0b", 3}};
	static const unsigned kinds[] = {FILES_FILE, FILES_ENTER};

	for (size_t i = 0; i < ARRAY_SIZE(bad) * ARRAY_SIZE(kinds); i++) {
		_cleanup_free_ char *dir = scratch();
		struct unpacker u;
		const char *why;

		CHECK(unpack_begin(&u, dir, "tree", 0777) == 0);
		CHECK(!record(&u, FILES_ENTER, 0, "x", 1));
		why = record(&u, kinds[i % 2], 0644, bad[i / 2].name, bad[i / 2].n);
		CHECK_STR(why, "an invalid name");
		unpack_end(&u);
		forget(dir);
	}
}

/* A link that the guest made is not followed. */
TEST(links_lead_nowhere)
{
	_cleanup_free_ char *dir = scratch(), *victim = path_join(dir, "victim"),
			    *in = path_join(dir, "in"), *kept = path_join(victim, "kept");
	_cleanup_free_ char *text = NULL;
	_cleanup_sb_ struct strbuf content = {0};
	struct err e = ERR_INIT;
	struct unpacker u;
	const char *why;
	size_t n = 2 + strlen(victim);

	free(text);
	text = xcalloc(1, n + 1);
	text[0] = 'l';
	strcpy(text + 2, victim);
	CHECK(fs_mkdir_p(victim, 0755, &e) == 0 && fs_mkdir_p(in, 0755, &e) == 0);
	CHECK(fs_write_str(kept, "mine", &e) == 0);
	CHECK(unpack_begin(&u, in, "tree", 0777) == 0);
	CHECK(!record(&u, FILES_ENTER, 0, "x", 1));
	CHECK(!record(&u, FILES_LINK, 0, text, n));
	why = record(&u, FILES_ENTER, 0, "l", 1);
	CHECK_STR(why, "");
	CHECK(u.errnum == ENOTDIR || u.errnum == ELOOP);
	/* a file of the same name takes the link's place */
	free(text);
	text = xcalloc(1, n + 6);
	text[0] = 'k';
	strcpy(text + 2, kept);
	CHECK(!record(&u, FILES_LINK, 0, text, 2 + strlen(kept)));
	CHECK(!record(&u, FILES_FILE, 0644, "k", 1));
	CHECK(!record(&u, FILES_DATA, 0, "theirs", 6));
	CHECK(!record(&u, FILES_CLOSE, 0, NULL, 0));
	CHECK(fs_read(kept, &content, &e) == 0);
	CHECK_STR(sb_str(&content), "mine");
	unpack_end(&u);
	forget(dir);
}

TEST(an_incomplete_file_does_not_replace_the_old_one)
{
	_cleanup_free_ char *dir = scratch(), *old = path_join(dir, "f");
	_cleanup_strv_ struct strv names = {0};
	_cleanup_sb_ struct strbuf content = {0};
	struct err e = ERR_INIT;
	struct unpacker u;

	CHECK(fs_write_str(old, "old", &e) == 0);
	CHECK(unpack_begin(&u, old, "f", 0777) == 0);
	CHECK(!record(&u, FILES_FILE, 0644, "?", 1));
	CHECK(!record(&u, FILES_DATA, 0, "new", 3));
	unpack_end(&u);
	CHECK(fs_read(old, &content, &e) == 0);
	CHECK_STR(sb_str(&content), "old");
	CHECK(fs_list(dir, &names, &e) == 0);
	CHECK_INT(names.n, 1);
	forget(dir);
}

TEST(records_out_of_turn)
{
	static const unsigned first[] = {FILES_DATA, FILES_CLOSE, FILES_LEAVE, FILES_END};

	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		_cleanup_free_ char *dir = scratch();
		struct unpacker u;
		const char *why;

		CHECK(unpack_begin(&u, dir, "tree", 0777) == 0);
		why = record(&u, first[i], 0, NULL, 0);
		CHECK(why && *why);
		unpack_end(&u);
		forget(dir);
	}
}

TEST(only_one_tree_and_not_too_deep)
{
	_cleanup_free_ char *dir = scratch();
	const char *why = NULL;
	struct unpacker u;
	unsigned depth = 0;

	CHECK(unpack_begin(&u, dir, "tree", 0777) == 0);
	while (!(why = record(&u, FILES_ENTER, 0, "d", 1)))
		depth++;
	CHECK_STR(why, "");
	CHECK_INT(u.errnum, ENAMETOOLONG);
	CHECK_INT(depth, FILES_DEPTH);
	while (depth--)
		CHECK(!record(&u, FILES_LEAVE, 0755, NULL, 0));
	why = record(&u, FILES_ENTER, 0, "d", 1);
	CHECK_STR(why, "a second tree");
	unpack_end(&u);
	forget(dir);
}

TEST_MAIN()
