/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/namespace.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>

bool kbuild_plain_path(const char *path)
{
	for (; *path; path++)
		if (!isalnum((unsigned char)*path) && !strchr("/._-+@,", *path))
			return false;
	return true;
}

static int write_text(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t n = strlen(text);

	return fd >= 0 && write(fd, text, n) == (ssize_t)n ? 0 : -1;
}

/* A user who may not mount may do so in a user namespace of their own (user_namespaces(7)). */
static int unshare_mounts(void)
{
	char uid_map[64], gid_map[64];
	uid_t uid = geteuid();

	if (uid == 0 && unshare(CLONE_NEWNS) == 0)
		return 0;
	snprintf(uid_map, sizeof(uid_map), "%u %u 1", uid, uid);
	snprintf(gid_map, sizeof(gid_map), "%u %u 1", getegid(), getegid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return -1;
	if (write_text("/proc/self/setgroups", "deny") < 0 ||
	    write_text("/proc/self/uid_map", uid_map) < 0 ||
	    write_text("/proc/self/gid_map", gid_map) < 0)
		return -1;
	return 0;
}

/* By descriptor: the folder may itself be below /mnt, which is mounted over by now. */
static int bind_folder(int fd, const char *name)
{
	char from[64];

	snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	if (mkdir(name, 0755) < 0)
		return -1;
	return mount(from, name, NULL, MS_BIND | MS_REC, NULL);
}

int namespace_enter(void *arg)
{
	const struct namespace *n = arg;
	_cleanup_close_ int src = -1, dir = -1;

	if (unshare_mounts() < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	/* only now: a descriptor from the old namespace cannot be bound */
	src = open(n->src, O_PATH | O_DIRECTORY | O_CLOEXEC);
	dir = open(n->dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (src < 0 || dir < 0 ||
	    mount("tmpfs", NAMESPACE_TOP, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=64k") <
		    0 ||
	    bind_folder(src, NAMESPACE_SRC) < 0 || bind_folder(dir, NAMESPACE_DIR) < 0)
		return -1;
	/* a new user namespace may have cleared the death signal (prctl(2)) */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		return -1;
	return chdir(NAMESPACE_DIR "/obj");
}

void namespace_explain(const struct namespace *n, struct err *e)
{
	const char *odd = kbuild_plain_path(n->src) ? n->dir : n->src;

	err_wrap(e, "cannot give '%s' a name that kbuild accepts", odd);
	err_hint(
		e,
		"kbuild accepts no spaces, colons or quotes, and on this system only root may mount "
		"folders under other names");
	err_hint(e, odd == n->src ? "move the tree to a folder with a plain name"
				  : "set XDG_CACHE_HOME to a folder with a plain name");
}
