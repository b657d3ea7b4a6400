/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The libraries and the interpreter of an ELF program. */
#include "base/fs.h"
#include "image/ldso.h"
#include "image/needs.h"

/* A program or library, and the one that asked for it. */
struct object {
	const struct object *by;
	const char *host;
	char *host_origin, *guest_origin; /* its folder, here and there */
	struct elf_info elf;
};

/* Where a library may be: the folder on the host, and the one in which the guest's loader would look. */
struct dirs {
	struct strv host, guest;
};

struct search {
	struct needs *n;
	const struct elf_info *program;
	const struct ldso_dirs *system;
	const char *loader; /* name of the interpreter's file, or "" */
	bool musl;
};

static void object_free(struct object *o)
{
	free(o->host_origin);
	free(o->guest_origin);
	elf_info_free(&o->elf);
}

static void dirs_free(struct dirs *d)
{
	strv_free(&d->host);
	strv_free(&d->guest);
}

/* dir with $ORIGIN in it replaced; NULL for what is not supported or not absolute. Caller's. */
static char *expand(const char *dir, const char *origin)
{
	static const char *const names[] = {"${ORIGIN}", "$ORIGIN"};
	struct strbuf out = {0};
	char *whole;

	while (*dir) {
		size_t i = 0;

		while (i < ARRAY_SIZE(names) && !str_starts(dir, names[i]))
			i++;
		if (i < ARRAY_SIZE(names)) {
			sb_add(&out, origin);
			dir += strlen(names[i]);
		} else {
			sb_addc(&out, *dir++);
		}
	}
	whole = sb_detach(&out);
	if (*whole == '/' && !strchr(whole, '$')) {
		char *clean = path_absolute(whole);

		free(whole);
		return clean;
	}
	free(whole);
	return NULL;
}

static void add_path(struct dirs *d, const struct object *o, const char *path)
{
	_cleanup_strv_ struct strv parts = {0};

	strv_split(&parts, path ? path : "", ":");
	strv_foreach(part, &parts) {
		char *host = expand(part, o->host_origin);
		char *guest = expand(part, o->guest_origin);

		if (host && guest) {
			strv_take(&d->host, host);
			strv_take(&d->guest, guest);
		} else {
			free(host);
			free(guest);
		}
	}
}

/* The folders for what o needs, in ld.so(8)'s order; without LD_LIBRARY_PATH, which the guest has not. */
static void search_dirs(const struct search *s, const struct object *o, struct dirs *d)
{
	for (const struct object *at = o; at && !o->elf.runpath; at = at->by)
		if (!at->elf.runpath)
			add_path(d, at, at->elf.rpath);
	add_path(d, o, o->elf.runpath);
	strv_addv(&d->host, &s->system->all);
	strv_addv(&d->guest, &s->system->all);
}

/* Whether the guest has the library there already. What a link leads to is the user's business. */
static bool in_guest(const struct search *s, const char *path)
{
	const struct manifest_entry *at = manifest_find(s->n->m, path);

	if (!at || at->type == MANIFEST_DIR)
		return false;
	return at->type == MANIFEST_SLINK || (at->host && elf_is_like(at->host, s->program));
}

/* The folder of the guest for a library that only ld.so.conf leads to: that of the C library. */
static const char *home_dir(const struct search *s)
{
	strv_foreach(dir, &s->system->builtin) {
		_cleanup_free_ char *libc = path_join(dir, "libc.so.6");

		if (elf_is_like(libc, s->program))
			return dir;
	}
	return "/lib";
}

static int put_file(struct search *s, const char *guest, const char *host, struct err *e)
{
	return manifest_file(s->n->m, guest, host, 0755, e);
}

static int add_libraries(struct search *s, const struct object *o, struct err *e);

static int add_library(struct search *s, const struct object *by, const char *host,
		       const char *guest, struct err *e)
{
	_cleanup_(object_free) struct object o = {.by = by, .host = host};

	if (elf_read(host, &o.elf, e) < 0 || put_file(s, guest, host, e) < 0)
		return -1;
	o.host_origin = path_dirname(host);
	o.guest_origin = path_dirname(guest);
	return add_libraries(s, &o, e);
}

