/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/builds.h"

#include <poll.h>
#include <signal.h>

#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "image/busybox/busybox.h"
#include "image/initramfs/agent.h"
#include "image/initramfs/build.h"
#include "image/initramfs/content.h"

int measure_recipe_archive(struct bench *b, uint64_t *ns, struct err *e)
{
	_cleanup_free_ char *archive = path_join(b->scratch, "recipe.cpio.gz"),
			    *log = path_join(b->scratch, "archive.log");

	if (fs_remove(archive, e) || fs_remove(log, e))
		return -1;
	return recipe_archive(&b->input, b->recipe, archive, log, ns, e);
}

/* What jiffy's archive holds. */
static int make_manifest(struct bench *b, struct err *e)
{
	const struct build *build = b->input.b;
	_cleanup_(busybox_free) struct busybox bb = {0};
	_cleanup_free_ char *init = agent_build(build, e);

	if (!init || busybox_build(build, b->input.busybox, &bb, e))
		return -1;
	return content_default(&b->manifest, build, NULL, bb.binary, &bb.applets, init, e);
}

/* Uses a cache of its own, so that the user's archive stays. */
int measure_jiffy_archive(struct bench *b, uint64_t *ns, struct err *e)
{
	struct build build = *b->input.b;
	_cleanup_free_ char *text = xasprintf("%llu\n", (unsigned long long)now_ns());
	_cleanup_free_ char *archive = NULL;
	uint64_t start;

	if (!b->manifest.n && make_manifest(b, e))
		return -1;
	if (manifest_text(&b->manifest, "/etc/changed", text, 0644, e))
		return -1;
	build.cachedir = b->scratch;
	build.progress = NULL;
	start = now_ns();
	archive = initramfs_build(&build, &b->manifest, e);
	*ns = now_ns() - start;
	return archive ? 0 : -1;
}

/* Describes jiffy itself, with an empty stdin; its output goes to the log. */
static void prepare(const struct bench *b, const char *log, const char *word, struct proc *p)
{
	strv_addl(&p->argv, b->program, word, NULL);
	strv_addv(&p->argv, b->options);
	/* the packages are installed by now; jiffy.ini and the user's fragments are not read */
	strv_add(&p->env, "JIFFY_WRAPPER");
	strv_addf(&p->env, "XDG_CONFIG_HOME=%s/config", b->scratch);
	/* its runs stay apart from the user's */
	strv_addf(&p->env, "XDG_STATE_HOME=%s/state", b->scratch);
	p->cwd = "/";
	p->log = log;
	p->stdout_io = PROC_LOG;
	p->stderr_io = PROC_STDOUT;
	p->death_signal = SIGTERM;
}

/* Runs it to its end. If we are interrupted, the caller's proc_end() kills it. */
static int time_process(const struct bench *b, struct proc *p, uint64_t *ns, struct err *e)
{
	const uint64_t start = now_ns();
	_cleanup_close_ int pidfd = -1;

	if (proc_start(p, e))
		return -1;
	pidfd = proc_pidfd(p, e);
	if (pidfd < 0)
		return -1;
	for (;;) {
		struct pollfd fds[] = {{.fd = pidfd, .events = POLLIN},
				       {.fd = build_interrupt_fd(b->input.b), .events = POLLIN}};

		if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
			continue;
		if (!fds[0].revents)
			return err_kind_set(e, ERR_SIGNAL, "interrupted");
		break;
	}
	if (proc_wait(p, e))
		return -1;
	*ns = now_ns() - start;
	if (proc_ok(p, e) == 0)
		return 0;
	return err_log(e, p->log);
}

/* Uses the user's cache, where nothing is stale. */
int measure_jiffy_run(struct bench *b, uint64_t *ns, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_free_ char *log = path_join(b->scratch, "run.log");

	if (fs_remove(log, e))
		return -1;
	prepare(b, log, "run", &p);
	strv_addv(&p.argv, b->sources);
	strv_add(&p.argv, b->spec->sandbox ? "--sandbox" : "--no-sandbox");
	strv_addl(&p.argv, "--accel", b->spec->kvm ? "kvm" : "tcg", "--qemu", b->spec->qemu, "--",
		  "true", NULL);
	return time_process(b, &p, ns, e);
}

/* The path of a folder to make in the scratch folder. Caller's; NULL with e set. */
static char *empty_folder(const struct bench *b, const char *name, struct err *e)
{
	_cleanup_free_ char *dir = path_join(b->scratch, name);

	return fs_remove(dir, e) ? NULL : TAKE_PTR(dir);
}

int measure_recipe_build(struct bench *b, uint64_t *ns, struct err *e)
{
	_cleanup_free_ char *dir = empty_folder(b, "recipe", e);
	uint64_t start = now_ns();

	if (!dir || recipe_from_nothing(&b->input, dir, e))
		return -1;
	*ns = now_ns() - start;
	return fs_remove(dir, e);
}

/* Uses the recipe's source trees and an empty cache. */
int measure_jiffy_build(struct bench *b, uint64_t *ns, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_free_ char *dir = empty_folder(b, "jiffy", e),
			    *log = path_join(b->scratch, "build.log");

	if (!dir || fs_remove(log, e))
		return -1;
	prepare(b, log, "build", &p);
	strv_addl(&p.argv, "--kernel", b->input.kernel->path, "--busybox", b->input.busybox->path,
		  NULL);
	strv_addf(&p.env, "XDG_CACHE_HOME=%s", dir);
	if (time_process(b, &p, ns, e))
		return -1;
	return fs_remove(dir, e);
}
