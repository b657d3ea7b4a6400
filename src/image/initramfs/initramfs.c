/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file/atomic.h"
#include "image/initramfs/compress.h"

#define READ_BUFFER (1 << 20)
#define NEWC_MAX    UINT32_MAX /* its fields have 8 hexadecimal digits */

/*
 * How the archive is compressed on its way to the file: by libarchive's filter, or by compress.c.
 */
static const struct compression {
	const char *name;
	int (*filter)(struct archive *a);
	const char *module, *level;
	const char *stream;
} compressions[] = {
	{"none", .stream = "none"},
	{"gzip", archive_write_add_filter_gzip, "gzip", "6", "none"},
	{"zstd", archive_write_add_filter_zstd, "zstd", "3", "none"},
	{"xz", .stream = "xz"},
	{"lz4", .stream = "lz4"},
};

static const struct compression *compression_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++)
		if (str_eq(compressions[i].name, name))
			return &compressions[i];
	return NULL;
}

struct writer {
	const struct build *b;
	struct archive *archive;
	struct archive_entry *entry;
	struct compressor *stream;
	const char *path;
	char *buf;
	size_t at, n; /* entries */
	struct err *e;
	bool failed; /* e says why the stream failed */
};

/*
 * Hides failures from libarchive, which does not free everything after one. What it writes from
 * then on is dropped.
 */
static la_ssize_t to_stream(struct archive *a, void *arg, const void *data, size_t n)
{
	struct writer *w = arg;

	if (!w->failed && compress_write(w->stream, data, n, w->e))
		w->failed = true;
	return (la_ssize_t)n;
}

static void writer_free(struct writer *w)
{
	w->failed = true;
	archive_entry_free(w->entry);
	archive_write_free(w->archive);
	compress_free(w->stream);
	free(w->buf);
}

/* The result of a call of libarchive, and of the stream that it wrote to. */
static int checked(struct writer *w, bool ok)
{
	if (!ok && !w->failed)
		return err_set(w->e, "cannot write '%s': %s", w->path,
			       archive_error_string(w->archive));
	return w->failed ? -1 : 0;
}

static int writer_open(struct writer *w, const struct compression *c, int fd)
{
	struct archive *a = w->archive = archive_write_new();

	w->entry = archive_entry_new();
	w->stream = compress_new(c->stream, fd, w->path, w->e);
	w->failed = !w->stream;
	w->buf = xcalloc(1, READ_BUFFER);
	BUG_ON(!a || !w->entry);
	/* gzip has no time stamp when that option is unset; blocks of 0: no padding at the end */
	if (w->failed || archive_write_set_format_cpio_newc(a) != ARCHIVE_OK ||
	    (c->filter && c->filter(a) != ARCHIVE_OK) ||
	    (c->level && archive_write_set_filter_option(a, c->module, "compression-level",
							 c->level) != ARCHIVE_OK) ||
	    (str_eq(c->name, "gzip") &&
	     archive_write_set_filter_option(a, "gzip", "timestamp", NULL) != ARCHIVE_OK) ||
	    archive_write_set_bytes_per_block(a, 0) != ARCHIVE_OK ||
	    archive_write_open(a, w, NULL, to_stream, NULL) != ARCHIVE_OK)
		return checked(w, false);
	return 0;
}

static int put_header(struct writer *w, const struct manifest_entry *in, size_t size)
{
	static const unsigned types[] = {[MANIFEST_FILE] = AE_IFREG,
					 [MANIFEST_DIR] = AE_IFDIR,
					 [MANIFEST_SLINK] = AE_IFLNK,
					 [MANIFEST_PIPE] = AE_IFIFO};
	struct archive_entry *to = archive_entry_clear(w->entry);
	unsigned type = in->dev_type == 'b' ? AE_IFBLK : AE_IFCHR;

	if (in->type != MANIFEST_NOD)
		type = types[in->type];
	archive_entry_copy_pathname(to, in->path + 1);
	archive_entry_set_filetype(to, type);
	archive_entry_set_perm(to, (mode_t)in->mode);
	archive_entry_set_uid(to, in->uid);
	archive_entry_set_gid(to, in->gid);
	archive_entry_set_mtime(to, 0, 0);
	archive_entry_set_ino(to, (la_int64_t)w->at + 1);
	archive_entry_set_nlink(to, in->type == MANIFEST_DIR ? 2 : 1);
	archive_entry_set_size(to, (la_int64_t)size);
	if (in->type == MANIFEST_SLINK)
		archive_entry_copy_symlink(to, in->data);
	if (in->type == MANIFEST_NOD) {
		archive_entry_set_rdevmajor(to, in->major);
		archive_entry_set_rdevminor(to, in->minor);
	}
	return checked(w, archive_write_header(w->archive, to) == ARCHIVE_OK);
}

