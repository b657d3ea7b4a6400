/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ELF file says of itself (ELF gABI 4.1; System V ABI, "Dynamic Linking"), by libelf. Read by the
 * program headers, so that a stripped section table does not matter. The file may be garbage.
 */
#ifndef JIFFY_BASE_FILE_ELF_H
#define JIFFY_BASE_FILE_ELF_H

#include "base/err.h"
#include "base/strv.h"

struct elf_info {
	int bits;	  /* 32 or 64: its class */
	unsigned machine; /* e_machine */
	uint64_t end;	  /* physical address behind what is loaded (PT_LOAD); 0: nothing is */
	bool program; /* executable, position-independent one or shared object: not an object file or core */
	char *interp;	    /* PT_INTERP, or NULL */
	struct strv needed; /* DT_NEEDED, in order */
	char *soname, *rpath,
		*runpath; /* DT_SONAME, DT_RPATH, DT_RUNPATH as they stand there, or NULL */
};

/* A section that is in memory when the program runs. */
struct elf_section {
	char *name;
	uint64_t address, size;
	uint64_t padding; /* of size: long runs of one byte in code, which align what follows */
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

/* Whether a file that begins like this is meant to be ELF. */
bool elf_magic(const void *head, size_t n);
int elf_read(const char *path, struct elf_info *out, struct err *e);
/* By the section headers: what a linked kernel is made of. */
int elf_read_layout(const char *path, struct elf_layout *out, struct err *e);
void elf_layout_free(struct elf_layout *l);
/* Whether it runs without anything else. */
bool elf_is_static(const struct elf_info *i);
/* Whether the file at 'path' is a program or shared object of that class and machine. */
bool elf_is_like(const char *path, const struct elf_info *i);
/* Name of an e_machine for people: "x86-64", "machine 1234". Caller's. */
char *elf_machine_name(unsigned machine);
void elf_info_free(struct elf_info *i);
#define _cleanup_elf_ _cleanup_(elf_info_free)

#endif
