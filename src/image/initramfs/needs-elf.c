/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Like the loader, this takes one library after the other and appends what each needs to those that
 * are known already. A loaded library serves all that need its name.
 */
#include "image/initramfs/needs-elf.h"

#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/initramfs/runs.h"

#define MUSL "ld-musl-" /* how the name of musl's loader begins */

/* A program or library, and the one that needs it. */
struct object {
	const struct object *by;
	char *host;
	char *host_origin, *guest_origin; /* its folder on the host and in the guest */
	struct elf_info elf;
};

/*
 * Where a library may be: the folder on the host, and the one in which the guest's loader would
 * look.
 */
struct dirs {
	struct strv host, guest;
};

struct search {
	struct needs *n;
	const struct elf_info *program;
	const struct ldso_dirs *system;
	struct object **v; /* the program, then its libraries */
	size_t count;
	struct strv loaded; /* their names */
};

static void search_free(struct search *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->v[i]->host);
		free(s->v[i]->host_origin);
		free(s->v[i]->guest_origin);
		elf_info_free(&s->v[i]->elf);
		free(s->v[i]);
	}
	free(s->v);
	strv_free(&s->loaded);
}

static void dirs_free(struct dirs *d)
{
	strv_free(&d->host);
	strv_free(&d->guest);
}

static void add_path(struct dirs *d, const struct object *o, const char *path)
{
	_cleanup_strv_ struct strv parts = {0};

	strv_split(&parts, path ? path : "", ":");
	strv_foreach(part, &parts) {
		char *host = ldso_expand(part, o->host_origin);
		char *guest = ldso_expand(part, o->guest_origin);

		if (host && guest) {
			strv_take(&d->host, host);
			strv_take(&d->guest, guest);
		} else {
			free(host);
			free(guest);
		}
	}
}

/* In ld.so(8)'s order; the guest has no LD_LIBRARY_PATH. */
static void search_dirs(const struct search *s, const struct object *o, struct dirs *d)
{
	for (const struct object *at = o; at && !o->elf.runpath; at = at->by)
		if (!at->elf.runpath)
			add_path(d, at, at->elf.rpath);
	add_path(d, o, o->elf.runpath);
	strv_addv(&d->host, &s->system->all);
	strv_addv(&d->guest, &s->system->all);
}

/* For a library that only ld.so.conf leads to: the folder of the C library in the guest. */
static const char *home_dir(const struct search *s)
{
	strv_foreach(dir, &s->system->builtin) {
		_cleanup_free_ char *libc = path_join(dir, "libc.so.6");

		if (elf_is_like(libc, s->program))
			return dir;
	}
	return "/lib";
}

static struct object *append(struct search *s, const struct object *by, const char *host,
			     const char *guest)
{
	_cleanup_free_ char *real = by ? NULL : realpath(host, NULL);
	struct object *o = xcalloc(1, sizeof(*o));

	o->by = by;
	o->host = xstrdup(host);
	/* a program's $ORIGIN is its real folder; in the guest it is not a link */
	o->host_origin = path_dirname(real ? real : host);
	o->guest_origin = path_dirname(guest);
	s->v = xrealloc(s->v, s->count + 1, sizeof(*s->v));
	return s->v[s->count++] = o;
}

static int load(struct search *s, const struct object *by, const char *host, const char *guest,
		struct err *e)
{
	struct object *o = append(s, by, host, guest);

	if (elf_read(host, &o->elf, e))
		return -1;
	if (o->elf.soname)
		strv_add(&s->loaded, o->elf.soname);
	return 0;
}

/*
 * 1: the library is at this place of the guest, or was put there from the host, and is loaded.
 * 0: it is not there, or the place has something else.
 */
static int try_place(struct search *s, const struct object *by, const char *host, const char *guest,
		     struct err *e)
{
	const struct manifest_entry *there = manifest_find(s->n->m, guest);

	if (there && there->type == MANIFEST_SLINK)
		return 1; /* where it leads is up to the user */
	if (there && (!there->host || !elf_is_like(there->host, s->program)))
		return 0;
	if (there)
		return load(s, by, there->host, guest, e) ? -1 : 1;
	if (!elf_is_like(host, s->program))
		return 0;
	if (manifest_file(s->n->m, guest, host, 0755, e))
		return -1;
	return load(s, by, host, guest, e) ? -1 : 1;
}

static int missing(const struct object *o, const char *name, const struct strv *dirs,
		   const struct strv *unlike, struct err *e)
{
	_cleanup_free_ char *where = strv_join(dirs, ", "), *others = strv_join(unlike, ", ");

	err_set(e, "'%s' needs the library '%s', which is not on this host", o->host, name);
	if (dirs->n)
		err_detail(e, "looked in %s", where);
	if (unlike->n)
		err_detail(e, "ignored, for another machine: %s", others);
	return err_hint(e, "install it, or name it first: --add FILE:/usr/lib/%s",
			path_basename(name));
}

