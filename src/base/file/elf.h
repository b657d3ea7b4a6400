/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads ELF files with libelf (ELF gABI 4.1; System V ABI, "Dynamic Linking"). elf_read() uses the
 * program headers, since the section table may be stripped. A file may be garbage.
 */
#ifndef JIFFY_BASE_FILE_ELF_H
#define JIFFY_BASE_FILE_ELF_H

#include "base/err.h"
#include "base/strv.h"

/*
 * The processors that a file is for. e_machine alone is not enough: big- and little-endian ones
 * share numbers.
 */
struct elf_kind {
	int bits;	  /* 32 or 64: its class */
	bool big;	  /* big-endian */
	unsigned machine; /* e_machine */
};

struct elf_info {
	struct elf_kind kind;
	uint64_t virtual_top; /* virtual address of its highest PT_LOAD segment */
	uint64_t file_end;    /* where they end in the file */
	uint64_t start, end;  /* physical addresses of its PT_LOAD segments; 0, 0: none */
	bool program;	      /* an executable or a shared object, not an object file or a core */
	char *interp;	      /* PT_INTERP, or NULL */
	struct strv needed;   /* DT_NEEDED, in order */
	char *soname, *rpath, *runpath; /* DT_SONAME, DT_RPATH, DT_RUNPATH unchanged, or NULL */
};

/* A section that is in memory when the program runs. */
struct elf_section {
	char *name;
	uint64_t address, size;
	uint64_t padding; /* part of size: long runs of one byte in code, for alignment */
	bool code, writable, in_file;
};

/* A function or object that has a size. */
struct elf_symbol {
	char *name;
	uint64_t address, size;
	size_t section; /* index into sections */
};

struct elf_layout {
	struct elf_section *sections;
	size_t n_sections;
	struct elf_symbol *symbols; /* in the table's order */
	size_t n_symbols;
	uint64_t init_begin, init_end; /* __init_begin, __init_end of a kernel; 0: none */
};

/* Whether a file with these first bytes claims to be ELF. */
bool elf_magic(const void *head, size_t n);
int elf_read(const char *path, struct elf_info *out, struct err *e);
/* Reads the sections and symbols of a linked kernel. */
int elf_read_layout(const char *path, struct elf_layout *out, struct err *e);
void elf_layout_free(struct elf_layout *l);
/* Whether the program runs without a loader and libraries. */
bool elf_is_static(const struct elf_info *i);
bool elf_kind_equal(const struct elf_kind *a, const struct elf_kind *b);
/* Whether the file at 'path' is a program or shared object of the same kind. */
bool elf_is_like(const char *path, const struct elf_info *i);
/* For people: "x86-64", "AArch64, big-endian", "machine 1234". Caller's. */
char *elf_kind_name(const struct elf_kind *k);
/* Whether a PT_NOTE segment has a note of this type, whoever its owner is. */
bool elf_has_note(const char *path, unsigned type);
void elf_info_free(struct elf_info *i);
#define _cleanup_elf_ _cleanup_(elf_info_free)

#endif
