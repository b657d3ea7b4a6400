/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real boots, in tests/data/boots: what 'jiffy run -k vmlinux --append ignore_loglevel -- true'
 * left of each kernel, on x86_64 without KVM. Of outcome.json only the figures are kept, and of the
 * sizes only the sections.
 */
#include "base/file/fs.h"
#include "base/file/path.h"
#include "report/facts.h"
#include "test.h"

#define KIB UINT64_C(1024)

static const char *const folders[] = {"linux-5.10", "linux-6.1", "linux-6.12", "linux-7.2"};
#define BOOTS ARRAY_SIZE(folders)

/* By hand: the line's time (boot-log.c says which), less the clocks' difference, plus 'zero'. */
static const struct {
	const char *release;
	int64_t ahead_ns;
	uint64_t marks[MARKS];		/* us */
	uint64_t starts[PHASES], total; /* ns */
} times[BOOTS] = {
	{"5.10.262",
	 38923857,
	 {145266, 302756, 538733, 542150, 408652, 457962},
	 {0, 213261506, 368672233, 513938233, 671428233, 907405233, 910822233, 1033154653},
	 1162418163},
	{"6.1.192",
	 240344879,
	 {133616, 534296, 874709, 877344, 619776, 673773},
	 {0, 257725014, 679266893, 812882893, 1213562893, 1553975893, 1556610893, 1604925289},
	 1651425650},
	{"6.12.117",
	 65055285,
	 {155045, 372861, 491553, 497256, 412546, 464123},
	 {0, 182078204, 250886102, 405931102, 623747102, 742439102, 748142102, 766531806},
	 875150255},
	{"7.2.13",
	 50048352,
	 {113645, 371186, 524239, 526354, 422487, 485778},
	 {0, 99611116, 161510735, 275155735, 532696735, 685749735, 687864735, 707083688},
	 749873770},
};

static const char *const names[PHASES] = {
	"QEMU starts, reads the kernel",
	"firmware, first instructions",
	"kernel: processor, memory",
	"kernel: scheduler, interrupts",
	"kernel: initcalls",
	"kernel: init memory freed",
	"kernel: exec of /init",
	"/init",
};

static void read_file(size_t i, const char *name, struct strbuf *out)
{
	_cleanup_free_ char *path =
		path_joinf(getenv("SRCDIR"), "tests/data/boots/%s/%s", folders[i], name);
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(fs_read(path, out, &e), &e);
}

/* log: "kmsg.log" or "console.log" */
static void read_boot(size_t i, const char *log, struct facts *f)
{
	_cleanup_sb_ struct strbuf outcome = {0}, lines = {0}, sizes = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	read_file(i, "outcome.json", &outcome);
	read_file(i, log, &lines);
	read_file(i, "kernel.sizes", &sizes);
	sizes_parse(sb_str(&sizes), sizes.len, &f->sizes);
	f->has_sizes = true;
	f->boots = xcalloc(1, sizeof(*f->boots));
	f->n_boots = 1;
	CHECK_OK(boot_read(&f->boots[0], sb_str(&outcome), outcome.len, &lines, &f->sizes,
			   &f->release, &e),
		 &e);
}

static void check_times(size_t i, const char *log)
{
	_cleanup_facts_ struct facts f = {0};
	const struct boot *b;
	const struct timeline *t;

	read_boot(i, log, &f);
	b = &f.boots[0];
	t = &b->timeline;
	CHECK_STR(f.release, times[i].release);
	CHECK_INT(b->log.ahead_ns, times[i].ahead_ns);
	for (size_t m = 0; m < MARKS; m++)
		CHECK_INT(b->log.marks[m], times[i].marks[m]);
	for (size_t p = 0; p < PHASES; p++) {
		CHECK_STR(t->names[p], names[p]);
		CHECK_INT(t->phases[p].from, times[i].starts[p]);
		CHECK_INT(t->phases[p].to,
			  p + 1 < PHASES ? times[i].starts[p + 1] : times[i].total);
	}
	CHECK_INT(span_ns(&t->unpack),
		  (times[i].marks[MARK_UNPACKED] - times[i].marks[MARK_UNPACK]) * 1000);
	CHECK(t->unpack.from > t->phases[PHASE_INITCALLS].from);
	CHECK(t->unpack.to < t->phases[PHASE_INITCALLS].to);
}

TEST(phases_from_records)
{
	for (size_t i = 0; i < BOOTS; i++)
		check_times(i, "kmsg.log");
}

TEST(phases_from_the_console)
{
	for (size_t i = 0; i < BOOTS; i++)
		check_times(i, "console.log");
}

/* Bytes. What the kernel itself says of its image ("Memory: …", in KiB): text and bss. */
static const struct {
	uint64_t text_kib, bss_kib, rows[MEMORY_ROWS];
} memory[BOOTS] = {
	{2049,
	 252,
	 {2098996, 513420, 831340, 258048, 0, 4194304, 979924, 10018816, 229376, 49152, 32768,
	  2359296, 45056, 499712}},
	{2256,
	 252,
	 {2310424, 605296, 820412, 258048, 0, 4194304, 1547708, 10170368, 245760, 36864, 32768,
	  2359296, 32768, 503808}},
	{2448,
	 248,
	 {2506752, 681276, 840008, 253952, 0, 4194304, 1546620, 10207232, 278528, 315392, 32768,
	  2359296, 36864, 233472}},
	{2783,
	 236,
	 {2850616, 769832, 833504, 241664, 0, 4194304, 1558976, 10633216, 262144, 368640, 32768,
	  2359296, 49152, 208896}},
};

TEST(memory_adds_up)
{
	for (size_t i = 0; i < BOOTS; i++) {
		_cleanup_facts_ struct facts f = {0};
		const struct memory_map *m;
		uint64_t sum = 0;

		read_boot(i, "kmsg.log", &f);
		m = &f.boots[0].map;
		for (size_t r = 0; r < MEMORY_ROWS; r++) {
			CHECK_INT(m->rows[r], memory[i].rows[r]);
			sum += m->rows[r];
		}
		CHECK_INT(m->used, sum);
		CHECK_INT(m->used, 256 * KIB * KIB - f.boots[0].memory.free);
		CHECK_INT(m->rows[MEMORY_TEXT] / KIB, memory[i].text_kib);
		CHECK_INT(m->rows[MEMORY_BSS] / KIB, memory[i].bss_kib);
	}
}

/* Without its first lines, the log does not say what "Memory: " means. */
TEST(a_log_without_its_begin)
{
	for (size_t i = 0; i < BOOTS; i++) {
		_cleanup_sb_ struct strbuf lines = {0};
		struct boot_log l;
		const char *from;

		read_file(i, "kmsg.log", &lines);
		from = strstr(sb_str(&lines), ";Memory: ");
		REQUIRE(from);
		from = strchr(from, '\n') + 1;
		boot_log_read(from, strlen(from), &l);
		CHECK_STR(l.release, NULL);
		CHECK_INT(l.marks[MARK_INITCALLS], times[i].marks[MARK_INITCALLS]);
		/* the line "SLUB: " comes after it only in the older two */
		CHECK_INT(l.marks[MARK_MEMORY], i < 2 ? times[i].marks[MARK_MEMORY] : BOOT_UNKNOWN);
		boot_log_free(&l);
	}
}

TEST_MAIN()
