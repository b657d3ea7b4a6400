/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PID 1's own small functions, compiled for the host. */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "guest/base/text.c"
#include "guest/channel/memory.c"
#include "guest/system/share.c"
#include "wire/numbers.c"

#include "base/file/fs.h"
#include "tests/unit/test.h"

TEST(join_cuts_off_text_that_does_not_fit)
{
	char buf[8];

	CHECK_STR(text_join(buf, sizeof(buf), "/dev/", "", "tty", NULL), "/dev/tt");
	CHECK_STR(text_join(buf, sizeof(buf), "a", "b", NULL), "ab");
	CHECK_STR(text_join(buf, sizeof(buf), NULL), "");
}

TEST(numbers)
{
	char buf[24];

	CHECK_STR(text_number(buf, 0, 1), "0");
	CHECK_STR(text_number(buf, 7, 2), "07");
	CHECK_STR(text_number(buf, 123, 2), "123");
	CHECK_STR(text_number(buf, UINT64_MAX, 1), "18446744073709551615");
	CHECK_INT(text_to_number("4:64"), 4);
	CHECK_INT(text_to_number(""), 0);
	CHECK_INT(text_to_number("-1"), 0);
}

TEST(words_of_the_command_line)
{
	const char *line =
		"console=tty0 ajiffy.rows=1 jiffy.rows=24 quiet console=ttyS0,115200 jiffy.term=";
	char v[16];

	CHECK(text_word(line, "jiffy.rows", "", v, sizeof(v)));
	CHECK_STR(v, "24");
	CHECK(text_word(line, "console", ",", v, sizeof(v)));
	CHECK_STR(v, "ttyS0");
	CHECK(text_word(line, "console", "", v, sizeof(v)));
	CHECK_STR(v, "ttyS0,115200");
	CHECK(text_word(line, "jiffy.term", "", v, sizeof(v)));
	CHECK_STR(v, "");
	CHECK(!text_word(line, "quiet", "", v, sizeof(v)));
	CHECK(!text_word(line, "jiffy.cols", "", v, sizeof(v)));
	CHECK_STR(v, "");
	CHECK(!text_word("", "a", "", v, sizeof(v)));
	CHECK(text_word("a=0123456789abcdef", "a", "", v, sizeof(v)));
	CHECK_STR(v, "0123456789abcde");
}

TEST(small_files)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test"), *path = NULL;
	char buf[6];

	path = path_join(dir, "file");
	CHECK(!text_read(path, buf, sizeof(buf)));
	CHECK_STR(buf, "");
	CHECK_OK(fs_write_str(path, "one\n", &e), &e);
	CHECK(text_read(path, buf, sizeof(buf)));
	CHECK_STR(buf, "one");
	CHECK_OK(fs_write_str(path, "much more\n", &e), &e);
	CHECK(text_read(path, buf, sizeof(buf)));
	CHECK_STR(buf, "much ");
	CHECK_OK(fs_write_str(path, "", &e), &e);
	CHECK(text_read(path, buf, sizeof(buf)));
	CHECK_STR(buf, "");
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(lines_of_meminfo)
{
	struct wire_memory m = {0};

	add_meminfo(&m, "MemTotal:         119452 kB\nSlab: 9 kB");
	add_meminfo(&m, "MemAvailable:   0 kB");
	add_meminfo(&m, "Slab:               8 kB");
	add_meminfo(&m, "SlabUnknown:       64 kB");
	add_meminfo(&m, "Percpu:             1 kB");
	CHECK_INT(m.total, 119452 * 1024);
	CHECK_INT(m.available, 0);
	CHECK_INT(m.kernel, 9 * 1024);
	CHECK_INT(m.slab, 8 * 1024);
	add_meminfo(&m, "MemFree:  7 kB");
	add_meminfo(&m, "KernelStack: 6 kB");
	add_meminfo(&m, "PageTables: 5 kB");
	add_meminfo(&m, "SecPageTables: 4 kB");
	add_meminfo(&m, "Buffers: 3 kB");
	add_meminfo(&m, "Cached: 2 kB");
	add_meminfo(&m, "SwapCached: 100 kB");
	add_meminfo(&m, "AnonPages: 1 kB");
	CHECK_INT(m.free, 7 * 1024);
	CHECK_INT(m.stacks, 6 * 1024);
	CHECK_INT(m.tables, 9 * 1024);
	CHECK_INT(m.files, 5 * 1024);
	CHECK_INT(m.processes, 1024);
	CHECK_INT(m.kernel, 24 * 1024);
}

/* The second CPU's list, in a zone of linux 6.12; other numbers of a zone are no pages at hand. */
static const char zoneinfo[] = "Node 0, zone    DMA32\n"
			       "  pages free     48000\n"
			       "      nr_free_pages 48000\n"
			       "  pagesets\n"
			       "    cpu: 0\n"
			       "              count:    1500\n"
			       "              high:     1600\n"
			       "              batch:    63\n"
			       "    cpu: 1\n"
			       "              count:    36\n"
			       "  vm stats threshold: 10\n";

TEST(free_pages_that_the_cpus_have_at_hand)
{
	struct wire_memory m = {.free = 5 * KIB, .available = 4 * KIB};
	_cleanup_free_ char *dir = temporary_dir("jiffy-test"), *path = path_join(dir, "zoneinfo");
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	/* the pieces in which it is read end within lines */
	for (int zone = 0; zone < 10; zone++)
		sb_add(&text, zoneinfo);
	CHECK_OK(fs_write_str(path, sb_str(&text), &e), &e);
	read_lines(path, add_zoneinfo, &m);
	CHECK_INT(m.free, 5 * KIB + 15360 * (uint64_t)getpagesize());
	CHECK_INT(m.available, 4 * KIB + 15360 * (uint64_t)getpagesize());
	read_lines("/nonexistent", add_zoneinfo, &m);
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(meminfo_of_this_machine)
{
	struct wire_memory m;

	memory_read(&m);
	CHECK(m.total > 0);
	CHECK(m.available <= m.total);
	CHECK(m.kernel <= m.total);
}

TEST(places_of_shared_folders)
{
	const char *line = "jiffy.share1=rw:/a%20b%09%22c%22%0a%2520%7f jiffy.share0=ro:/x "
			   "jiffy.share2= jiffy.share3=r jiffy.share4=ro:%2 jiffy.share10=rw:/y";
	struct guest_share s;

	CHECK(share_place(line, 0, &s));
	CHECK_STR(s.tag, "share0");
	CHECK_STR(s.place, "/x");
	CHECK(s.readonly);
	CHECK(share_place(line, 1, &s));
	CHECK_STR(s.tag, "share1");
	CHECK_STR(s.place, "/a b\t\"c\"\n%20\x7f");
	CHECK(!s.readonly);
	CHECK(share_place(line, 2, &s));
	CHECK(make_folders(s.place) < 0);
	CHECK(share_place(line, 3, &s));
	CHECK(make_folders(s.place) < 0);
	CHECK(share_place(line, 4, &s));
	CHECK_STR(s.place, "%2");
	CHECK(!share_place(line, 5, &s));
}

TEST_MAIN()
