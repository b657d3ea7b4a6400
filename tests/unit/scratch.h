/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tests of image/ share: a scratch cache with an awkward name, and recorded progress. */
#ifndef JIFFY_TEST_SCRATCH_H
#define JIFFY_TEST_SCRATCH_H

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/step/build.h"
#include "test.h"

struct scratch {
	struct settings set;
	struct target target;
	struct progress progress;
	struct build b;
	char *dir, *cache;
	struct strbuf told; /* a line for each event but PROGRESS_AT */
	uint64_t at_done;   /* of the last PROGRESS_AT */
	int interrupt_at;   /* written to interrupt_fd's other end at the first PROGRESS_AT; -1: not
			     */
	int pipe[2];
};

static inline void scratch_on(struct progress *p, const struct progress_event *ev)
{
	struct scratch *s = (struct scratch *)((char *)p - offsetof(struct scratch, progress));
	static const char *const kinds[] = {"begin", "at", "end", "fresh", "note", "warn", "fact"};

	if (ev->kind != PROGRESS_AT) {
		sb_addf(&s->told, "%s %s: %s\n", kinds[ev->kind], ev->step ? ev->step : "",
			ev->text ? ev->text : "");
		return;
	}
	s->at_done = ev->done;
	if (s->interrupt_at >= 0 && ev->done > 0) {
		if (write(s->interrupt_at, "x", 1) != 1)
			abort();
		s->interrupt_at = -1;
	}
}

static inline void scratch_begin(struct scratch *s)
{
	struct err e = ERR_INIT;

	*s = (struct scratch){.interrupt_at = -1};
	s->target.cross = (char *)"";
	s->dir = fs_private_dir("jiffy's \"test\"", &e);
	if (!s->dir || pipe2(s->pipe, 0) < 0)
		abort();
	s->cache = path_join(s->dir, "cache");
	if (fs_mkdir_p(s->cache, 0755, &e) < 0)
		abort();
	s->progress = (struct progress){.on = scratch_on, .interrupt_fd = s->pipe[0]};
	s->b = (struct build){.set = &s->set,
			      .target = &s->target,
			      .cachedir = s->cache,
			      .progress = &s->progress};
}

static inline void scratch_end(struct scratch *s)
{
	struct err e = ERR_INIT;

	if (s->dir && fs_remove(s->dir, &e) < 0)
		printf("# %s\n", e.msg);
	err_free(&e);
	close(s->pipe[0]);
	close(s->pipe[1]);
	free(s->dir);
	free(s->cache);
	sb_free(&s->told);
}
#define _cleanup_scratch_ _cleanup_(scratch_end)

/* Runs a shell command in the scratch folder; a failure fails the test. */
static inline bool scratch_sh(struct scratch *s, const char *command)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_addl(&p.argv, "sh", "-ec", command, NULL);
	p.cwd = s->dir;
	if (proc_capture(&p, NULL, &e) == 0)
		return true;
	test_failures++;
	printf("# %s: %s\n", e.msg, e.detail ? e.detail : "");
	return false;
}

/* How many entries of the folder below the scratch one have names that begin with 'prefix'. */
static inline size_t scratch_count(struct scratch *s, const char *dir, const char *prefix)
{
	_cleanup_free_ char *path = path_join(s->dir, dir);
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	size_t n = 0;

	(void)fs_list(path, &names, &e);
	strv_foreach(name, &names)
		n += str_starts(name, prefix);
	return n;
}

#endif
