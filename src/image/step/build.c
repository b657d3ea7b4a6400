/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/build.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/step/identity.h"

#define FOLDER_TRIES 100
#define YOUNG_S	     2 /* a file younger than this may change and keep its modification time */

/* Each digest is kept in a file of its own, so that several jiffys never mix lines. */
static char *digest_place(const struct build *b, const char *absolute)
{
	struct digest *d = digest_new();
	char hex[DIGEST_HEX];

	digest_str(d, absolute);
	digest_end(d, hex);
	return path_joinf(b->cachedir, "digests/%.32s", hex);
}

static bool kept_digest(const char *place, const char *identity, char hex[DIGEST_HEX])
{
	_cleanup_sb_ struct strbuf text = {0};

	if (!fs_try_read(place, &text) || text.len < DIGEST_HEX)
		return false;
	if (text.buf[DIGEST_HEX - 1] != ' ' || !str_eq(text.buf + DIGEST_HEX, identity))
		return false;
	memcpy(hex, text.buf, DIGEST_HEX - 1);
	hex[DIGEST_HEX - 1] = '\0';
	return digest_valid(hex);
}

/* A digest that cannot be kept is computed again next time: no error. */
static void keep_digest(const struct build *b, const char *place, const char *identity,
			const char *hex)
{
	_cleanup_free_ char *dir = path_join(b->cachedir, "digests");
	_cleanup_free_ char *text = xasprintf("%s %s", hex, identity);
	_cleanup_err_ struct err unkept = ERR_INIT;

	if (!fs_mkdir_p(dir, 0755, &unkept))
		(void)fs_write_str(place, text, &unkept);
}

static bool is_young(const struct stat *st)
{
	intmax_t age = (intmax_t)time(NULL) - (intmax_t)st->st_mtim.tv_sec;

	return age <= YOUNG_S && age >= -YOUNG_S;
}

int build_digest_file(const struct build *b, const char *path, char hex[DIGEST_HEX], struct err *e)
{
	_cleanup_free_ char *absolute = path_absolute(path);
	_cleanup_free_ char *place = digest_place(b, absolute);
	_cleanup_free_ char *before = NULL, *after = NULL;
	struct stat st;

	if (stat(absolute, &st) < 0)
		return err_errno(e, errno, "cannot open '%s'", path);
	before = identity_strict(&st);
	if (kept_digest(place, before, hex))
		return 0;
	if (digest_file(absolute, hex, e))
		return -1;
	/* only if the file did not change while it was read */
	if (stat(absolute, &st) == 0 && !is_young(&st)) {
		after = identity_strict(&st);
		if (str_eq(before, after))
			keep_digest(b, place, after, hex);
	}
	return 0;
}

struct lock_wait {
	const struct build *b;
	const char *doing;
};

static void say_waiting(void *arg)
{
	const struct lock_wait *w = arg;

	progress_note(w->b->progress, "waiting for another jiffy that %s", w->doing);
}

/* 'jiffy clean' may remove the folder at any moment, and another jiffy may make it again. */
static int lock_in_folder(const struct build *b, const char *path, const char *doing, bool shared,
			  struct err *e)
{
	_cleanup_free_ char *dir = path_dirname(path);
	struct lock_wait w = {.b = b, .doing = doing};
	int lock = -1;

	for (int i = 0; i < FOLDER_TRIES; i++) {
		err_free(e);
		if (fs_mkdir_p(dir, 0755, e))
			continue;
		lock = (shared ? fs_lock_shared : fs_lock)(path, say_waiting, &w, e);
		if (lock >= 0 || e->kind == ERR_SIGNAL)
			break;
	}
	return lock;
}

int build_lock_file(const struct build *b, const char *path, const char *doing, struct err *e)
{
	return lock_in_folder(b, path, doing, false, e);
}

int build_lock_shared(const struct build *b, const char *path, const char *doing, struct err *e)
{
	return lock_in_folder(b, path, doing, true, e);
}

int build_lock(const struct build *b, const char *dir, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, BUILD_LOCK);
	_cleanup_free_ char *doing = xasprintf("builds in '%s'", dir);
	int lock = build_lock_file(b, path, doing, e);

	if (lock >= 0)
		fs_sweep(dir);
	return lock;
}

int build_interrupt_fd(const struct build *b)
{
	return b->progress ? b->progress->interrupt_fd : -1;
}

int build_interrupted(const struct build *b, struct err *e)
{
	struct pollfd p = {.fd = build_interrupt_fd(b), .events = POLLIN};

	/* poll() ignores a negative descriptor */
	if (poll(&p, 1, 0) <= 0 || !(p.revents & POLLIN))
		return 0;
	return err_kind_set(e, ERR_SIGNAL, "interrupted");
}

void build_hint_full(const struct build *b, struct err *e)
{
	const int full[] = {ENOSPC, EDQUOT};

	for (size_t i = 0; i < ARRAY_SIZE(full); i++) {
		const char *text = strerror(full[i]);

		/* the text may also come from a program that ran for us */
		if ((e->msg && strstr(e->msg, text)) || (e->detail && strstr(e->detail, text))) {
			/* other hints would mislead */
			str_set(&e->hint, NULL);
			err_hint(e,
				 "make room on the disk of '%s', or set XDG_CACHE_HOME to a folder "
				 "on a larger one; 'jiffy clean' removes what jiffy keeps there",
				 b->cachedir);
			return;
		}
	}
}

int build_jobs(const struct build *b)
{
	cpu_set_t cpus;
	long n;

	if (b->set->jobs > 0)
		return (int)b->set->jobs;
	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		return CPU_COUNT(&cpus);
	n = sysconf(_SC_NPROCESSORS_ONLN); /* more CPUs than fit into a cpu_set_t */
	return n > 0 ? (int)n : 1;
}

char *build_cross_prefix(const struct build *b)
{
	return xstrdup(target_is_native(b->target) ? "" : b->target->cross);
}
