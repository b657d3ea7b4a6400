/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"

/*
 * Symbolic links are made last, so that nothing can be written through one. libarchive's own check
 * would open every folder of every path instead.
 */
struct link {
	char *path, *target;
};

#define BLOCK	  (256 * 1024)
#define TAR_BLOCK 512

struct unpack {
	const struct build *b;
	const char *tarball, *dir, *step;
	struct archive *in, *out;
	int fd;
	char *block;
	uint64_t done, total; /* bytes of the tarball */
	bool at_end;	      /* it was read to its end */
	struct link *links;
	size_t n_links;
};

static void unpack_end(struct unpack *u)
{
	archive_read_free(u->in);
	archive_write_free(u->out);
	cleanup_close(&u->fd);
	free(u->block);
	for (size_t i = 0; i < u->n_links; i++) {
		free(u->links[i].path);
		free(u->links[i].target);
	}
	free(u->links);
}

static la_ssize_t on_read(struct archive *a, void *arg, const void **block)
{
	struct unpack *u = arg;
	ssize_t n;

	do
		n = read(u->fd, u->block, BLOCK);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		archive_set_error(a, errno, "%s", strerror(errno));
		return -1;
	}
	u->at_end = n == 0;
	u->done += (uint64_t)n;
	progress_at(u->b->progress, u->step, u->done, u->total, "bytes", NULL);
	*block = u->block;
	return n;
}

/* The compressions that libarchive has built in: for others it would start programs. */
static void support_filters(struct archive *in)
{
	archive_read_support_filter_gzip(in);
	archive_read_support_filter_bzip2(in);
	archive_read_support_filter_xz(in);
	archive_read_support_filter_lzma(in);
	archive_read_support_filter_zstd(in);
	archive_read_support_filter_lz4(in);
}

static int open_tarball(struct unpack *u, struct err *e)
{
	u->fd = open(u->tarball, O_RDONLY | O_CLOEXEC);
	if (u->fd < 0)
		return err_errno(e, errno, "cannot open '%s'", u->tarball);
	u->total = fs_size(u->tarball);
	u->block = xcalloc(1, BLOCK);
	u->in = archive_read_new();
	u->out = archive_write_disk_new();
	BUG_ON(!u->in || !u->out);
	support_filters(u->in);
	archive_read_support_format_tar(u->in);
	archive_write_disk_set_options(u->out, ARCHIVE_EXTRACT_TIME);
	/* only the first entry shows whether it is a tarball at all */
	(void)archive_read_open(u->in, u, NULL, on_read, NULL);
	return 0;
}

static int hint_again(const struct unpack *u, struct err *e)
{
	const char *name = path_basename(u->tarball);

	if (str_starts(u->tarball, "/usr/src/"))
		return err_hint(e, "reinstall its package: apt-get install --reinstall %.*s",
				(int)(strstr(name, ".tar") ? strstr(name, ".tar") - name
							   : (ptrdiff_t)strlen(name)),
				name);
	return err_hint(e, "download or copy it again");
}

static int truncated(const struct unpack *u, struct err *e)
{
	err_set(e, "'%s' seems to be truncated: it ends in the middle of its content", u->tarball);
	return hint_again(u, e);
}

static int read_error(const struct unpack *u, struct err *e)
{
	const char *why = archive_error_string(u->in);

	if (u->at_end && u->total > 0)
		return truncated(u, e);
	err_set(e, "cannot unpack '%s': %s", u->tarball, why ? why : "its content is damaged");
	return hint_again(u, e);
}

/* EILSEQ is libarchive's ARCHIVE_ERRNO_FILE_FORMAT, which is in none of its public headers. */
static int first_error(const struct unpack *u, struct err *e)
{
	if (archive_errno(u->in) != EILSEQ)
		return read_error(u, e);
	return err_set(e, "'%s' is not a tarball", u->tarball);
}

