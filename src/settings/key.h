/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of one kind of section in an ini file, as a table: what each is called, how its value is
 * read and checked, where it is stored, and whether it must be there. Every message names the
 * section and the key.
 */
#ifndef JIFFY_SETTINGS_KEY_H
#define JIFFY_SETTINGS_KEY_H

#include "base/err.h"
#include "base/strv.h"

enum key_type {
	KEY_STRING,   /* char * */
	KEY_WORDS,    /* struct strv: split as a shell does */
	KEY_QEMU,     /* struct strv: QEMU options; the first word begins with '-' */
	KEY_APPEND,   /* char *: words for a kernel's command line; no {placeholder} but 'values' */
	KEY_FRAGMENT, /* char *: data/kernel/VALUE.config exists */
	KEY_FILE,     /* char *: data/kernel/VALUE exists */
	KEY_NUMBER,   /* uint64_t: decimal, or hexadecimal after 0x */
	KEY_YES,      /* bool: yes or no */
	KEY_CHOICE,   /* char *: one of 'values' */
	KEY_ELF,      /* struct elf_kind: "BITS little|big MACHINE" */
};

struct key {
	const char *name;
	enum key_type type;
	size_t offset; /* of the field in the section's struct, which starts zeroed */
	bool needed;
	const char *about;  /* what it is, with an example: the hint of an error */
	const char *values; /* of a KEY_CHOICE: "a|b"; of a KEY_APPEND: "{placeholder}", or NULL */
};

struct keys {
	const struct key *v;
	size_t n; /* at most 64 */
};

/*
 * Stores one value. 'given' has a bit for each key that was stored; a second value of the same key
 * is an error.
 */
int keys_store(const struct keys *k, void *base, uint64_t *given, const char *datadir,
	       const char *section, const char *name, const char *value, struct err *e);
/* Whether every needed key was given. */
int keys_check(const struct keys *k, uint64_t given, const char *section, struct err *e);
void keys_free(const struct keys *k, void *base);

#endif
