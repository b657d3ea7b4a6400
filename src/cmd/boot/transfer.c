/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/transfer.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/initramfs/runs.h"
#include "settings/spec.h"

static void add(struct transfers *t, bool pull, char *host, char *guest)
{
	strv_take(&t->paths, host);
	strv_take(&t->paths, guest);
	t->v[t->n++] = (struct transfer_spec){.pull = pull, .host = host, .guest = guest};
}

static int add_push(struct transfers *t, const char *spec, struct err *e)
{
	_cleanup_free_ char *host = NULL, *guest = NULL;
	struct stat st;

	spec_split(spec, &host, &guest);
	if (stat(host, &st) || access(host, R_OK)) {
		err_kind_set(e, ERR_USAGE, "cannot push '%s': %s", host, strerror(errno));
		return err_hint(e,
				"'--push' takes HOST[:GUEST]: a file or folder of this host, and "
				"its place in the guest, which begins with '/'");
	}
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return err_kind_set(e, ERR_USAGE,
				    "cannot push '%s': it is neither a file nor a folder", host);
	add(t, false, TAKE_PTR(host), guest ? TAKE_PTR(guest) : xstrdup("/"));
	return 0;
}

/* Splits at the last ':', since the guest cannot be asked yet which files exist. */
static int add_pull(struct transfers *t, const struct settings *s, const char *spec, struct err *e)
{
	const char *colon = strrchr(spec, ':'), *host = colon ? colon + 1 : ".";
	char *guest = spec_without_slashes(spec, colon ? (size_t)(colon - spec) : strlen(spec));

	add(t, true, path_join(s->cwd, *host ? host : "."), guest);
	if (!*guest)
		return err_kind_set(e, ERR_USAGE, "cannot pull '%s': it names no file of the guest",
				    spec);
	if (!*path_basename(guest) || str_eq(path_basename(guest), ".") ||
	    str_eq(path_basename(guest), ".."))
		return err_kind_set(e, ERR_USAGE,
				    "cannot pull '%s': its last part is not a file name", guest);
	return 0;
}

int run_transfers(const struct settings *s, char *const *command, struct transfers *out,
		  struct err *e)
{
	if (!command && s->push.n + s->pull.n)
		return err_kind_set(e, ERR_USAGE, "'--%s' needs a command: jiffy run … -- COMMAND",
				    s->push.n ? "push" : "pull");
	out->v = xcalloc(s->push.n + s->pull.n + 1, sizeof(*out->v));
	strv_foreach(spec, &s->push)
		if (add_push(out, spec, e))
			return -1;
	strv_foreach(spec, &s->pull)
		if (add_pull(out, s, spec, e))
			return -1;
	return 0;
}

static void warn_of(const struct app *a, const char *config, const char *host)
{
	_cleanup_elf_ struct elf_info elf = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const struct compat *compat;

	if (!fs_is_file(host) || elf_read(host, &elf, &e) || !elf.program ||
	    runs(&a->target, config, &elf.kind, &compat) != RUNS_NOT)
		return;
	runs_not(&a->target, host, &elf.kind, compat, &e);
	progress_warn(a->build.progress, "%s%s%s", e.msg, e.hint ? "; " : "", e.hint ? e.hint : "");
}

void run_warn_of_pushes(const struct app *a, const struct image *image)
{
	_cleanup_sb_ struct strbuf text = {0};
	const bool known = image->config && fs_try_read(image->config, &text);

	strv_foreach(spec, &a->set.push) {
		_cleanup_free_ char *host = NULL, *guest = NULL;

		spec_split(spec, &host, &guest);
		warn_of(a, known ? sb_str(&text) : NULL, host);
	}
}

void transfers_free(struct transfers *t)
{
	free(t->v);
	strv_free(&t->paths);
}
