/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/debsrc.h"

#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/source/aptlist.h"
#include "image/step/partial.h"
#include "image/step/use.h"

/*
 * Added to the host's configuration: no hooks, which would refresh the host's caches, and no lists
 * but those of source packages.
 */
static const char apt_conf[] =
	"#clear APT::Update::Pre-Invoke;\n"
	"#clear APT::Update::Post-Invoke;\n"
	"#clear APT::Update::Post-Invoke-Success;\n"
	"#clear Acquire::IndexTargets::deb-src::Contents-dsc;\n"
	"Acquire::Languages \"none\";\n"
	/* if it retried itself, apt 2.6 would wait for ever when the disk is full */
	"Acquire::Retries \"0\";\n"
	/* an error is better than a long wait */
	"Acquire::http::Timeout \"30\";\n"
	"Acquire::https::Timeout \"30\";\n"
	/* as root, apt would download as a user who cannot reach the cache */
	"APT::Sandbox::User \"root\";\n";

#define TRIES 2 /* a mirror may be in the middle of its update */

/* One fetch of one package. */
struct debsrc {
	const struct build *b;
	const char *package;
	char *step;
	char *state; /* what apt reads and writes; kept after a failure, for the next try */
	char *log;
	struct strv complaints; /* lines in which apt said what was wrong */
};

static void debsrc_end(struct debsrc *d)
{
	free(d->step);
	free(d->state);
	free(d->log);
	strv_free(&d->complaints);
}

bool debsrc_available(void)
{
	_cleanup_free_ char *apt = path_find_program("apt-get");
	_cleanup_free_ char *dpkg_source = path_find_program("dpkg-source");

	return apt && dpkg_source;
}

/* The newest unpacked one in 'sources', or NULL. Folders are named <package>-<version>-deb. */
static char *find_unpacked(const char *sources, const char *package, char **version)
{
	_cleanup_free_ char *prefix = xasprintf("%s-", package), *newest = NULL;
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};

	if (fs_list(sources, &names, &none))
		return NULL;
	strv_foreach(name, &names)
		if (str_starts(name, prefix) && str_ends(name, "-deb") &&
		    strlen(name) > strlen(prefix) + 4 && (!newest || strverscmp(name, newest) > 0))
			str_set(&newest, name);
	if (!newest)
		return NULL;
	*version = xstrndup(newest + strlen(prefix), strlen(newest) - strlen(prefix) - 4);
	return path_join(sources, newest);
}

/* The same, marked as in use. NULL with e not set: there is none. */
static char *use_unpacked(const struct build *b, const char *sources, const char *package,
			  char **version, struct err *e)
{
	_cleanup_free_ char *tree = NULL;
	int gone = 1;

	while (gone > 0) {
		free(TAKE_PTR(tree));
		str_set(version, NULL);
		tree = find_unpacked(sources, package, version);
		gone = tree ? use_tree(b, tree, e) : 0;
	}
	return gone ? NULL : TAKE_PTR(tree);
}

static void on_line(void *arg, const char *line)
{
	static const char *const signs[] = {"E: ", "W: Failed", "dpkg-source: error", "tar: "};
	struct debsrc *d = arg;

	progress_at(d->b->progress, d->step, 0, 0, NULL, line);
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (str_starts(line, signs[i]) && !strv_has(&d->complaints, line))
			strv_add(&d->complaints, line);
}

/* Runs it in 'cwd'. Returns 0 even if the program failed, which the caller checks. */
static int run(struct debsrc *d, struct proc *p, const char *cwd, struct err *e)
{
	strv_add(&p->env, "LC_ALL=C");
	p->cwd = cwd;
	p->log = d->log;
	return proc_run_logged(p, on_line, d, build_interrupt_fd(d->b), e);
}

static int complain(struct debsrc *d, struct err *e)
{
	_cleanup_free_ char *lines = strv_join(&d->complaints, "\n");

	err_wrap(e, "fetching the source package '%s'", d->package);
	if (*lines)
		err_detail(e, "%s", lines);
	if (fs_exists(d->log))
		err_log(e, d->log);
	return err_hint(e, "check whether 'apt-get update' works on this host");
}

static void apt_option(struct strv *argv, const char *name, const char *dir, const char *file)
{
	strv_add(argv, "-o");
	strv_addf(argv, "%s=%s%s%s", name, dir, *file ? "/" : "", file);
}

