/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running a tree's own make, out of tree (O=), in an environment that is the same for everybody. If
 * the tree or build folder has an awkward path, make sees a plain one instead (namespace.h). The
 * plain paths are fixed: objects keep their command lines, which a later make must find unchanged.
 */
#ifndef JIFFY_IMAGE_KBUILD_KBUILD_H
#define JIFFY_IMAGE_KBUILD_KBUILD_H

#include "base/process/proc.h"
#include "image/kbuild/namespace.h"
#include "image/step/build.h"

struct kbuild {
	const struct build *b;
	const char *what;		      /* for messages: "kernel" */
	const char *step;		      /* of the progress */
	char *src, *dir, *obj;		      /* real paths; obj is <dir>/obj */
	char *make_src, *make_dir, *make_obj; /* as make sees them */
	bool namespaced;		      /* these differ from the real ones */
	struct namespace names;
	char *makefile; /* as make sees it, which reads it before the tree's own; NULL: none */
	uint64_t total; /* expected steps, for the progress; 0: not known */
	uint64_t done;	/* steps that the last kbuild_make() ran */
};
#define _cleanup_kbuild_ _cleanup_(kbuild_free)

void kbuild_init(struct kbuild *k, const struct build *b, const char *what, const char *src,
		 const char *dir);
void kbuild_free(struct kbuild *k);

/*
 * The text with make's paths replaced by the real ones; those of the tree's files become relative
 * to the tree. Caller's.
 */
char *kbuild_real_text(const struct kbuild *k, const char *text);

/* Prepares another program to run as make does: in obj, in the same namespace. */
void kbuild_place(struct kbuild *k, struct proc *p);
/*
 * Runs make with the arguments after e (NULL ends them) and then 'more', which may be NULL. Its
 * output replaces the file 'log', whose path is relative to dir; its steps become progress. A
 * failure is of kind ERR_BUILD, or ERR_HOST if the host lacks something, with the lines that matter
 * as detail.
 */
int kbuild_make(struct kbuild *k, const char *log, const struct strv *more, struct err *e, ...)
	__attribute__((sentinel));
/* The same on the terminal, for menuconfig; only stderr goes to the log. */
int kbuild_menu(struct kbuild *k, const char *log, const struct strv *args, struct err *e);

#endif
