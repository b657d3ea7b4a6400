/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/disk.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"

#define MAGIC	    "QFI\xfb"
#define BACKING_MAX 1023 /* bytes of a path (QEMU: docs/interop/qcow2.txt) */
#define CHAIN_MAX   64

/* The beginning of an image; big endian. */
struct header {
	char magic[4];
	uint32_t version;
	uint64_t backing_offset; /* 0: none */
	uint32_t backing_size;
} __attribute__((packed));

static int disk_error(const char *path, int errnum, struct err *e)
{
	err_errno(e, errnum, "cannot use the disk '%s'", path);
	e->kind = ERR_USAGE;
	return -1;
}

int disk_check(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0 || (!S_ISDIR(st.st_mode) && access(path, R_OK | W_OK) < 0))
		return disk_error(path, errno, e);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return err_kind_set(e, ERR_USAGE, "the disk '%s' is neither a file nor a device",
				    path);
	return 0;
}

const char *disk_format(const char *path, struct err *e)
{
	char head[sizeof(MAGIC) - 1];
	ssize_t n = fs_read_head(path, head, sizeof(head), e);

	if (n < 0)
		return NULL;
	return n == sizeof(head) && !memcmp(head, MAGIC, sizeof(head)) ? "qcow2" : "raw";
}

/* The file that an image names as the one it builds on, or NULL. Caller's. */
static char *backing_of(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_free_ char *dir = path_dirname(path);
	char name[BACKING_MAX + 1] = "";
	struct header h;
	size_t size;

	if (fd < 0 || pread(fd, &h, sizeof(h), 0) != sizeof(h) ||
	    memcmp(h.magic, MAGIC, sizeof(h.magic)) || !h.backing_offset)
		return NULL;
	size = be32toh(h.backing_size);
	if (!size || size > BACKING_MAX ||
	    pread(fd, name, size, (off_t)be64toh(h.backing_offset)) != (ssize_t)size)
		return NULL;
	if (str_starts(name, "file:"))
		return path_join(dir, name + strlen("file:"));
	/* a colon before a slash ends a protocol (QEMU: block.c, path_has_protocol()) */
	if (name[strcspn(name, ":/")] == ':')
		return NULL;
	return path_join(dir, name);
}

void disk_backing(const char *path, struct strv *out)
{
	_cleanup_free_ char *at = backing_of(path);

	for (unsigned i = 0; at && i < CHAIN_MAX; i++) {
		char *next = backing_of(at);

		strv_add_once(out, at);
		free(at);
		at = next;
	}
}
