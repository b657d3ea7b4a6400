/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running a tree's own make, out of tree (O=), in an environment that is the same for everybody.
 *
 * kbuild refuses folders with spaces and colons in their names, and stumbles over quotes. For these the
 * tree and the build folder get plain names in a mount namespace that only make sees. The names are
 * fixed, since they end up in the objects' command lines: a later make finds everything up to date.
 */
#ifndef JIFFY_IMAGE_KBUILD_KBUILD_H
#define JIFFY_IMAGE_KBUILD_KBUILD_H

#include "base/process/proc.h"
#include "image/step/build.h"

struct kbuild {
	const struct build *b;
	const char *what;		      /* for messages: "kernel" */
	const char *step;		      /* of the progress */
	char *src, *dir, *obj;		      /* real paths; obj is <dir>/obj */
	char *make_src, *make_dir, *make_obj; /* as make sees them */
	bool namespaced;		      /* make_* differ from the real ones */
	uint64_t total;			      /* steps to expect, for the progress; 0: not known */
	uint64_t done;			      /* steps that the last kbuild_make() ran */
};
#define _cleanup_kbuild_ _cleanup_(kbuild_free)

void kbuild_init(struct kbuild *k, const struct build *b, const char *what, const char *src,
		 const char *dir);
void kbuild_free(struct kbuild *k);

/* Whether kbuild and its shell lines can take the path as it is. */
bool kbuild_plain_path(const char *path);
/* The text with paths below make's own folders as people know them: files of the tree relative to it. Caller's. */
char *kbuild_real_text(const struct kbuild *k, const char *text);

/* The compiler of the target by name: the setting's, else gcc with the cross prefix. Caller's. */
char *kbuild_compiler(const struct build *b);

/* argv, environment and namespace of "make O=… ARCH=… args". */
void kbuild_prepare(struct kbuild *k, struct proc *p, const struct strv *args);
/* Namespace and working directory (obj) for any other program. */
void kbuild_place(struct kbuild *k, struct proc *p);
/*
 * Runs make with its output in 'log', which starts anew, and its steps as progress. A failure is of kind
 * ERR_BUILD, with the lines that matter as detail.
 */
int kbuild_make(struct kbuild *k, const struct strv *args, const char *log, struct err *e);
/* The same on the terminal, for menuconfig; only its complaints are in 'log'. */
int kbuild_menu(struct kbuild *k, const struct strv *args, const char *log, struct err *e);

#endif
