/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/manifest.h"

#include <limits.h>

#include "base/file/path.h"

#define LINKS_MAX 40	/* as the kernel's MAXSYMLINKS */
#define MAJOR_MAX 0xfff /* linux: include/linux/kdev_t.h */
#define MINOR_MAX 0xfffff

static uint32_t hash(const char *s, size_t n)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	while (n--)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h;
}

/* The slot that holds path[0..n), or the free one where it belongs. */
static uint32_t *slot_of(const struct manifest *m, const char *path, size_t n)
{
	size_t i = hash(path, n) & (m->n_slots - 1);

	for (;; i = (i + 1) & (m->n_slots - 1)) {
		const char *there = m->slots[i] ? m->v[m->slots[i] - 1].path : NULL;

		if (!there || (!strncmp(there, path, n) && !there[n]))
			return &m->slots[i];
	}
}

/* The entry of exactly path[0..n), or NULL. */
static struct manifest_entry *entry_at(const struct manifest *m, const char *path, size_t n)
{
	uint32_t *slot = m->n_slots ? slot_of(m, path, n) : NULL;

	return slot && *slot ? &m->v[*slot - 1] : NULL;
}

static struct manifest_entry *append(struct manifest *m, const char *path, size_t n)
{
	if (m->n * 2 >= m->n_slots) {
		free(m->slots);
		m->n_slots = m->n_slots ? m->n_slots * 2 : 1024;
		m->slots = xcalloc(m->n_slots, sizeof(*m->slots));
		for (size_t i = 0; i < m->n; i++)
			*slot_of(m, m->v[i].path, strlen(m->v[i].path)) = (uint32_t)i + 1;
	}
	if (m->n == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 512;
		m->v = xrealloc(m->v, m->cap, sizeof(*m->v));
	}
	*slot_of(m, path, n) = (uint32_t)m->n + 1;
	m->v[m->n] = (struct manifest_entry){.path = xstrndup(path, n)};
	return &m->v[m->n++];
}

/*
 * The length of the path up to the first link among its folders; 0: there is none. whole: the last
 * name counts, too.
 */
static size_t first_link(const struct manifest *m, const char *path, bool whole)
{
	const char *slash = strrchr(path, '/');
	const struct manifest_entry *parent = entry_at(m, path, (size_t)(slash - path));

	/* the usual case: an entry that is a folder has no links in its path */
	if (!whole && parent && parent->type == MANIFEST_DIR)
		return 0;
	for (size_t n = 1;; n++) {
		const struct manifest_entry *at;

		n += strcspn(path + n, "/");
		if (!path[n] && !whole)
			return 0;
		at = entry_at(m, path, n);
		if (at && at->type == MANIFEST_SLINK)
			return n;
		if (!path[n])
			return 0;
	}
}

/* The clean path without links in it; NULL: they form a loop. */
static char *resolve(const struct manifest *m, const char *path, bool whole)
{
	char *now = xstrdup(path);

	for (int i = 0; i < LINKS_MAX; i++) {
		size_t n = first_link(m, now, whole);
		_cleanup_free_ char *link = n ? xstrndup(now, n) : NULL;
		_cleanup_free_ char *dir = n ? path_dirname(link) : NULL;
		_cleanup_free_ char *target = n ? path_join(dir, entry_at(m, now, n)->data) : NULL;
		_cleanup_free_ char *joined = NULL;

		if (!n)
			return now;
		joined = xasprintf("%s%s", target, now + n);
		free(now);
		now = path_absolute(joined);
	}
	free(now);
	return NULL;
}

static bool is_clean(const char *path)
{
	size_t n = strlen(path);

	return !strstr(path, "//") && !strstr(path, "/./") && !strstr(path, "/../") &&
	       !str_ends(path, "/.") && !str_ends(path, "/..") && (n == 1 || path[n - 1] != '/');
}

static int check_path(const char *path, struct err *e)
{
	if (strlen(path) >= PATH_MAX)
		return err_set(e, "path in the guest is longer than %d bytes: '%.60s…'",
			       PATH_MAX - 1, path);
	for (const char *at = path; *at; at++) {
		size_t n = strcspn(at + 1, "/");

		if (n > NAME_MAX)
			return err_set(e, "name in the guest is longer than %d bytes: '%.60s…'",
				       NAME_MAX, at + 1);
		at += n;
	}
	return 0;
}

/* Where an entry for 'path' really goes. Caller's, or NULL. */
static char *place_of(const struct manifest *m, const char *path, enum manifest_type type,
		      struct err *e)
{
	_cleanup_free_ char *clean = NULL;
	char *place;

	if (*path != '/') {
		err_set(e, "path in the guest does not start with '/': '%s'", path);
		return NULL;
	}
	clean = is_clean(path) ? xstrdup(path) : path_absolute(path);
	if (check_path(clean, e))
		return NULL;
	place = resolve(m, clean, false);
	if (!place) {
		err_set(e, "links in the guest form a loop: '%s'", path);
		return NULL;
	}
	/* the folder may be there already, at the end of a link */
	if (type == MANIFEST_DIR) {
		_cleanup_free_ char *target = resolve(m, place, true);
		const struct manifest_entry *at =
			target ? entry_at(m, target, strlen(target)) : NULL;

		if (at && at->type == MANIFEST_DIR) {
			free(place);
			place = TAKE_PTR(target);
		}
	}
	if (check_path(place, e))
		free(TAKE_PTR(place));
	return place;
}

