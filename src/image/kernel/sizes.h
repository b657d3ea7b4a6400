/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel's image is made of: sizes by section and by symbol. They are kept as text beside
 * the image and in each run's folder, so that two runs can be compared after their kernels are
 * gone:
 *	section KIND BYTES NAME
 *	padding - BYTES -
 *	symbol KIND BYTES NAME
 */
#ifndef JIFFY_IMAGE_KERNEL_SIZES_H
#define JIFFY_IMAGE_KERNEL_SIZES_H

#include "base/err.h"
#include "base/strbuf.h"

#define SIZES_FILE "kernel.sizes"

enum size_kind {
	SIZE_TEXT,
	SIZE_RODATA,
	SIZE_DATA,
	SIZE_BSS,
	SIZE_INIT, /* freed before PID 1 runs: between __init_begin and __init_end, and more */
	SIZE_KINDS,
};

struct size_entry {
	char *name;
	enum size_kind kind;
	uint64_t bytes;
};

struct size_list {
	struct size_entry *v;
	size_t n;
};

/*
 * Symbols of one name and kind are one entry, and the number that a compiler appends (".123") is
 * not part of the name. A symbol with several names counts once. Both lists are sorted by name,
 * then by kind.
 */
struct sizes {
	struct size_list sections, symbols;
	uint64_t padding; /* of the code, in bytes; not in the sections' sizes */
};

/* Reads them from a vmlinux. */
int sizes_of_kernel(const char *vmlinux, struct sizes *out, struct err *e);
void sizes_text(const struct sizes *s, struct strbuf *out);
/* The file may be anything: malformed lines are skipped. */
void sizes_parse(const char *text, size_t n, struct sizes *out);
const char *size_kind_name(enum size_kind k);		       /* "text" */
uint64_t sizes_total(const struct sizes *s, enum size_kind k); /* of the sections */
void sizes_free(struct sizes *s);
#define _cleanup_sizes_ _cleanup_(sizes_free)

#endif
