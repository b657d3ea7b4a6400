/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known about a run: one boot, or several of the same build, for medians. */
#ifndef JIFFY_REPORT_FACTS_H
#define JIFFY_REPORT_FACTS_H

#include "base/file/json.h"
#include "base/median.h"
#include "report/memory-map.h"
#include "report/timeline.h"

struct boot {
	struct outcome_times times;
	struct outcome_memory memory;
	struct boot_log log;
	struct timeline timeline; /* derived from the above, like the map */
	struct memory_map map;
};

struct facts {
	char *name;    /* "17" */
	char *folder;  /* path */
	char *release; /* of the kernel, or NULL */
	struct boot *boots;
	size_t n_boots;
	struct boot *detail; /* one more, with initcall_debug, or NULL */
	struct sizes sizes;
	bool has_sizes;
};

/*
 * Over all boots where it is known: ns to the prompt, bytes in use, ns of a phase, bytes of a row.
 * A phase: only the boots whose span holds the same phases as that of the typical boot.
 */
struct spread facts_boot(const struct facts *f);
struct spread facts_memory(const struct facts *f);
struct spread facts_phase(const struct facts *f, enum phase p);
struct spread facts_row(const struct facts *f, enum memory_row r);
/*
 * Whether two runs differ by more than chance: the rank-sum test of Mann and Whitney, two-sided, at
 * 5 %. Needs three boots of each.
 */
bool facts_boot_differs(const struct facts *a, const struct facts *b);
bool facts_memory_differs(const struct facts *a, const struct facts *b);
/* Bytes of the kernel's image in memory, all sections; 0: not known. */
uint64_t facts_kernel(const struct facts *f);
/* The boot nearest to the median, whose phases are shown. NULL: none reached its prompt. */
const struct boot *facts_typical(const struct facts *f);
/* The boot with initcalls: 'detail', else the first that has some; or NULL. */
const struct boot *facts_detail(const struct facts *f);

/* Appends ", 5 boots and one more with initcall_debug". */
void facts_about(const struct facts *f, struct strbuf *out);

/*
 * Fills a boot from the text of its outcome.json, the kernel's log (or NULL) and the kernel's sizes
 * (or NULL). Sets *release if it is NULL and the release is known: that of a kernel that somebody
 * else built only from its log. Fails if outcome.json is not JSON.
 */
int boot_read(struct boot *b, const char *outcome, size_t n, const struct strbuf *records,
	      const struct sizes *sizes, char **release, struct err *e);
void boot_free(struct boot *b);
void facts_free(struct facts *f);
#define _cleanup_facts_ _cleanup_(facts_free)

#endif
