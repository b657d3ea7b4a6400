/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/share.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/strbuf.h"
#include "settings/spec.h"

#define WRITABLE ":rw"

/* Places that exist in the guest. */
static const struct {
	const char *place;
	bool needed; /* the agent cannot work without it */
} taken[] = {
	{"/", true},	    {"/dev", true},   {"/proc", true}, {"/sys", true},	  {"/init", true},
	{"/bin", false},    {"/etc", false},  {"/lib", false}, {"/lib32", false}, {"/lib64", false},
	{"/libx32", false}, {"/sbin", false}, {"/usr", false},
};

static int refuse(const char *spec, const char *why, struct err *e)
{
	err_kind_set(e, ERR_USAGE, "cannot share '%s': %s", spec, why);
	return err_hint(e, "--share (in jiffy.ini: share) takes DIR[:GUEST][:rw], a folder of this "
			   "host and its place in the guest, which begins with '/'");
}

/* What follows a folder and a ':' but is neither a place nor "rw", or NULL. */
static const char *bad_place(const char *host)
{
	const char *colon = strrchr(host, ':');
	_cleanup_free_ char *before = colon ? xstrndup(host, (size_t)(colon - host)) : NULL;

	return before && fs_is_dir(before) ? colon + 1 : NULL;
}

static int check_host(const struct share *s, struct err *e)
{
	const char *place = fs_exists(s->host) ? NULL : bad_place(s->host);
	_cleanup_free_ char *why =
		place ? xasprintf("the place '%s' in the guest does not begin with '/'", place)
		      : NULL;
	struct stat st;

	if (why)
		return refuse(s->host, why, e);
	if (stat(s->host, &st) < 0)
		return refuse(s->host, strerror(errno), e);
	if (!S_ISDIR(st.st_mode))
		return refuse(s->host, "it is not a folder", e);
	if (access(s->host, R_OK | X_OK) < 0 || (s->rw && access(s->host, W_OK) < 0))
		return refuse(s->host, strerror(errno), e);
	return 0;
}

static char *place_of(const char *host, const char *guest)
{
	_cleanup_free_ char *within = NULL;

	if (guest && !str_ends(guest, "/"))
		return path_absolute(guest);
	within = path_join(guest ? guest : "/", path_basename(host));
	return path_absolute(within);
}

static int check_place(const struct share *s, bool named, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
		if (!str_eq(s->guest, taken[i].place) || (named && !taken[i].needed))
			continue;
		err_kind_set(e, ERR_USAGE, "cannot share '%s': it would hide the guest's own '%s'",
			     s->host, s->guest);
		return err_hint(e, "give it another place in the guest: --share %s:/PLACE",
				s->host);
	}
	return 0;
}

/* A later share is mounted over an earlier one. */
static int check_others(const struct shares *all, const struct share *s, struct err *e)
{
	_cleanup_free_ char *below = path_join(s->guest, "");

	for (size_t i = 0; i < all->n; i++) {
		if (str_eq(all->v[i].guest, s->guest))
			return err_kind_set(e, ERR_USAGE,
					    "'%s' and '%s' are both shared at '%s' in the guest",
					    all->v[i].host, s->host, s->guest);
		if (!str_starts(all->v[i].guest, below))
			continue;
		err_kind_set(e, ERR_USAGE, "'%s', shared at '%s' in the guest, would hide '%s'",
			     s->host, s->guest, all->v[i].guest);
		return err_hint(e, "name the outer one first");
	}
	return 0;
}

static int parse(const char *spec, struct share *s, bool *named, struct err *e)
{
	_cleanup_free_ char *rest = NULL, *host = NULL, *guest = NULL;

	s->rw = str_ends(spec, WRITABLE) && !fs_exists(spec);
	rest = xstrndup(spec, strlen(spec) - (s->rw ? strlen(WRITABLE) : 0));
	spec_split(rest, &host, &guest);
	s->host = path_absolute(host);
	s->guest = place_of(s->host, guest);
	*named = guest && !str_ends(guest, "/");
	if (check_host(s, e) < 0)
		return -1;
	if (guest && strchr(guest, ':'))
		return refuse(s->host, "a place in the guest cannot contain ':'", e);
	return 0;
}

int shares_parse(const struct strv *specs, struct shares *out, struct err *e)
{
	out->v = xcalloc(specs->n + 1, sizeof(*out->v));
	strv_foreach(spec, specs) {
		struct share *s = &out->v[out->n];
		bool named;
		int result = parse(spec, s, &named, e);

		if (result == 0)
			result = check_place(s, named, e);
		if (result == 0)
			result = check_others(out, s, e);
		out->n++;
		if (result < 0)
			return -1;
	}
	return 0;
}

/* The kernel splits at blanks and obeys quotes (linux: lib/cmdline.c, next_arg()). */
static bool is_plain(unsigned char c)
{
	return c > ' ' && c != 0x7f && c != '"' && c != '%';
}

char *share_word(const struct share *s, size_t number)
{
	struct strbuf sb = {0};

	sb_addf(&sb, "jiffy." SHARE_TAG "%zu=%s:", number, s->rw ? "rw" : "ro");
	for (const char *c = s->guest; *c; c++) {
		if (is_plain((unsigned char)*c))
			sb_addc(&sb, *c);
		else
			sb_addf(&sb, "%%%02x", (unsigned char)*c);
	}
	return sb_detach(&sb);
}

void shares_free(struct shares *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].host);
		free(s->v[i].guest);
	}
	free(s->v);
	*s = (struct shares){0};
}