static int write_error(const struct unpack *u, const char *name, struct err *e)
{
	int errnum = archive_errno(u->out);
	const char *why = errnum > 0 ? strerror(errnum) : archive_error_string(u->out);

	return err_set(e, "cannot unpack '%s' of '%s' to '%s': %s", name, u->tarball, u->dir,
		       why ? why : "it cannot be written");
}

/* The path of the name below the folder; "": the folder itself; NULL: outside of it. Caller's. */
static char *inside(const char *dir, const char *name)
{
	_cleanup_strv_ struct strv parts = {0};
	struct strbuf path = {0};
	size_t empty = strlen(dir);

	if (!name || *name == '/')
		return NULL;
	strv_split(&parts, name, "/");
	if (strv_has(&parts, ".."))
		return NULL;
	sb_add(&path, dir);
	strv_foreach(part, &parts)
		if (strcmp(part, "."))
			sb_addf(&path, "/%s", part);
	if (path.len == empty)
		sb_truncate(&path, 0);
	return sb_detach(&path);
}

/* Moves the entry's names below the folder. 1: nothing to unpack; 0: ready. */
static int place_entry(const struct unpack *u, struct archive_entry *entry, struct err *e)
{
	const char *name = archive_entry_pathname(entry), *link = archive_entry_hardlink(entry);
	_cleanup_free_ char *path = inside(u->dir, name);
	_cleanup_free_ char *target = link ? inside(u->dir, link) : NULL;
	mode_t type = archive_entry_filetype(entry);

	if (!path || (link && (!target || !*target)))
		return err_set(e, "'%s' is not unpacked: its entry '%s' leads out of the folder",
			       u->tarball,
			       path   ? link
			       : name ? name
				      : "");
	if (!link && type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK)
		return err_set(e, "'%s' is not unpacked: its entry '%s' is a device or the like",
			       u->tarball, name);
	if (!*path)
		return 1;
	/* whatever the tarball says, we must be able to read and to remove it */
	archive_entry_set_perm(entry, (archive_entry_perm(entry) & 0777) |
					      (type == AE_IFDIR ? 0700 : 0600));
	archive_entry_set_pathname(entry, path);
	if (link)
		archive_entry_set_hardlink(entry, target);
	return 0;
}

static int copy_data(const struct unpack *u, const char *name, struct err *e)
{
	const void *block;
	size_t n;
	la_int64_t offset;
	int r;

	while ((r = archive_read_data_block(u->in, &block, &n, &offset)) == ARCHIVE_OK) {
		if (build_interrupted(u->b, e))
			return -1;
		/* a warning here means that a write failed */
		if (archive_write_data_block(u->out, block, n, offset) < ARCHIVE_OK)
			return write_error(u, name, e);
	}
	return r == ARCHIVE_EOF ? 0 : read_error(u, e);
}

static void keep_link(struct unpack *u, struct archive_entry *entry)
{
	const char *target = archive_entry_symlink(entry);

	u->links = xrealloc(u->links, u->n_links + 1, sizeof(*u->links));
	u->links[u->n_links++] = (struct link){
		.path = xstrdup(archive_entry_pathname(entry)),
		.target = xstrdup(target ? target : ""),
	};
}

