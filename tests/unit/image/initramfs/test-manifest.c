/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/manifest-text.h"
#include "image/initramfs/manifest.h"
#include "scratch.h"

/* "type path" of each entry in the archive's order. */
static char *listing(const struct manifest *m)
{
	_cleanup_free_ const struct manifest_entry **order = manifest_sorted(m);
	struct strbuf out = {0};

	for (size_t i = 0; i < m->n; i++)
		sb_addf(&out, "%c%s ", "fdnlp"[order[i]->type], order[i] -> path);
	return sb_detach(&out);
}

#define CHECK_LIST(m, text)                                                                        \
	do {                                                                                       \
		_cleanup_free_ char *list__ = listing(m);                                          \
		CHECK_STR(list__, text);                                                           \
	} while (0)

TEST(sorted_with_parents)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_file(&m, "/usr/bin/x", "/host/x", 0755, &e), &e);
	CHECK_OK(manifest_text(&m, "/etc/motd", "hello", 0644, &e), &e);
	CHECK_OK(manifest_nod(&m, "/dev/null", 'c', 1, 3, 0666, &e), &e);
	CHECK_OK(manifest_pipe(&m, "/usr-local", 0600, &e), &e);
	CHECK_OK(manifest_slink(&m, "/bin", "usr/bin", &e), &e);
	CHECK_LIST(&m, "l/bin d/dev n/dev/null d/etc f/etc/motd d/usr p/usr-local d/usr/bin "
		       "f/usr/bin/x ");
	CHECK_INT(manifest_find(&m, "/usr")->mode, 0755);
	CHECK_STR(manifest_find(&m, "/etc/motd")->data, "hello");
	CHECK_INT(manifest_find(&m, "/etc/motd")->size, 5);
	CHECK(!manifest_find(&m, "/us"));
	CHECK(!manifest_find(&m, "usr"));
}

TEST(a_later_entry_replaces)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_slink(&m, "/bin/ls", "/bin/busybox", &e), &e);
	CHECK_OK(manifest_file(&m, "/bin/ls", "/host/ls", 0755, &e), &e);
	CHECK_OK(manifest_dir(&m, "/bin", 0700, &e), &e);
	CHECK_LIST(&m, "d/bin f/bin/ls ");
	CHECK_STR(manifest_find(&m, "/bin/ls")->host, "/host/ls");
	CHECK_STR(manifest_find(&m, "/bin/ls")->data, NULL);
	CHECK_INT(manifest_find(&m, "/bin")->mode, 0700);
}

TEST(a_folder_stays_a_folder)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_dir(&m, "/a/b", 0755, &e), &e);
	CHECK_INT(manifest_slink(&m, "/a/b", "c", &e), -1);
	CHECK_STR(e.msg, "'/a/b' is a folder in the guest already");
	CHECK_INT(manifest_text(&m, "/", "x", 0644, &e), -1);
	CHECK_STR(e.msg, "'/' is a folder in the guest already");
	CHECK_OK(manifest_dir(&m, "/", 0700, &e), &e);
	CHECK_OK(manifest_text(&m, "/a/file", "x", 0644, &e), &e);
	CHECK_INT(manifest_dir(&m, "/a/file/below", 0755, &e), -1);
	CHECK_STR(e.msg,
		  "cannot put '/a/file/below' into the guest: '/a/file' is not a folder there");
	CHECK_LIST(&m, "d/a d/a/b f/a/file ");
}

TEST(paths_are_made_clean)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_text(&m, "//a/./b//../c/", "x", 0644, &e), &e);
	CHECK_OK(manifest_text(&m, "/../..", "x", 0644, &e) ? 0 : -1, &e);
	CHECK_LIST(&m, "d/a f/a/c ");
	CHECK_INT(manifest_dir(&m, "bin", 0755, &e), -1);
	CHECK_STR(e.msg, "path in the guest does not start with '/': 'bin'");
	CHECK_INT(manifest_dir(&m, "", 0755, &e), -1);
}

