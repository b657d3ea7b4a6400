/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/record.h"

#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kbuild/commands.h"
#include "image/kbuild/deps.h"
#include "image/step/identity.h"

#define NOT_A_FILE UINT32_MAX

/* A hash table of strings: open addressing, at most half full. */
struct names {
	struct name {
		char *text;
		uint32_t line; /* of the record; NOT_A_FILE: it has none */
		uint32_t used; /* by the object with this number, counted from 1 */
	} * slots;
	size_t n, cap; /* cap: a power of two */
};

static uint64_t hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

static struct name *slot_of(struct name *slots, size_t cap, const char *s)
{
	size_t i = hash(s) & (cap - 1);

	while (slots[i].text && strcmp(slots[i].text, s))
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static void grow(struct names *set)
{
	size_t cap = set->cap ? 2 * set->cap : 4096;
	struct name *slots = xcalloc(cap, sizeof(*slots));

	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i].text)
			*slot_of(slots, cap, set->slots[i].text) = set->slots[i];
	free(set->slots);
	set->slots = slots;
	set->cap = cap;
}

/* Its slot, good until the next call; *added: it is new. */
static struct name *names_add(struct names *set, const char *s, bool *added)
{
	struct name *name;

	if (2 * set->n >= set->cap)
		grow(set);
	name = slot_of(set->slots, set->cap, s);
	*added = !name->text;
	if (*added) {
		*name = (struct name){.text = xstrdup(s), .line = NOT_A_FILE};
		set->n++;
	}
	return name;
}

static void names_free(struct names *set)
{
	for (size_t i = 0; i < set->cap; i++)
		free(set->slots[i].text);
	free(set->slots);
}

struct record {
	const struct kbuild *k;
	struct timespec start;
	struct names files;   /* as make names them */
	struct names folders; /* of the tree, relative, "" for its top */
	struct strbuf lines, objects;
	uint32_t n_lines, n_objects;
};

static bool is_younger(const struct timespec *t, const struct timespec *start)
{
	/* a file's time is that of the clock's last tick, at most 10 ms ago */
	int64_t ns = (int64_t)(t->tv_sec - start->tv_sec) * INT64_C(1000000000) + t->tv_nsec -
		     start->tv_nsec;

	return ns >= -INT64_C(10000000);
}

/* Adds a line for the file with this real path. Returns the line's number. */
static uint32_t add_line(struct record *r, char kind, const char *path)
{
	_cleanup_free_ char *identity = NULL;
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || strchr(path, '\n'))
		return NOT_A_FILE;
	if (is_younger(&st.st_mtim, &r->start) || is_younger(&st.st_ctim, &r->start))
		identity = xstrdup(IDENTITY_NONE);
	else
		identity = identity_text(&st);
	sb_addf(&r->lines, "%c %s %s\n", kind, identity, path);
	return r->n_lines++;
}

/* The folder of a file of the tree, and those above it. */
static void add_folders(struct record *r, const char *relative)
{
	_cleanup_free_ char *folder = xstrdup(relative);
	bool added = true;
	char *slash;

	while (added && (slash = strrchr(folder, '/'))) {
		*slash = '\0';
		names_add(&r->folders, folder, &added);
	}
	if (added)
		names_add(&r->folders, "", &added);
}

/* path: as make names it, or relative to obj. */
static struct name *add_file(struct record *r, char kind, const char *path)
{
	const char *in_tree = path_below(path, r->k->make_src);
	const char *in_obj = path_below(path, r->k->make_obj);
	bool added;
	struct name *name = names_add(&r->files, in_obj ? in_obj : path, &added);

	if (!added)
		return name;
	if (in_obj || *path != '/') {
		_cleanup_free_ char *real = path_join(r->k->obj, name->text);

		if (!fs_is_file(real))
			return name;
		sb_addf(&r->lines, "G %s\n", name->text);
		name->line = r->n_lines++;
	} else if (in_tree) {
		_cleanup_free_ char *real = path_join(r->k->src, in_tree);

		name->line = add_line(r, kind, real);
		if (name->line != NOT_A_FILE)
			add_folders(r, in_tree);
	} else if (!path_below(path, r->k->make_dir)) {
		name->line = add_line(r, kind, path);
	}
	return name;
}

static void add_input(void *arg, const char *input)
{
	struct record *r = arg;
	struct name *name = add_file(r, 'S', input);

	if (name->line == NOT_A_FILE || name->used == r->n_objects)
		return;
	name->used = r->n_objects;
	sb_addf(&r->objects, " %u", name->line);
}

static int add_command(void *arg, struct command *c, struct err *e)
{
	struct record *r = arg;

	r->n_objects++;
	sb_add(&r->objects, c->object);
	command_each_input(c, add_input, r);
	sb_addc(&r->objects, '\n');
	return 0;
}

/* "deps_config := \", then a Kconfig file on each line, relative to the tree or absolute. */
static int add_kconfigs(struct record *r, struct err *e)
{
	_cleanup_free_ char *path = path_join(r->k->obj, "include/config/auto.conf.cmd");
	_cleanup_sb_ struct strbuf text = {0};
	char *rest, *line;

	if (!fs_exists(path))
		return 0;
	if (fs_read(path, &text, e))
		return -1;
	rest = text.buf;
	while ((line = strsep(&rest, "\n"))) {
		_cleanup_free_ char *name = NULL;

		line += strspn(line, " \t");
		line[strcspn(line, " \t\\")] = '\0';
		if (str_starts(line, "deps_config"))
			continue;
		if (!*line)
			break;
		name = path_join(r->k->make_src, line);
		add_file(r, 'K', name);
	}
	return 0;
}

static bool is_makefile(const char *folder, const char *name)
{
	return str_starts(name, "Makefile") || str_starts(name, "Kbuild") ||
	       str_eq(folder, "scripts");
}

/* Makefiles decide what is built and how, but no object depends on one. */
static int add_makefiles(struct record *r, struct err *e)
{
	bool added;

	names_add(&r->folders, "scripts", &added);
	/* this adds no folders: a makefile's own is there already */
	for (size_t i = 0; i < r->folders.cap; i++) {
		const char *folder = r->folders.slots[i].text;
		_cleanup_free_ char *path = folder ? path_join(r->k->src, folder) : NULL;
		_cleanup_strv_ struct strv names = {0};

		if (!path || !fs_is_dir(path))
			continue;
		if (fs_list(path, &names, e))
			return -1;
		strv_foreach(name, &names) {
			_cleanup_free_ char *file = path_joinf(r->k->make_src, "%s%s%s", folder,
							       *folder ? "/" : "", name);

			if (is_makefile(folder, name))
				add_file(r, 'S', file);
		}
	}
	return 0;
}

int kbuild_record(const struct kbuild *k, const char *path, const struct timespec *start,
		  struct err *e)
{
	struct record r = {.k = k, .start = *start};
	_cleanup_sb_ struct strbuf text = {0};
	int result;

	result = add_kconfigs(&r, e);
	if (result == 0)
		result = commands_each(k->obj, add_command, &r, e);
	if (result == 0)
		result = add_makefiles(&r, e);
	sb_addf(&text, KBUILD_DEPS_HEADING "%zu\n", r.lines.len);
	sb_addn(&text, sb_str(&r.lines), r.lines.len);
	sb_add(&text, KBUILD_DEPS_OBJECTS);
	sb_addn(&text, sb_str(&r.objects), r.objects.len);
	if (result == 0)
		result = fs_write_str(path, sb_str(&text), e);
	names_free(&r.files);
	names_free(&r.folders);
	sb_free(&r.lines);
	sb_free(&r.objects);
	return result;
}