static int put_data(struct writer *w, const void *data, size_t n)
{
	return checked(w, archive_write_data(w->archive, data, n) == (la_ssize_t)n);
}

static int changed(struct writer *w, const char *host)
{
	return err_set(w->e, "'%s' changed while it was read", host);
}

static int put_content(struct writer *w, const char *host, int fd, const struct stat *st)
{
	size_t left = (size_t)st->st_size;
	struct stat after;

	/* one more read than needed, so that growth is seen */
	for (;;) {
		ssize_t n = read(fd, w->buf, READ_BUFFER);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(w->e, errno, "cannot read '%s'", host);
		if (n == 0)
			break;
		if ((size_t)n > left)
			return changed(w, host);
		left -= (size_t)n;
		if (put_data(w, w->buf, (size_t)n))
			return -1;
		if (w->b && build_interrupted(w->b, w->e))
			return -1;
	}
	if (left || fstat(fd, &after) < 0 || after.st_size != st->st_size ||
	    after.st_mtim.tv_sec != st->st_mtim.tv_sec ||
	    after.st_mtim.tv_nsec != st->st_mtim.tv_nsec)
		return changed(w, host);
	return 0;
}

static int put_file(struct writer *w, const struct manifest_entry *in)
{
	/* O_NONBLOCK: in case it is a pipe */
	_cleanup_close_ int fd = open(in->host, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(w->e, errno, "cannot open '%s'", in->host);
	if (!S_ISREG(st.st_mode))
		return err_set(w->e, "'%s' is not a file", in->host);
	if (st.st_size > NEWC_MAX)
		return err_set(w->e,
			       "'%s' is too large for the initramfs: newc archives hold files of "
			       "less than 4 GiB",
			       in->host);
	if (put_header(w, in, (size_t)st.st_size))
		return -1;
	return put_content(w, in->host, fd, &st);
}

static int put_entry(struct writer *w, const struct manifest_entry *in)
{
	if (in->type == MANIFEST_FILE && in->host)
		return put_file(w, in);
	if (put_header(w, in, in->type == MANIFEST_FILE ? in->size : 0))
		return -1;
	return in->type == MANIFEST_FILE && in->size ? put_data(w, in->data, in->size) : 0;
}

static int put_all(struct writer *w, const struct manifest *m)
{
	_cleanup_free_ const struct manifest_entry **order = manifest_sorted(m);

	for (w->at = 0; w->at < m->n; w->at++) {
		if (put_entry(w, order[w->at]))
			return -1;
		if (!w->b || w->at % 256)
			continue;
		progress_at(w->b->progress, "initramfs", w->at, m->n, "files", NULL);
		if (build_interrupted(w->b, w->e))
			return -1;
	}
	if (checked(w, archive_write_close(w->archive) == ARCHIVE_OK))
		return -1;
	return compress_end(w->stream, w->e);
}

int initramfs_write(const struct build *b, const struct manifest *m, const char *compress,
		    const char *path, struct err *e)
{
	_cleanup_(writer_free) struct writer w = {.b = b, .path = path, .e = e};
	_cleanup_atomic_ struct atomic_file f = ATOMIC_FILE_INIT;
	const struct compression *c = compression_of(compress);

	if (!c)
		return err_set(e, "unknown compression of the initramfs: '%s'", compress);
	if (atomic_begin(&f, path, 0644, e) || writer_open(&w, c, f.fd) || put_all(&w, m))
		return -1;
	return atomic_commit(&f, e);
}