TEST(links_on_the_way_are_followed)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_slink(&m, "/lib64", "usr/lib64", &e), &e);
	CHECK_OK(manifest_slink(&m, "/usr/lib64", "../real", &e), &e);
	CHECK_OK(manifest_text(&m, "/lib64/ld.so", "x", 0755, &e), &e);
	CHECK_OK(manifest_dir(&m, "/lib64", 0700, &e), &e);
	CHECK_LIST(&m, "l/lib64 d/real f/real/ld.so d/usr l/usr/lib64 ");
	CHECK_INT(manifest_find(&m, "/real")->mode, 0700);
	CHECK_STR(manifest_find(&m, "/usr/lib64/ld.so")->path, "/real/ld.so");
	CHECK_OK(manifest_slink(&m, "/round", "about", &e), &e);
	CHECK_OK(manifest_slink(&m, "/about", "/round", &e), &e);
	CHECK_INT(manifest_text(&m, "/round/x", "x", 0644, &e), -1);
	CHECK_STR(e.msg, "links in the guest form a loop: '/round/x'");
	CHECK(!manifest_find(&m, "/round/x"));
}

TEST(what_the_kernel_would_pass_over_is_an_error)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf name = {0}, path = {0};

	for (int i = 0; i < 256; i++)
		sb_addc(&name, 'n');
	sb_addf(&path, "/%s", sb_str(&name));
	CHECK_INT(manifest_dir(&m, sb_str(&path), 0755, &e), -1);
	CHECK_CONTAINS(e.msg, "name in the guest is longer than 255 bytes");
	CHECK_OK(manifest_dir(&m, (sb_truncate(&path, 256), sb_str(&path)), 0755, &e), &e);
	while (path.len < 4096)
		sb_add(&path, "/x");
	CHECK_INT(manifest_dir(&m, sb_str(&path), 0755, &e), -1);
	CHECK_CONTAINS(e.msg, "path in the guest is longer than 4095 bytes");
	CHECK_INT(manifest_slink(&m, "/link", sb_str(&path), &e), -1);
	CHECK_INT(manifest_slink(&m, "/link", "", &e), -1);
	CHECK_INT(manifest_nod(&m, "/nod", 'x', 1, 1, 0600, &e), -1);
	CHECK_INT(manifest_nod(&m, "/nod", 'b', 4096, 1, 0600, &e), -1);
	CHECK_INT(manifest_nod(&m, "/nod", 'b', 1, 1 << 20, 0600, &e), -1);
	CHECK_INT(manifest_pipe(&m, "/pipe", 010000, &e), -1);
	CHECK_INT(m.n, 1);
}

#define AWKWARD "/a b/\"q\" 'r'\t\\040/\xc3\xa9\xff"

TEST(each_entry_is_printed_as_one_line)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_sb_ struct strbuf out = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_file(&m, AWKWARD, "/host/x y", 04755, &e), &e);
	CHECK_OK(manifest_slink(&m, "/link", "to a b", &e), &e);
	CHECK_OK(manifest_nod(&m, "/dev/sda", 'b', 8, 0, 0660, &e), &e);
	CHECK_OK(manifest_pipe(&m, "/pipe", 0600, &e), &e);
	manifest_print(&m, &out);
	CHECK_CONTAINS(sb_str(&out), "file /a\\040b/\"q\"\\040'r'\\011\\134040/\xc3\xa9\xff "
				     "/host/x\\040y 4755 0 0\n");
	CHECK_CONTAINS(sb_str(&out), "nod /dev/sda 0660 0 0 b 8 0\n");
	CHECK_CONTAINS(sb_str(&out), "slink /link to\\040a\\040b 0777 0 0\n");
	CHECK_CONTAINS(sb_str(&out), "pipe /pipe 0600 0 0\n");
}

TEST(in_memory_content_is_a_comment)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_sb_ struct strbuf out = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_text(&m, "/motd", "hello\n", 0644, &e), &e);
	manifest_print(&m, &out);
	CHECK_STR(sb_str(&out), "# file /motd (6 bytes) 0644 0 0\n");
}

/* In the worst order, with many replacements: if this were quadratic, it would take minutes. */
TEST(many_entries)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ const struct manifest_entry **order = NULL;
	_cleanup_err_ struct err e = ERR_INIT;
	const int n = 60000;
	int failed = 0, unsorted = 0;

	for (int round = 0; round < 2; round++) {
		for (int i = n; i-- > 0;) {
			_cleanup_free_ char *path = xasprintf("/d%d/f%05d", i % 50, i);

			failed += manifest_text(&m, path, round ? "b" : "a", 0644, &e) != 0;
		}
	}
	CHECK_INT(failed, 0);
	CHECK_INT(m.n, n + 50);
	order = manifest_sorted(&m);
	for (size_t i = 1; i < m.n; i++)
		unsorted += strcmp(order[i - 1]->path, order[i]->path) >= 0;
	CHECK_INT(unsorted, 0);
	CHECK_STR(manifest_find(&m, "/d1/f00001")->data, "b");
}

TEST_MAIN()
