/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/packages.h"

#include <glob.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"

#define COLUMNS (2 + PACKAGES_MANAGERS)

static const struct {
	const char *program, *install;
} managers[] = {
	[PACKAGES_APT] = {"apt-get", "apt-get install -y --no-install-recommends"},
	[PACKAGES_DNF] = {"dnf", "dnf install"},
	[PACKAGES_PACMAN] = {"pacman", "pacman -S --needed"},
	[PACKAGES_ZYPPER] = {"zypper", "zypper install"},
};

static bool program_present(const char *name)
{
	_cleanup_free_ char *path = path_find_program(name);

	return path;
}

static bool library_present(const char *name)
{
	_cleanup_proc_ struct proc pkg_config = PROC_INIT;
	_cleanup_err_ struct err unknown = ERR_INIT;

	strv_addl(&pkg_config.argv, "pkg-config", "--exists", name, NULL);
	return proc_capture(&pkg_config, NULL, &unknown) == 0;
}

static bool file_present(const char *globs)
{
	_cleanup_strv_ struct strv patterns = {0};
	bool found = false;

	strv_split(&patterns, globs, ",");
	strv_foreach(pattern, &patterns) {
		glob_t g;

		if (glob(pattern, GLOB_NOSORT, NULL, &g) == 0) {
			found = true;
			globfree(&g);
		}
	}
	return found;
}

static const struct check {
	const char *kind;
	bool (*present)(const char *what);
} checks[] = {
	{"cmd:", program_present},
	{"pc:", library_present},
	{"file:", file_present},
};

static const struct check *check_of(const char *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		if (str_starts(s, checks[i].kind))
			return &checks[i];
	return NULL;
}

bool packages_present(const struct package_item *item)
{
	return check_of(item->check)->present(packages_thing(item));
}

const char *packages_thing(const struct package_item *item)
{
	return item->check + strlen(check_of(item->check)->kind);
}

static int add_line(struct packages *p, const struct strv *words, struct err *e)
{
	struct package_item *item;

	if (words->n != COLUMNS)
		return err_set(e, "%zu columns instead of %d", words->n, COLUMNS);
	if (!check_of(words->v[1]))
		return err_set(e, "unknown check '%s'", words->v[1]);
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 64;
		p->v = xrealloc(p->v, p->cap, sizeof(*p->v));
	}
	item = &p->v[p->n++];
	*item = (struct package_item){.group = xstrdup(words->v[0]), .check = xstrdup(words->v[1])};
	for (size_t i = 0; i < PACKAGES_MANAGERS; i++)
		if (!str_eq(words->v[2 + i], "-"))
			item->names[i] = xstrdup(words->v[2 + i]);
	return 0;
}

int packages_load(struct packages *p, const char *datadir, struct err *e)
{
	_cleanup_free_ char *path = path_join(datadir, "data/packages");
	_cleanup_sb_ struct strbuf text = {0};
	char *rest, *line;
	int number = 0;

	*p = (struct packages){0};
	if (fs_read(path, &text, e) < 0)
		return -1;
	for (rest = text.buf; (line = strsep(&rest, "\n"));) {
		_cleanup_strv_ struct strv words = {0};

		number++;
		strv_split(&words, line, " \t");
		if (words.n == 0 || words.v[0][0] == '#')
			continue;
		if (add_line(p, &words, e) < 0) {
			packages_free(p);
			return err_wrap(e, "%s:%d", path, number);
		}
	}
	return 0;
}

void packages_free(struct packages *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].group);
		free(p->v[i].check);
		for (size_t m = 0; m < PACKAGES_MANAGERS; m++)
			free(p->v[i].names[m]);
	}
	free(p->v);
	*p = (struct packages){0};
}

static void add_once(struct strv *sv, const char *s)
{
	if (sv)
		strv_add_once(sv, s);
}

void packages_groups(const struct packages *p, struct strv *out)
{
	for (size_t i = 0; i < p->n; i++)
		add_once(out, p->v[i].group);
}

enum package_manager packages_manager(void)
{
	enum package_manager m = 0;

	while (m < PACKAGES_MANAGERS && !program_present(managers[m].program))
		m++;
	return m;
}

static void missing(const struct packages *p, const char *group, enum package_manager manager,
		    bool ask, struct strv *things, struct strv *names)
{
	/* Without a known manager, only what all systems need counts: what dnf's column has. */
	enum package_manager column = manager == PACKAGES_MANAGERS ? PACKAGES_DNF : manager;

	for (size_t i = 0; i < p->n; i++) {
		const struct package_item *item = &p->v[i];

		if (group && !str_eq(group, item->group))
			continue;
		if (!item->names[column] || (!ask && str_starts(item->check, "pc:")) ||
		    packages_present(item))
			continue;
		add_once(things, str_starts(item->check, "file:") ? item->names[column]
								  : packages_thing(item));
		if (manager != PACKAGES_MANAGERS)
			add_once(names, item->names[manager]);
	}
}

void packages_missing(const struct packages *p, const char *group, enum package_manager manager,
		      struct strv *things, struct strv *names)
{
	missing(p, group, manager, true, things, names);
}

int packages_require(const char *datadir, const char *group, const char *what, struct err *e)
{
	_cleanup_packages_ struct packages p = {0};
	_cleanup_strv_ struct strv absent = {0};
	_cleanup_free_ char *list = NULL;

	if (packages_load(&p, datadir, e))
		return -1;
	missing(&p, group, packages_manager(), false, &absent, NULL);
	if (!absent.n)
		return 0;
	list = strv_join(&absent, "', '");
	err_set(e, "cannot build %s: '%s' %s not installed", what, list,
		absent.n == 1 ? "is" : "are");
	return err_hint(e, "'jiffy doctor' says what to install");
}

char *packages_command(const struct strv *names, enum package_manager manager, bool root)
{
	_cleanup_free_ char *words = strv_shell(names);

	if (manager == PACKAGES_MANAGERS || names->n == 0)
		return NULL;
	return xasprintf("%s%s %s", root ? "" : "sudo ", managers[manager].install, words);
}
