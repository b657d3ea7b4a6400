/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/system/mount.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/base/text.h"

/* In this order. The kernel mounts devtmpfs itself only when it mounts a root file system. */
static const struct {
	const char *type, *where, *options;
} mounts[] = {
	{"devtmpfs", "/dev", NULL},
	{"proc", "/proc", NULL},
	{"sysfs", "/sys", NULL},
	{"devpts", "/dev/pts", "ptmxmode=666,mode=620,gid=5"}, /* 5: group tty */
	{"debugfs", "/sys/kernel/debug", NULL},
};

static const struct {
	const char *to, *path;
} links[] = {
	{"/proc/self/fd", "/dev/fd"},
	{"/proc/self/fd/0", "/dev/stdin"},
	{"/proc/self/fd/1", "/dev/stdout"},
	{"/proc/self/fd/2", "/dev/stderr"},
};

static int mount_one(const char *type, const char *where, const char *options)
{
	int ret = mount(type, where, type, 0, options);

	if (ret && errno == ENOENT && !mkdir(where, 0755))
		ret = mount(type, where, type, 0, options);
	return ret;
}

/*
 * ENODEV: the kernel has no such file system. ENOENT, EPERM: there is no folder to mount it on, and
 * none can be made in sysfs, as in a kernel without debugfs.
 */
static bool is_absent(int errnum)
{
	return errnum == ENODEV || errnum == ENOENT || errnum == EPERM;
}

void mount_all(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++)
		if (mount_one(mounts[i].type, mounts[i].where, mounts[i].options) &&
		    !is_absent(errno))
			text_complain("cannot mount", mounts[i].where, errno);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		if (symlink(links[i].to, links[i].path) && errno != EEXIST)
			text_complain("cannot make", links[i].path, errno);
}

/* Whether the file system is only in memory and has nothing to write back. */
static bool is_in_memory(const char *type)
{
	static const char *const more[] = {"rootfs", "tmpfs", "ramfs"};

	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++)
		if (!strcmp(type, mounts[i].type))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		if (!strcmp(type, more[i]))
			return true;
	return false;
}

/* Cuts off the next word; NULL at the end of the line. */
static char *next_word(char **rest)
{
	char *word = *rest, *end = strchr(word, ' ');

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return word;
}

/*
 * Tries each entry of the mount table once and returns how many it unmounted: a mount that lies on
 * top of another must go first. *left: a file system on a disk is, or may be, still mounted.
 */
static unsigned unmount_disks(bool *left)
{
	char table[4096];
	unsigned undone = 0;

	text_read("/proc/mounts", table, sizeof(table));
	/* the table may be cut off or unreadable */
	*left = !*table || strlen(table) + 2 >= sizeof(table);
	for (char *line = table, *next; *line; line = next) {
		char *source, *where, *type;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		else
			next = line + strlen(line);
		source = next_word(&line);
		where = source ? next_word(&line) : NULL;
		type = where ? next_word(&line) : NULL;
		if (!type)
			continue;
		*left = *left || !is_in_memory(type);
		if (!strncmp(source, "/dev/", 5))
			undone += !umount2(where, 0);
	}
	return undone;
}

/* Calls sync() only if it must: that makes TCG translate 500 blocks of code. */
void mount_end(void)
{
	bool left;

	while (unmount_disks(&left))
		;
	if (left)
		sync();
}
