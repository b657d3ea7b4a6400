/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recipe by hand: the scripts of data/recipe, run as a person would type them. Their results
 * are kept in <cachedir>/build/recipe-<kernel>-<key>+<busybox>-<key>/, with a stamp. In a user's
 * own tree, only make knows what is stale.
 */
#ifndef JIFFY_BENCH_RECIPE_H
#define JIFFY_BENCH_RECIPE_H

#include "image/source/source.h"

/* What is built, the same on both sides. Borrows everything. */
struct recipe_input {
	const struct build *b;
	const struct board *board;	       /* which the recipe boots */
	const struct source *kernel, *busybox; /* trees */
};

struct recipe {
	char *dir;
	char *kernel;	 /* bzImage */
	char *initramfs; /* compressed by gzip -9 */
};

/* Fails with ERR_USAGE for a prebuilt source and for paths that kbuild refuses. */
int recipe_check(const struct recipe_input *in, struct err *e);
/* Builds it if it is stale. */
int recipe_build(const struct recipe_input *in, struct recipe *out, struct err *e);
/* Builds everything in 'dir', which is made, and must be empty if it exists. */
int recipe_from_nothing(const struct recipe_input *in, const char *dir, struct err *e);
/*
 * Makes only the archive, at 'archive'; *ns: how long that took. The programs' output goes to the
 * file 'log'.
 */
int recipe_archive(const struct recipe_input *in, const struct recipe *r, const char *archive,
		   const char *log, uint64_t *ns, struct err *e);
/* Adds to argv what a person would type for QEMU without a window; memory in bytes. */
void recipe_qemu(const struct recipe_input *in, const struct recipe *r, const char *qemu, bool kvm,
		 uint64_t memory, struct strv *argv);
void recipe_free(struct recipe *r);

#endif
