/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file/atomic.h"

#define CHUNK (1 << 16)

static int failed(struct archive *a, struct err *e)
{
	return err_set(e, "%s", archive_error_string(a));
}

static int add_content(struct archive *a, int fd, const char *path, struct err *e)
{
	char buf[CHUNK];

	for (;;) {
		ssize_t n = read(fd, buf, sizeof(buf));

		if (n < 0)
			return err_errno(e, errno, "cannot read '%s'", path);
		if (n == 0)
			return 0;
		if (archive_write_data(a, buf, (size_t)n) < 0)
			return failed(a, e);
	}
}

static int add_file(struct archive *a, const struct tarball_file *f, struct err *e)
{
	_cleanup_close_ int fd = open(f->path, O_RDONLY | O_CLOEXEC);
	struct archive_entry *entry;
	struct stat st;
	int result;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(e, errno, "cannot open '%s'", f->path);
	entry = archive_entry_new();
	archive_entry_set_pathname(entry, f->name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, f->mode);
	archive_entry_set_mtime(entry, st.st_mtim.tv_sec, 0);
	archive_entry_set_size(entry, st.st_size);
	result = archive_write_header(a, entry) == ARCHIVE_OK ? add_content(a, fd, f->path, e)
							      : failed(a, e);
	archive_entry_free(entry);
	return result;
}

static int write_all_files(struct archive *a, int fd, const struct tarball_file *files, size_t n,
			   struct err *e)
{
	if (archive_write_set_format_ustar(a) != ARCHIVE_OK ||
	    archive_write_add_filter_gzip(a) != ARCHIVE_OK ||
	    archive_write_open_fd(a, fd) != ARCHIVE_OK)
		return failed(a, e);
	for (size_t i = 0; i < n; i++)
		if (add_file(a, &files[i], e))
			return -1;
	return archive_write_close(a) == ARCHIVE_OK ? 0 : failed(a, e);
}

int tarball_write(const char *path, const struct tarball_file *files, size_t n, struct err *e)
{
	_cleanup_atomic_ struct atomic_file out = ATOMIC_FILE_INIT;
	struct archive *a;
	int result;

	if (atomic_begin(&out, path, 0644, e))
		return -1;
	a = archive_write_new();
	result = write_all_files(a, out.fd, files, n, e);
	archive_write_free(a);
	if (result < 0)
		return err_wrap(e, "writing '%s'", path);
	return atomic_commit(&out, e);
}