static int missing(const struct object *o, const char *name, const struct strv *dirs,
		   const struct strv *unlike, struct err *e)
{
	_cleanup_free_ char *where = strv_join(dirs, ", "), *others = strv_join(unlike, ", ");

	err_set(e, "'%s' needs the library '%s', which is not on this host", o->host, name);
	if (dirs->n)
		err_detail(e, "looked in %s", where);
	if (unlike->n)
		err_detail(e, "passed over, being for another machine: %s", others);
	return err_hint(e, "install it, or name it first: --add FILE:/usr/lib/%s",
			path_basename(name));
}

/* A name with a slash is a path, not to be searched for. */
static int add_by_path(struct search *s, const struct object *o, const char *name, struct err *e)
{
	_cleanup_free_ char *host = expand(name, o->host_origin);
	_cleanup_free_ char *guest = expand(name, o->guest_origin);
	const struct strv none = {0};

	if (guest && in_guest(s, guest))
		return 0;
	if (!host || !guest || !elf_is_like(host, s->program))
		return missing(o, name, &none, &none, e);
	return add_library(s, o, host, guest, e);
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

		if (i >= own && !strv_has(&s->system->builtin, dir))
			dir = home_dir(s);
		guest = path_join(dir, name);
		if (in_guest(s, guest))
			return 0;
		if (manifest_find(s->n->m, guest))
			continue;
		if (elf_is_like(host, s->program))
			return add_library(s, o, host, guest, e);
		if (fs_exists(host))
			strv_add(&unlike, host);
	}
	return missing(o, name, &d.host, &unlike, e);
}

static int add_libraries(struct search *s, const struct object *o, struct err *e)
{
	strv_foreach(name, &o->elf.needed) {
		/* the interpreter is loaded already, and musl's is the C library, too */
		if (str_eq(name, s->loader) || (s->musl && str_starts(name, "libc.")))
			continue;
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
	return put_file(s, interp, interp, e);
}

/* "x86_64-linux-gnu" of "x86_64-linux-gnu-" */
static char *triplet(const struct target *t)
{
	const char *cross = t->cross ? t->cross : "";

	return xstrndup(cross, strlen(cross) - str_ends(cross, "-"));
}

/* /lib/ld-musl-x86_64.so.1 reads /etc/ld-musl-x86_64.path (musl: ldso/dynlink.c). */
static void choose_loader(struct search *s)
{
	struct needs *n = s->n;
	const char *stem = "ld-musl-";

	s->loader = s->program->interp ? path_basename(s->program->interp) : "";
	s->musl = str_starts(s->loader, stem);
	if (s->musl && !n->musl) {
		_cleanup_free_ char *conf =
			xasprintf("/etc/%.*s.path", (int)strcspn(s->loader, "."), s->loader);

		n->musl = ldso_musl(conf);
	}
	if (!s->musl && !n->glibc) {
		_cleanup_free_ char *name = triplet(n->b->target);

		n->glibc = ldso_glibc("/etc/ld.so.conf", name);
	}
	s->system = s->musl ? n->musl : n->glibc;
}

static int foreign(const struct needs *n, const char *host, const struct elf_info *elf,
		   struct err *e)
{
	_cleanup_free_ char *name = elf_machine_name(elf->machine);

	return err_set(e, "'%s' is a program for %s, which the guest (%s) cannot run", host, name,
		       n->b->target->name);
}

int needs_elf(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e)
{
	_cleanup_(object_free) struct object o = {.host = host};
	struct search s = {.n = n, .program = &o.elf};
	_cleanup_free_ char *real = realpath(host, NULL);

	if (elf_read(host, &o.elf, e) < 0)
		return -1;
	if (!o.elf.program)
		return 0;
	if (o.elf.machine != (unsigned)n->b->target->elf_machine)
		return foreign_ok ? 0 : foreign(n, host, &o.elf, e);
	/* a program's $ORIGIN is its real place; in the guest it is no link */
	o.host_origin = path_dirname(real ? real : host);
	o.guest_origin = path_dirname(guest);
	choose_loader(&s);
	return add_interpreter(&s, &o, e) < 0 || add_libraries(&s, &o, e) < 0 ? -1 : 0;
}
