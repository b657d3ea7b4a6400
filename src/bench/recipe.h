/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recipe by hand: the scripts of data/recipe, run as a person would type them. What they make is kept in
 * <cachedir>/build/recipe-<kernel>-<key>+<busybox>-<key>/, with a stamp; of a user's own tree, make says what is stale.
 */
#ifndef JIFFY_BENCH_RECIPE_H
#define JIFFY_BENCH_RECIPE_H

#include "image/source/source.h"

/* What is built with it, on both sides alike. Borrows everything. */
struct recipe_input {
	const struct build *b;
	const struct board *machine;	       /* the one that the recipe boots */
	const struct source *kernel, *busybox; /* trees */
};

struct recipe {
	char *dir;
	char *kernel;	 /* bzImage */
	char *initramfs; /* compressed by gzip -9 */
};

/* Error, of kind ERR_USAGE, for a source that is ready-made, and for paths that kbuild refuses. */
int recipe_check(const struct recipe_input *in, struct err *e);
/* Builds it unless that is done already. */
int recipe_build(const struct recipe_input *in, struct recipe *out, struct err *e);
/* All of it in an empty folder, which is made. */
int recipe_from_nothing(const struct recipe_input *in, const char *dir, struct err *e);
/* The archive alone, into 'archive'; *ns is what that took. What its programs say goes to the file 'log'. */
int recipe_archive(const struct recipe_input *in, const struct recipe *r, const char *archive,
		   const char *log, uint64_t *ns, struct err *e);
/* As by hand, on the terminal of a window-less QEMU; memory in bytes. Added to argv. */
void recipe_qemu(const struct recipe_input *in, const struct recipe *r, const char *qemu, bool kvm,
		 uint64_t memory, struct strv *argv);
void recipe_free(struct recipe *r);

#endif
