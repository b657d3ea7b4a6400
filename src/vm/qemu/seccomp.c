/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/seccomp.h"

#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc-run.h"

#define CACHE "qemu-seccomp"
#define WORKS "yes\n"
#define FAILS "no\n"

/* QEMU refuses the option if it is built without. */
static bool try_it(const char *path)
{
	_cleanup_err_ struct err refused = ERR_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;

	strv_addl(&p.argv, path, "-sandbox", "on", "--version", NULL);
	return proc_capture(&p, NULL, &refused) == 0;
}

bool seccomp_works(const char *qemu, const char *statedir)
{
	_cleanup_free_ char *path = path_find_program(qemu), *key = NULL, *cache = NULL;
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	const char *answer;
	struct stat st;

	if (!path || stat(path, &st) < 0)
		return true;
	cache = path_joinf(statedir, CACHE "-%s", path_basename(path));
	key = xasprintf("%s %llu %lld.%09ld ", path, (unsigned long long)st.st_ino,
			(long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
	if (fs_try_read(cache, &text) && str_starts(sb_str(&text), key)) {
		answer = sb_str(&text) + strlen(key);
		if (str_eq(answer, WORKS) || str_eq(answer, FAILS))
			return str_eq(answer, WORKS);
	}
	answer = try_it(path) ? WORKS : FAILS;
	sb_truncate(&text, 0);
	sb_addf(&text, "%s%s", key, answer);
	if (fs_mkdir_p(statedir, 0755, &unused) == 0)
		fs_write_str(cache, sb_str(&text), &unused);
	return str_eq(answer, WORKS);
}