/* apt-get with all that it writes, and its state, in our folder. */
static void apt_argv(const struct debsrc *d, struct strv *argv)
{
	strv_addl(argv, "apt-get", "-q", "-y", "-c", NULL);
	strv_addf(argv, "%s/apt.conf", d->state);
	apt_option(argv, "Dir::State", d->state, "");
	apt_option(argv, "Dir::State::lists", d->state, "lists");
	apt_option(argv, "Dir::State::status", d->state, "status");
	apt_option(argv, "Dir::Cache", d->state, "");
	apt_option(argv, "Dir::Cache::archives", d->state, "archives");
	apt_option(argv, "Dir::Etc::sourcelist", "/dev/null", "");
	apt_option(argv, "Dir::Etc::sourceparts", d->state, "sources");
}

/* What the host's apt says about its sources. option: NULL for none. */
static int ask_apt(const char *option, const char *format, struct strbuf *out, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;

	strv_add(&p.env, "LC_ALL=C");
	strv_add(&p.argv, "apt-get");
	if (option)
		strv_add(&p.argv, option);
	strv_addl(&p.argv, "indextargets", "--format", format, "Created-By: Packages", NULL);
	return proc_capture(&p, out, e);
}

/* Copies one file of the host's sources as deb-src. */
static int write_list(const struct debsrc *d, const char *file, unsigned n,
		      const struct strv *entries, struct err *e)
{
	_cleanup_free_ char *to = path_joinf(d->state, "sources/%u.%s", n,
					     str_ends(file, ".sources") ? "sources" : "list");
	_cleanup_sb_ struct strbuf text = {0}, src = {0};

	if (fs_read(file, &text, e))
		return -1;
	aptlist_to_src(file, sb_str(&text), entries, &src);
	return fs_write_str(to, sb_str(&src), e);
}

static int write_lists(const struct debsrc *d, struct err *e)
{
	_cleanup_sb_ struct strbuf all = {0}, known = {0}, os_release = {0};
	_cleanup_strv_ struct strv ids = {0}, entries = {0}, files = {0};
	_cleanup_err_ struct err none = ERR_INIT;

	if (ask_apt("--no-release-info", "$(SOURCESENTRY)", &all, e) ||
	    ask_apt(NULL, "$(ORIGIN)|$(SOURCESENTRY)", &known, e))
		return -1;
	(void)fs_read("/etc/os-release", &os_release, &none);
	aptlist_distribution(sb_str(&os_release), &ids);
	aptlist_choose(sb_str(&all), sb_str(&known), &ids, &entries);
	aptlist_files(&entries, &files);
	if (!files.n)
		return err_set(e, "apt has no package sources on this host");
	for (size_t i = 0; i < files.n; i++)
		if (write_list(d, files.v[i], (unsigned)i, &entries, e))
			return -1;
	return 0;
}

static int prepare(const struct debsrc *d, struct err *e)
{
	static const char *const anew[] = {"sources", "download"};
	static const char *const folders[] = {"lists/partial", "archives/partial", "sources",
					      "download"};
	static const struct {
		const char *name, *text;
	} files[] = {{"apt.conf", apt_conf}, {"status", ""}};

	for (size_t i = 0; i < ARRAY_SIZE(anew); i++) {
		_cleanup_free_ char *path = path_join(d->state, anew[i]);

		if (fs_remove(path, e))
			return -1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *path = path_join(d->state, folders[i]);

		if (fs_mkdir_p(path, 0755, e))
			return -1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = path_join(d->state, files[i].name);

		if (fs_write_str(path, files[i].text, e))
			return -1;
	}
	return fs_remove(d->log, e) ? -1 : write_lists(d, e);
}

/* The lists, then the package's files. A list may fail if another one has the package. */
static int download_once(struct debsrc *d, const char *dir, struct err *e)
{
	_cleanup_proc_ struct proc update = PROC_INIT, source = PROC_INIT;

	strv_clear(&d->complaints);
	apt_argv(d, &update.argv);
	strv_add(&update.argv, "update");
	if (run(d, &update, NULL, e))
		return -1;
	apt_argv(d, &source.argv);
	strv_addl(&source.argv, "source", "--download-only", "--only-source", "--", d->package,
		  NULL);
	if (run(d, &source, dir, e))
		return -1;
	return proc_ok(&source, e);
}

