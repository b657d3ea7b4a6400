/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What jiffy needs on this machine: the table data/packages, from which the wrapper installs and which
 * describes its own format.
 */
#ifndef JIFFY_SETTINGS_PACKAGES_H
#define JIFFY_SETTINGS_PACKAGES_H

#include "base/err.h"
#include "base/strv.h"

/* In the order of the table's columns. */
enum package_manager {
	PACKAGES_APT,
	PACKAGES_DNF,
	PACKAGES_PACMAN,
	PACKAGES_ZYPPER,
	PACKAGES_MANAGERS
};

struct package_item {
	char *group;			/* what needs it: "build", "kernel" … */
	char *check;			/* "cmd:NAME", "pc:NAME", "file:GLOB,…" */
	char *names[PACKAGES_MANAGERS]; /* the package that brings it; NULL: not needed there */
};

struct packages {
	struct package_item *v;
	size_t n, cap;
};
#define _cleanup_packages_ _cleanup_(packages_free)

int packages_load(struct packages *p, const char *datadir, struct err *e);
void packages_free(struct packages *p);
/* The groups' names, each once, in the table's order. */
void packages_groups(const struct packages *p, struct strv *out);
/* Whether it is on this machine: looks at $PATH and files, or asks pkg-config. */
bool packages_present(const struct package_item *item);
/* What the check looks for: "meson", "libarchive", "/usr/src/linux-source-*.tar.*". Not the caller's. */
const char *packages_thing(const struct package_item *item);

/* The machine's own manager; PACKAGES_MANAGERS when jiffy knows none that is here. */
enum package_manager packages_manager(void);
/*
 * What is missing of one group (NULL: of all): 'things' gets programs and libraries by their own names
 * and files by their package's, 'names' the packages, each once; either may be NULL. Without a known
 * manager, names gets nothing.
 */
void packages_missing(const struct packages *p, const char *group, enum package_manager manager,
		      struct strv *things, struct strv *names);
/*
 * 0 when all programs and files that the group lists are here (libraries are left to make, since no process is
 * started to ask for them). Else the error says that 'what' ("the kernel") cannot be built,
 * and what of it is missing.
 */
int packages_require(const char *datadir, const char *group, const char *what, struct err *e);
/*
 * The command that installs these packages, with sudo unless we are root. NULL without a manager or
 * packages. Caller's.
 */
char *packages_command(const struct strv *names, enum package_manager manager, bool root);

#endif
