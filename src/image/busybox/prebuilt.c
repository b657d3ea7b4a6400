/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/prebuilt.h"

#include <errno.h>

#include "base/file/atomic.h"
#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/step/folder.h"

static bool holds_banner(const char *path, struct err *e)
{
	static const char banner[] = "BusyBox v"; /* libbb/messages.c */
	_cleanup_sb_ struct strbuf file = {0};

	if (fs_read(path, &file, e))
		return false;
	if (file.len && memmem(file.buf, file.len, banner, strlen(banner)))
		return true;
	err_set(e, "'%s' is not BusyBox: it does not contain '%s'", path, banner);
	return false;
}

int busybox_check_binary(const char *path, const struct elf_kind *kind, struct err *e)
{
	_cleanup_elf_ struct elf_info elf = {0};

	if (elf_read(path, &elf, e) || !holds_banner(path, e))
		return -1;
	if (!elf_kind_equal(&elf.kind, kind)) {
		_cleanup_free_ char *its = elf_kind_name(&elf.kind);
		_cleanup_free_ char *ours = elf_kind_name(kind);

		return err_set(e, "'%s' is for %s, and the guest is %s", path, its, ours);
	}
	if (elf.program && elf_is_static(&elf))
		return 0;
	err_set(e, "'%s' is not static: the guest has no shared libraries for it", path);
	return err_hint(e, "CONFIG_STATIC=y, jiffy's own default, makes it static; the package "
			   "'busybox-static' has a static binary");
}

void busybox_add_applets(struct strv *applets, const char *text)
{
	_cleanup_strv_ struct strv lines = {0};

	strv_split(&lines, text, "\r\n");
	strv_foreach(line, &lines) {
		const char *path = line + strspn(line, "/");

		/* without CONFIG_FEATURE_INSTALLER --list-full lists no folders */
		if (!strchr(path, '/') && !str_eq(path, "linuxrc"))
			strv_addf(applets, "bin/%s", path);
		else if (!str_eq(path, "bin/busybox"))
			strv_add(applets, path);
	}
	strv_sort(applets);
}

/*
 * The binary may have any name, but BusyBox takes that for an applet's unless it begins with
 * "busybox": so use a link.
 */
static int ask_for_applets(const char *path, const char *dir, struct strbuf *out, struct err *e)
{
	_cleanup_free_ char *link = path_join(dir, "busybox");
	_cleanup_proc_ struct proc p = PROC_INIT;

	if (fs_remove(link, e))
		return -1;
	if (symlink(path, link) < 0)
		return err_errno(e, errno, "cannot make '%s'", link);
	strv_addl(&p.argv, link, "--list-full", NULL);
	p.clear_env = true;
	if (proc_capture(&p, out, e) == 0 && out->len)
		return 0;
	if (!e->msg)
		err_set(e, "it lists nothing");
	return err_wrap(e, "cannot list the applets of '%s'", path);
}

static int find_applets(const struct build *b, const char *path, const char *dir,
			struct strbuf *out, struct err *e)
{
	_cleanup_free_ char *folder = path_dirname(path);
	_cleanup_free_ char *links = path_join(folder, "busybox.links");

	if (target_is_native(b->target))
		return ask_for_applets(path, dir, out, e);
	if (fs_exists(links))
		return fs_read(links, out, e);
	err_set(e, "cannot list the applets of '%s': it does not run on this host", path);
	return err_hint(e, "put 'busybox.links' from its build ('make busybox.links') beside it");
}

int busybox_prebuilt(const struct build *b, const struct source *src, char **dir,
		     struct strv *applets, struct err *e)
{
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	_cleanup_free_ char *list = NULL;
	_cleanup_sb_ struct strbuf text = {0};
	char hex[DIGEST_HEX];

	if (build_digest_file(b, src->path, hex, e))
		return -1;
	*dir = path_joinf(b->cachedir, "build/busybox-%.8s-%s", hex, b->target->name);
	if (folder_open(&f, b, *dir, e))
		return -1;
	list = folder_path(&f, "busybox.links");
	if (fs_exists(list)) {
		progress_fresh(b->progress, "busybox", "nothing changed");
		if (fs_read(list, &text, e))
			return -1;
	} else {
		progress_begin(b->progress, "busybox", "'%s' has not been checked yet", src->path);
		if (busybox_check_binary(src->path, &b->target->elf, e) ||
		    find_applets(b, src->path, *dir, &text, e) ||
		    fs_write_str(list, sb_str(&text), e))
			return -1;
		progress_end(b->progress, "busybox", "'%s' is a static BusyBox", src->path);
	}
	busybox_add_applets(applets, sb_str(&text));
	return 0;
}