static int unpack_entry(struct unpack *u, struct archive_entry *entry, struct err *e)
{
	const char *said = archive_entry_pathname(entry);
	_cleanup_free_ char *name = xstrdup(said ? said : "");
	int r = build_interrupted(u->b, e);

	if (r == 0)
		r = place_entry(u, entry, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	if (!archive_entry_hardlink(entry) && archive_entry_filetype(entry) == AE_IFLNK) {
		keep_link(u, entry);
		return 0;
	}
	if (archive_write_header(u->out, entry) < ARCHIVE_WARN)
		return write_error(u, name, e);
	if (copy_data(u, name, e))
		return -1;
	if (archive_write_finish_entry(u->out) < ARCHIVE_WARN)
		return write_error(u, name, e);
	return 0;
}

/* What is below a path comes before it, so a link with something below it finds a folder there. */
static int by_path_descending(const void *a, const void *b)
{
	return strcmp(((const struct link *)b)->path, ((const struct link *)a)->path);
}

static int make_links(struct unpack *u, struct err *e)
{
	if (u->n_links)
		qsort(u->links, u->n_links, sizeof(*u->links), by_path_descending);
	for (size_t i = 0; i < u->n_links; i++) {
		const char *path = u->links[i].path, *name = path + strlen(u->dir) + 1;
		_cleanup_free_ char *parent = path_dirname(path);
		struct stat st;

		if (fs_mkdir_p(parent, 0755, e))
			return -1;
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			return err_set(e,
				       "'%s' is not unpacked: its entry '%s' is a link with "
				       "something below it",
				       u->tarball, name);
		/* a tarball may have the name twice, as a link or a file: the last one counts */
		if ((unlink(path) < 0 && errno != ENOENT) || symlink(u->links[i].target, path) < 0)
			return err_errno(e, errno, "cannot unpack '%s' of '%s'", name, u->tarball);
	}
	return 0;
}

/*
 * An uncompressed tarball that was cut between two entries can be read; it only lacks its end
 * (POSIX, pax: two blocks of zeros).
 */
static bool lacks_end(const struct unpack *u)
{
	char last[TAR_BLOCK];

	if (archive_filter_count(u->in) > 1)
		return false;
	if (u->total < sizeof(last) ||
	    pread(u->fd, last, sizeof(last), (off_t)(u->total - sizeof(last))) != sizeof(last))
		return true;
	for (size_t i = 0; i < sizeof(last); i++)
		if (last[i])
			return true;
	return false;
}

static int unpack_entries(struct unpack *u, struct err *e)
{
	struct archive_entry *entry;
	bool any = false;
	int r;

	while ((r = archive_read_next_header(u->in, &entry)) == ARCHIVE_OK || r == ARCHIVE_WARN) {
		any = true;
		if (unpack_entry(u, entry, e))
			return -1;
	}
	if (r != ARCHIVE_EOF)
		return any ? read_error(u, e) : first_error(u, e);
	if (lacks_end(u))
		return truncated(u, e);
	if (make_links(u, e))
		return -1;
	/* folders get their times now */
	if (archive_write_close(u->out) < ARCHIVE_WARN)
		return write_error(u, "its folders", e);
	return 0;
}

int unpack_tarball(const struct build *b, const char *tarball, const char *dir, const char *step,
		   struct err *e)
{
	_cleanup_(unpack_end) struct unpack u = {
		.b = b, .tarball = tarball, .dir = dir, .step = step, .fd = -1};

	if (open_tarball(&u, e))
		return -1;
	return unpack_entries(&u, e);
}

static int read_all(struct archive *in, struct strbuf *out)
{
	la_ssize_t n;

	while ((n = archive_read_data(in, sb_reserve(out, BLOCK), BLOCK)) > 0)
		out->len += (size_t)n;
	return (int)n;
}

int unpack_bytes(const void *packed, size_t n, struct strbuf *out, struct err *e)
{
	struct archive *in = archive_read_new();
	struct archive_entry *entry;
	int result;

	BUG_ON(!in);
	support_filters(in);
	archive_read_support_format_raw(in);
	result = archive_read_open_memory(in, packed, n) == ARCHIVE_OK &&
				 archive_read_next_header(in, &entry) == ARCHIVE_OK &&
				 archive_filter_code(in, 0) != ARCHIVE_FILTER_NONE
			 ? read_all(in, out)
			 : -1;
	if (result < 0)
		err_set(e, "cannot decompress it: %s",
			archive_error_string(in) ? archive_error_string(in) : "unknown format");
	archive_read_free(in);
	return result;
}
