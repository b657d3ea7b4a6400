/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/deps.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kbuild/commands.h"
#include "image/step/identity.h"

#define HEADING_MOST 64

/* The lines that one thread looks at. */
struct part {
	const struct kbuild *k;
	int tree; /* the tree, or -1: a name below a descriptor is found three times as fast */
	const char *kinds;
	char *lines;
	struct strv changed;
};

static void look_at(struct part *part, const char *line)
{
	const char *path = line + strlen("S "), *name;
	struct identity id;
	struct stat st;
	bool known = identity_parse(&path, &id);

	path += *path == ' ';
	name = path_below(path, part->k->src);
	if (!known ||
	    (name && part->tree >= 0 ? fstatat(part->tree, name, &st, 0) : stat(path, &st)) ||
	    !identity_is(&id, &st))
		strv_add(&part->changed, path);
}

static void *look(void *arg)
{
	struct part *part = arg;
	char *line;

	while ((line = strsep(&part->lines, "\n")))
		if (*line && line[1] && strchr(part->kinds, *line))
			look_at(part, line);
	return NULL;
}

/*
 * Reads the record into 'text'. files: its lines of files, ended by '\0'. objects: its lines of
 * objects; NULL: they are not read. false: it cannot be read.
 */
static bool read_record(const char *path, struct strbuf *text, char **files, char **objects)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	char head[HEADING_MOST + 1] = "", *end;
	ssize_t n = fs_read_head(path, head, HEADING_MOST, &unread);
	size_t bytes, all = (size_t)fs_size(path);

	if (n < 0 || !str_starts(head, KBUILD_DEPS_HEADING))
		return false;
	bytes = strtoul(head + strlen(KBUILD_DEPS_HEADING), &end, 10);
	if (*end++ != '\n' || bytes > all)
		return false;
	bytes += (size_t)(end - head);
	if (bytes > all)
		return false;
	n = fs_read_head(path, sb_reserve(text, all), objects ? all : bytes, &unread);
	if (n < 0 || (size_t)n < bytes)
		return false;
	text->len = (size_t)n;
	text->buf[n] = '\0';
	*files = text->buf + (end - head);
	if (!objects)
		return true;
	*objects = text->buf + bytes;
	if (!str_starts(*objects, KBUILD_DEPS_OBJECTS))
		return false;
	**objects = '\0';
	*objects += strlen(KBUILD_DEPS_OBJECTS);
	return true;
}

int kbuild_deps_changes(const struct kbuild *k, const char *path, const char *kinds,
			struct strv *files)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_close_ int tree = -1;
	struct part part[2];
	pthread_t helper;
	char *first, *half;
	bool helped;

	if (!read_record(path, &text, &first, NULL))
		return -1;
	tree = open(k->src, O_PATH | O_DIRECTORY | O_CLOEXEC);
	part[0] = part[1] = (struct part){.k = k, .tree = tree, .kinds = kinds};
	part[0].lines = first;
	half = strchr(first + strlen(first) / 2, '\n');
	if (half) {
		*half = '\0';
		part[1].lines = half + 1;
	}
	/* 6000 files take 10 ms: a second CPU looks at half of them */
	helped = sysconf(_SC_NPROCESSORS_ONLN) > 1 &&
		 pthread_create(&helper, NULL, look, &part[1]) == 0;
	look(&part[0]);
	if (helped)
		pthread_join(helper, NULL);
	else
		look(&part[1]);
	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		strv_addv(files, &part[i].changed);
		strv_free(&part[i].changed);
	}
	return 0;
}

char *kbuild_deps_stale(const struct kbuild *k, const char *path, const char *kinds)
{
	_cleanup_strv_ struct strv files = {0};
	const char *name;

	if (!fs_exists(path))
		return xstrdup("first build");
	if (kbuild_deps_changes(k, path, kinds, &files))
		return xstrdup("the record of its sources cannot be read");
	if (!files.n)
		return NULL;
	name = path_below(files.v[0], k->src);
	return xasprintf("'%s' changed", name ? name : files.v[0]);
}

/* Whether each line names one of the files. */
static bool *find_lines(char *lines, const struct strv *files, size_t *n)
{
	bool *found;
	char *line;

	*n = 0;
	for (const char *p = lines; *p; p++)
		*n += *p == '\n';
	found = xcalloc(++*n, sizeof(*found));
	for (size_t i = 0; (line = strsep(&lines, "\n")); i++) {
		const char *name = *line ? line + strlen("S ") : line;
		struct identity id;

		if (identity_parse(&name, &id))
			name += *name == ' ';
		found[i] = strv_has(files, name);
	}
	return found;
}

int kbuild_deps_objects(const char *path, const struct strv *files, struct strv *objects,
			struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_free_ bool *found = NULL;
	char *lines, *rest, *line;
	size_t n;

	if (!read_record(path, &text, &lines, &rest))
		return err_set(e, "'%s' is not a record of a build", path);
	found = find_lines(lines, files, &n);
	while ((line = strsep(&rest, "\n"))) {
		char *p = line + strcspn(line, " "), *end;
		bool made = false;

		for (*p ? *p++ = '\0' : 0; *p && !made; p = end) {
			size_t i = strtoul(p, &end, 10);

			if (end == p)
				break;
			made = i < n && found[i];
		}
		if (made)
			strv_add(objects, line);
	}
	return 0;
}

int kbuild_deps_forget(const struct kbuild *k, const char *path, struct err *e)
{
	_cleanup_strv_ struct strv changed = {0}, old = {0}, objects = {0};
	struct stat record, st;

	/* without a readable record, make alone decides */
	if (stat(path, &record) || kbuild_deps_changes(k, path, KBUILD_DEPS_ALL, &changed))
		return 0;
	strv_foreach(file, &changed)
		if (stat(file, &st) == 0 && st.st_mtim.tv_sec <= record.st_mtim.tv_sec)
			strv_add(&old, file);
	if (!old.n)
		return 0;
	if (kbuild_deps_objects(path, &old, &objects, e))
		return -1;
	strv_foreach(object, &objects) {
		_cleanup_free_ char *command = command_path(k->obj, object);

		if (fs_remove(command, e))
			return -1;
	}
	return 0;
}