/* A name with a slash is a path: it is not searched for. */
static int add_by_path(struct search *s, const struct object *o, const char *name, struct err *e)
{
	_cleanup_free_ char *host = ldso_expand(name, o->host_origin);
	_cleanup_free_ char *guest = ldso_expand(name, o->guest_origin);
	const struct strv none = {0};
	int r = host && guest ? try_place(s, o, host, guest, e) : 0;

	return r ? r : missing(o, name, &none, &none, e);
}

static int add_by_name(struct search *s, const struct object *o, const char *name, struct err *e)
{
	_cleanup_(dirs_free) struct dirs d = {0};
	_cleanup_strv_ struct strv unlike = {0};
	size_t own;

	search_dirs(s, o, &d);
	own = d.host.n - s->system->all.n;
	for (size_t i = 0; i < d.host.n; i++) {
		_cleanup_free_ char *host = path_join(d.host.v[i], name);
		_cleanup_free_ char *guest = NULL;
		const char *dir = d.guest.v[i];
		int r;

		if (i >= own && !strv_has(&s->system->builtin, dir))
			dir = home_dir(s);
		guest = path_join(dir, name);
		r = try_place(s, o, host, guest, e);
		if (r)
			return r;
		if (fs_exists(host))
			strv_add(&unlike, host);
	}
	return missing(o, name, &d.host, &unlike, e);
}

static int add_libraries(struct search *s, const struct object *o, struct err *e)
{
	strv_foreach(name, &o->elf.needed) {
		if (strv_has(&s->loaded, name))
			continue;
		strv_add(&s->loaded, name);
		if ((strchr(name, '/') ? add_by_path : add_by_name)(s, o, name, e) < 0)
			return -1;
	}
	return 0;
}

static int add_interpreter(struct search *s, const struct object *o, struct err *e)
{
	const char *interp = o->elf.interp;

	if (!interp || manifest_find(s->n->m, interp))
		return 0;
	if (!elf_is_like(interp, s->program)) {
		err_set(e, "'%s' needs the loader '%s', which is not on this host", o->host,
			interp);
		return err_hint(e, "link the program statically, or install the C library that it "
				   "was linked with");
	}
	return manifest_file(s->n->m, interp, interp, 0755, e);
}

/* The loader comes first, and says where to look. */
static void choose_loader(struct search *s, const struct compat *compat)
{
	const char *loader = s->program->interp ? path_basename(s->program->interp) : "";
	const struct target *t = s->n->b->target;
	struct needs_dirs *d;
	bool musl = str_starts(loader, MUSL);

	if (!s->n->dirs)
		s->n->dirs = xcalloc(t->n_compats + 1, sizeof(*s->n->dirs));
	d = &s->n->dirs[compat ? compat - t->compats + 1 : 0];
	strv_add(&s->loaded, loader);
	/* it is also the C library, under these names (musl: ldso/dynlink.c, load_library) */
	if (musl) {
		strv_add(&s->loaded, "libc.so");
		strv_addf(&s->loaded, "libc.musl-%s", loader + strlen(MUSL));
	}
	if (musl && !d->musl) {
		/* /lib/ld-musl-x86_64.so.1 reads /etc/ld-musl-x86_64.path */
		_cleanup_free_ char *conf =
			xasprintf("/etc/%.*s.path", (int)strcspn(loader, "."), loader);

		d->musl = ldso_musl(conf);
	}
	if (!musl && !d->glibc)
		d->glibc = ldso_glibc("/etc/ld.so.conf", compat ? compat->triplet : t->triplet,
				      compat ? &compat->libdirs : &t->libdirs);
	s->system = musl ? d->musl : d->glibc;
}

int needs_elf(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e)
{
	_cleanup_(search_free) struct search s = {.n = n};
	struct object *o = append(&s, NULL, host, guest);
	const struct target *t = n->b->target;
	const struct compat *compat;
	enum runs how;

	if (elf_read(host, &o->elf, e))
		return -1;
	if (!o->elf.program)
		return 0;
	how = runs(t, n->config, &o->elf.kind, &compat);
	if (how == RUNS_NOT && !foreign_ok)
		return runs_not(t, host, &o->elf.kind, compat, e);
	if (how != RUNS)
		return 0;
	s.program = &o->elf;
	choose_loader(&s, compat);
	if (add_interpreter(&s, o, e))
		return -1;
	for (size_t i = 0; i < s.count; i++)
		if (add_libraries(&s, s.v[i], e))
			return -1;
	return 0;
}

void needs_free(struct needs *n)
{
	for (size_t i = 0; n->dirs && i <= n->b->target->n_compats; i++) {
		ldso_free(n->dirs[i].glibc);
		ldso_free(n->dirs[i].musl);
	}
	free(n->dirs);
}
