/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What jiffy needs on the host, from data/packages. The file describes its own format; the wrapper
 * reads it, too.
 */
#ifndef JIFFY_SETTINGS_PACKAGES_H
#define JIFFY_SETTINGS_PACKAGES_H

#include "base/err.h"
#include "base/strv.h"

/* in the order of the table's columns */
enum package_manager {
	PACKAGES_APT,
	PACKAGES_DNF,
	PACKAGES_PACMAN,
	PACKAGES_ZYPPER,
	PACKAGES_MANAGERS
};

struct package_item {
	char *group;			/* what needs it: "build", "kernel", "qemu@x86_64" */
	char *check;			/* "cmd:NAME", "pc:NAME", "file:GLOB,…" */
	char *names[PACKAGES_MANAGERS]; /* the package that contains it; NULL: not needed there */
};

struct packages {
	struct package_item *v;
	size_t n, cap;
};
#define _cleanup_packages_ _cleanup_(packages_free)

int packages_load(struct packages *p, const char *datadir, struct err *e);
void packages_free(struct packages *p);
/* Adds the names of the groups, each once, in the table's order. */
void packages_groups(const struct packages *p, struct strv *out);
/* Whether it is installed: looks at $PATH and files, or runs pkg-config. */
bool packages_present(const struct package_item *item);
/* What the check looks for: "meson", "libarchive", "/usr/src/linux-source-*.tar.*". Borrowed. */
const char *packages_thing(const struct package_item *item);

/* The host's package manager; PACKAGES_MANAGERS when it has none that jiffy knows. */
enum package_manager packages_manager(void);
/*
 * Adds what is missing from a group (NULL: from all groups), each once. 'things' gets programs and
 * libraries by their own names and files by their package's name; 'names' gets the packages, or
 * nothing without a known manager. Either may be NULL.
 */
void packages_missing(const struct packages *p, const char *group, enum package_manager manager,
		      struct strv *things, struct strv *names);
/*
 * Fails when a program or file of the group is missing; the error says that 'what' ("the kernel")
 * cannot be built, and what is missing. Libraries are not looked for, since that takes a process:
 * make complains about them.
 */
int packages_require(const char *datadir, const char *group, const char *what, struct err *e);
/*
 * The command that installs the packages, with sudo unless 'root'. NULL without a manager or
 * packages. Caller's.
 */
char *packages_command(const struct strv *names, enum package_manager manager, bool root);

#endif