static int add_parents(struct manifest *m, const char *path, struct err *e)
{
	const char *last = strrchr(path, '/');

	for (const char *at = path + 1; at < last; at++) {
		struct manifest_entry *dir;

		at += strcspn(at, "/");
		dir = entry_at(m, path, (size_t)(at - path));
		if (!dir) {
			dir = append(m, path, (size_t)(at - path));
			dir->type = MANIFEST_DIR;
			dir->mode = 0755;
		}
		if (dir->type != MANIFEST_DIR)
			return err_set(e,
				       "cannot put '%s' into the guest: '%s' is not a folder there",
				       path, dir->path);
	}
	return 0;
}

static int check_entry(const struct manifest_entry *in, struct err *e)
{
	if (in->mode > 07777)
		return err_set(e, "invalid permission bits %o of '%s' in the guest", in->mode,
			       in->path);
	if (in->host && !*in->host)
		return err_set(e, "the host's file for '%s' in the guest has an empty name",
			       in->path);
	if (in->type == MANIFEST_SLINK && (!*in->data || strlen(in->data) >= PATH_MAX))
		return err_set(e, "target of the link '%s' in the guest is empty or too long",
			       in->path);
	if (in->type == MANIFEST_NOD && in->dev_type != 'c' && in->dev_type != 'b')
		return err_set(e, "invalid type of the device '%s' in the guest: '%c'", in->path,
			       in->dev_type);
	if (in->major > MAJOR_MAX || in->minor > MINOR_MAX)
		return err_set(e, "invalid number of the device '%s' in the guest: %u:%u", in->path,
			       in->major, in->minor);
	return 0;
}

static void entry_free(struct manifest_entry *entry)
{
	free(entry->path);
	free(entry->host);
	free(entry->data);
}

/* The content gets a '\0' after it, so that it can be printed. */
static void fill(struct manifest_entry *to, const struct manifest_entry *in)
{
	struct manifest_entry old = *to;

	*to = *in;
	to->path = TAKE_PTR(old.path);
	to->host = in->host ? xstrdup(in->host) : NULL;
	to->data = NULL;
	if (in->data) {
		to->data = xcalloc(1, in->size + 1);
		memcpy(to->data, in->data, in->size);
	}
	entry_free(&old);
}

int manifest_add(struct manifest *m, const struct manifest_entry *in, struct err *e)
{
	_cleanup_free_ char *path = NULL;
	struct manifest_entry *to;

	if (check_entry(in, e))
		return -1;
	path = place_of(m, in->path, in->type, e);
	if (!path)
		return -1;
	if (str_eq(path, "/") && in->type == MANIFEST_DIR)
		return 0;
	to = entry_at(m, path, strlen(path));
	if (str_eq(path, "/") || (to && to->type == MANIFEST_DIR && in->type != MANIFEST_DIR))
		return err_set(e, "'%s' is a folder in the guest already", path);
	if (add_parents(m, path, e))
		return -1;
	to = entry_at(m, path, strlen(path)); /* parents may have moved it */
	fill(to ? to : append(m, path, strlen(path)), in);
	return 0;
}

int manifest_dir(struct manifest *m, const char *path, unsigned mode, struct err *e)
{
	return manifest_add(
		m, &(struct manifest_entry){MANIFEST_DIR, .path = (char *)path, .mode = mode}, e);
}

int manifest_file(struct manifest *m, const char *path, const char *host, unsigned mode,
		  struct err *e)
{
	return manifest_add(m,
			    &(struct manifest_entry){MANIFEST_FILE, .path = (char *)path,
						     .host = (char *)host, .mode = mode},
			    e);
}

int manifest_text(struct manifest *m, const char *path, const char *text, unsigned mode,
		  struct err *e)
{
	return manifest_add(m,
			    &(struct manifest_entry){MANIFEST_FILE, .path = (char *)path,
						     .data = (char *)text, .size = strlen(text),
						     .mode = mode},
			    e);
}

int manifest_slink(struct manifest *m, const char *path, const char *target, struct err *e)
{
	return manifest_add(m,
			    &(struct manifest_entry){MANIFEST_SLINK, .path = (char *)path,
						     .data = (char *)target, .size = strlen(target),
						     .mode = 0777},
			    e);
}

int manifest_nod(struct manifest *m, const char *path, char dev_type, unsigned major,
		 unsigned minor, unsigned mode, struct err *e)
{
	return manifest_add(m,
			    &(struct manifest_entry){MANIFEST_NOD, .path = (char *)path,
						     .mode = mode, .dev_type = dev_type,
						     .major = major, .minor = minor},
			    e);
}

int manifest_pipe(struct manifest *m, const char *path, unsigned mode, struct err *e)
{
	return manifest_add(
		m, &(struct manifest_entry){MANIFEST_PIPE, .path = (char *)path, .mode = mode}, e);
}

const struct manifest_entry *manifest_find(const struct manifest *m, const char *path)
{
	const struct manifest_entry *at = entry_at(m, path, strlen(path));
	_cleanup_free_ char *clean = NULL, *place = NULL;

	if (at || *path != '/')
		return at;
	clean = path_absolute(path);
	place = resolve(m, clean, false);
	return place ? entry_at(m, place, strlen(place)) : NULL;
}

static int by_path(const void *a, const void *b)
{
	const struct manifest_entry *const *x = a, *const *y = b;

	if ((*x)->last != (*y)->last)
		return (*x)->last - (*y)->last;
	return strcmp((*x)->path, (*y)->path);
}

const struct manifest_entry **manifest_sorted(const struct manifest *m)
{
	const struct manifest_entry **order = xcalloc(m->n + 1, sizeof(const void *));

	for (size_t i = 0; i < m->n; i++)
		order[i] = &m->v[i];
	qsort(order, m->n, sizeof(const void *), by_path);
	return order;
}

void manifest_free(struct manifest *m)
{
	for (size_t i = 0; i < m->n; i++)
		entry_free(&m->v[i]);
	free(m->v);
	free(m->slots);
	*m = (struct manifest){0};
}
