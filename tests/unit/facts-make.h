/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts made by hand. */
#ifndef JIFFY_TEST_FACTS_MAKE_H
#define JIFFY_TEST_FACTS_MAKE_H

#include "report/facts.h"
#include "test.h"

#define MS    NS_PER_MS
#define KB(n) (UINT64_C(1024) * (n))

static const char made_records[] =
	"5,0,0,-;Linux version 6.1.192 #1\n"
	"6,47,20000,-;Memory: 237064K/261752K available (6144K kernel code)\n"
	"6,92,60000,-;devtmpfs: initialized\n"
	"6,98,140000,-;Freeing unused kernel image (initmem) memory: 520K\n"
	"6,100,142000,-;Run /init as init process\n";

static const char made_sizes[] = "section text 204800 .text\nsection rodata 20480 .rodata\n"
				 "section data 40960 .data\nsection bss 81920 .bss\n"
				 "section init 10240 .init.text\npadding - 4096 -\n"
				 "symbol text 1024 grows\nsymbol text 512 shrinks\n"
				 "symbol text 64 goes\nsymbol data 8 stays\n";

/*
 * One boot with this time to the prompt in ms, and this much free memory of 1 MB, 100 KB of which
 * are not in total.
 */
static inline void made_boot(struct facts *f, unsigned prompt_ms, unsigned free_kb,
			     const char *records)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf log = {0};
	_cleanup_free_ char *outcome = xasprintf(
		"{\"times_ns\":{\"qemu\":%llu,\"zero\":%llu,\"kernel\":%llu,\"init\":%llu,\"prompt\":%llu},"
		"\"memory_bytes\":{\"machine\":%llu,\"total\":%llu,\"free\":%llu,\"kernel\":%llu,\"slab\":%llu,"
		"\"stacks\":4096,\"tables\":4096,\"files\":8192,\"processes\":4096},\"kernel_release\":\"6.1<&\"}",
		30 * MS + 0ULL, 50 * MS + 0ULL, 50 * MS + 0ULL, 200 * MS + 0ULL,
		prompt_ms * MS + 0ULL, KB(1024) + 0ULL, KB(524) + 0ULL, KB(free_kb) + 0ULL,
		KB(30) + 0ULL, KB(20) + 0ULL);

	sb_add(&log, records);
	f->boots = xrealloc(f->boots, f->n_boots + 1, sizeof(*f->boots));
	CHECK_OK(boot_read(&f->boots[f->n_boots], outcome, strlen(outcome), &log,
			   f->has_sizes ? &f->sizes : NULL, &f->release, &e),
		 &e);
	f->n_boots++;
}

static inline struct facts made_facts(const char *name, const char *sizes)
{
	struct facts f = {.name = xstrdup(name), .folder = xstrdup("/runs")};

	if (sizes) {
		sizes_parse(sizes, strlen(sizes), &f.sizes);
		f.has_sizes = true;
	}
	return f;
}

#endif
