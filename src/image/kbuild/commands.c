/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/commands.h"

#include <errno.h>
#include <fts.h>

#include "base/file/fs.h"
#include "base/file/path.h"

#define SUFFIX ".cmd"

char *command_path(const char *dir, const char *object)
{
	const char *name = path_basename(object);

	return path_joinf(dir, "%.*s.%s" SUFFIX, (int)(name - object), object, name);
}

void command_free(struct command *c)
{
	free(c->object);
	free(c->path);
	sb_free(&c->text);
	*c = (struct command){0};
}

int command_read(struct command *c, const char *dir, const char *object, struct err *e)
{
	*c = (struct command){.object = xstrdup(object), .path = command_path(dir, object)};
	return fs_read(c->path, &c->text, e);
}

/* "fs/.open.o.cmd" is of "fs/open.o"; NULL: it is not the name of a .cmd file. Caller's. */
static char *object_of(const char *relative)
{
	const char *name = path_basename(relative);

	if (*name != '.' || !str_ends(name, SUFFIX) || strlen(name) <= strlen("." SUFFIX))
		return NULL;
	return xasprintf("%.*s%.*s", (int)(name - relative), relative,
			 (int)(strlen(name) - strlen("." SUFFIX)), name + 1);
}

int commands_each(const char *dir, int (*on)(void *arg, struct command *c, struct err *e),
		  void *arg, struct err *e)
{
	_cleanup_free_ char *root = xstrdup(dir);
	char *paths[] = {root, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int result = 0;

	if (!fts)
		return err_errno(e, errno, "cannot read '%s'", dir);
	while (result == 0 && (entry = fts_read(fts))) {
		_cleanup_command_ struct command c = {0};

		if (entry->fts_level < 1)
			continue;
		c.object = object_of(entry->fts_path + strlen(dir) + 1);
		if (!c.object)
			continue;
		c.path = xstrdup(entry->fts_accpath);
		result = fs_read(c.path, &c.text, e);
		if (result == 0)
			result = on(arg, &c, e);
	}
	fts_close(fts);
	return result;
}

/* "savedcmd_fs/open.o := gcc …"; before Linux 6.2 "cmd_fs/open.o := gcc …". */
char *command_line(const struct command *c)
{
	const char *text = sb_str(&c->text), *start = strstr(text, " := ");

	if (!start || (!str_starts(text, "savedcmd_") && !str_starts(text, "cmd_")))
		return xstrdup("");
	start += strlen(" := ");
	return xstrndup(start, strcspn(start, "\n"));
}

/* A command names files anywhere: syscall tables, scripts, linker scripts. */
static void each_path(char *text, void (*on)(void *arg, const char *input), void *arg)
{
	static const char ends[] = " \t\r\n\\\"'`;:,()|&<>$=";

	while (*text) {
		size_t n = strcspn(text, ends);
		char end = text[n];

		text[n] = '\0';
		if (*text == '/' && n > 1)
			on(arg, text);
		text += n + (end != '\0');
	}
}

/* "deps_fs/open.o := \", then on each line a file or "$(wildcard include/config/X)", and a '\'. */
static void each_generated(const char *text, void (*on)(void *arg, const char *input), void *arg)
{
	const char *line = strstr(text, "\ndeps_");

	for (line = line ? strchr(line + 1, '\n') : NULL; line; line = strchr(line, '\n')) {
		_cleanup_free_ char *name = NULL;

		line += 1 + strspn(line + 1, " \t");
		line += str_starts(line, "./") ? 2 : 0;
		if (!*line || *line == '\n')
			break;
		if (*line == '/' || *line == '$')
			continue;
		name = xstrndup(line, strcspn(line, " \t\\\n"));
		if (*name)
			on(arg, name);
	}
}

void command_each_input(struct command *c, void (*on)(void *arg, const char *input), void *arg)
{
	if (!c->text.len)
		return;
	each_generated(c->text.buf, on, arg);
	each_path(c->text.buf, on, arg);
}