static int download_package(struct debsrc *d, const char *dir, struct err *e)
{
	for (int i = 1; i < TRIES; i++) {
		_cleanup_err_ struct err first = ERR_INIT;

		if (download_once(d, dir, &first) == 0)
			return 0;
		if (build_interrupted(d->b, e))
			return -1;
	}
	return download_once(d, dir, e);
}

/* The .dsc file in 'dir', <package>_<version>.dsc (dsc(5)); the epoch is not in its name. */
static char *find_dsc(const struct debsrc *d, const char *dir, char **version, struct err *e)
{
	_cleanup_free_ char *prefix = xasprintf("%s_", d->package);
	_cleanup_strv_ struct strv names = {0};

	if (fs_list(dir, &names, e))
		return NULL;
	strv_foreach(name, &names) {
		if (!str_starts(name, prefix) || !str_ends(name, ".dsc"))
			continue;
		*version = xstrndup(name + strlen(prefix), strlen(name) - strlen(prefix) - 4);
		return path_join(dir, name);
	}
	err_set(e, "apt fetched no '%s….dsc'", prefix);
	return NULL;
}

static char *unpack_dsc(struct debsrc *d, const char *dsc, const char *target, struct err *e)
{
	_cleanup_partial_ struct partial partial = PARTIAL_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_free_ char *tree = NULL, *lock_path = use_tree_lock(target);
	int lock;

	if (partial_begin(&partial, target, e))
		return NULL;
	tree = path_join(partial.path, "tree");
	strv_addl(&p.argv, "dpkg-source", "-x", dsc, tree, NULL);
	if (run(d, &p, partial.path, e) || proc_ok(&p, e))
		return NULL;
	/* it is in use before it is there for others */
	lock = build_lock_shared(d->b, lock_path, "removes an old tree", e);
	if (lock < 0)
		return NULL;
	use_keep(d->b, lock);
	return partial_commit(&partial, tree, e) ? NULL : xstrdup(target);
}

static char *fetch(struct debsrc *d, const char *sources, char **version, struct err *e)
{
	_cleanup_free_ char *dir = path_join(d->state, "download"), *dsc = NULL, *target = NULL;
	_cleanup_free_ char *found = NULL, *tree = NULL;
	_cleanup_err_ struct err none = ERR_INIT;

	if (prepare(d, e) || download_package(d, dir, e))
		return NULL;
	dsc = find_dsc(d, dir, &found, e);
	if (!dsc)
		return NULL;
	target = path_joinf(sources, "%s-%s-deb", d->package, found);
	tree = unpack_dsc(d, dsc, target, e);
	if (!tree)
		return NULL;
	(void)fs_remove(d->state, &none);
	*version = TAKE_PTR(found);
	return TAKE_PTR(tree);
}

char *debsrc_fetch(const struct build *b, const char *package, char **version, struct err *e)
{
	_cleanup_free_ char *sources = path_join(b->cachedir, "sources");
	_cleanup_free_ char *apt = path_join(b->cachedir, "apt");
	_cleanup_free_ char *lock_path = path_join(apt, "lock");
	_cleanup_free_ char *doing = xasprintf("fetches the source package '%s'", package);
	_cleanup_(debsrc_end) struct debsrc d = {
		.b = b,
		.package = package,
		.step = xasprintf("fetch %s", package),
		.state = path_join(apt, "state"),
		.log = path_join(apt, "log"),
	};
	_cleanup_close_ int lock = -1;
	char *tree = use_unpacked(b, sources, package, version, e);

	if (tree || e->msg)
		return tree;
	lock = build_lock_file(b, lock_path, doing, e);
	if (lock < 0)
		return NULL;
	/* another jiffy may have fetched it while we waited */
	tree = use_unpacked(b, sources, package, version, e);
	if (tree || e->msg)
		return tree;
	progress_begin(b->progress, d.step, "the distribution's source package, through apt");
	tree = fetch(&d, sources, version, e);
	if (tree)
		progress_end(b->progress, d.step, "version %s", *version);
	/* Ctrl-C also ends apt: that is no failure of apt's */
	else if (build_interrupted(b, e) == 0)
		complain(&d, e);
	return tree;
}
