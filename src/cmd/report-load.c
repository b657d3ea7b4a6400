/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest wrote part of a run's folder, so a limited amount is read. */
#include "cmd/report-load.h"

#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/step/use.h"

#define RECORDS_MAX (8 << 20)
#define OUTCOME_MAX (1 << 20)
#define SIZES_MAX   (64 << 20)
#define BOOTS_MAX   1000

/* Appends the file's first 'max' bytes; false: it is missing, empty or cannot be read. */
static bool read_some(const char *folder, const char *name, size_t max, struct strbuf *out)
{
	_cleanup_free_ char *path = path_join(folder, name);
	_cleanup_err_ struct err unused = ERR_INIT;
	uint64_t size = fs_size(path);
	ssize_t n;

	if (!fs_is_file(path) || !size)
		return false;
	if (size > max)
		size = max;
	n = fs_read_head(path, sb_reserve(out, size), size, &unused);
	if (n <= 0)
		return false;
	out->len += (size_t)n;
	out->buf[out->len] = '\0';
	return true;
}

static int load_boot(const char *folder, struct facts *f, struct boot *b, struct err *e)
{
	_cleanup_sb_ struct strbuf outcome = {0}, records = {0};

	if (!read_some(folder, "outcome.json", OUTCOME_MAX, &outcome)) {
		err_set(e, "there is no outcome.json in '%s'", folder);
		return err_hint(e, "this run has not ended yet, or jiffy was killed");
	}
	/* without the kernel's log, what the console showed of it */
	if (!read_some(folder, "kmsg.log", RECORDS_MAX, &records))
		read_some(folder, "console.log", RECORDS_MAX, &records);
	if (boot_read(b, sb_str(&outcome), outcome.len, &records, f->has_sizes ? &f->sizes : NULL,
		      &f->release, e))
		return err_wrap(e, "reading the outcome.json in '%s'", folder);
	return 0;
}

/* If vmlinux is older than the run, it is the kernel that ran. */
static void sizes_from_vmlinux(const char *folder, struct facts *f)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_free_ char *path = path_join(folder, "outcome.json");
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_json_ struct json *j = NULL;
	const char *vmlinux;
	struct stat run, linked;

	if (!read_some(folder, "outcome.json", OUTCOME_MAX, &text))
		return;
	j = json_parse(sb_str(&text), text.len, &unused);
	vmlinux = j ? json_get_string(json_get(j, "paths"), "vmlinux") : NULL;
	if (!vmlinux || stat(vmlinux, &linked) || stat(path, &run) ||
	    linked.st_mtim.tv_sec > run.st_mtim.tv_sec)
		return;
	f->has_sizes = sizes_of_kernel(vmlinux, &f->sizes, &unused) == 0;
}

static void load_sizes(const char *folder, struct facts *f)
{
	_cleanup_sb_ struct strbuf text = {0};

	if (!read_some(folder, SIZES_FILE, SIZES_MAX, &text)) {
		sizes_from_vmlinux(folder, f);
		return;
	}
	sizes_parse(sb_str(&text), text.len, &f->sizes);
	f->has_sizes = f->sizes.sections.n > 0;
}

static int load_boots(const char *folder, const struct strv *names, struct facts *f, struct err *e)
{
	f->boots = xcalloc(names->n + 1, sizeof(*f->boots));
	strv_foreach(name, names) {
		_cleanup_free_ char *at = path_join(folder, name);

		if (f->n_boots == BOOTS_MAX)
			break;
		if (load_boot(at, f, &f->boots[f->n_boots], e))
			return -1;
		f->n_boots++;
	}
	return 0;
}

int report_load(const char *folder, const char *name, struct facts *out, struct err *e)
{
	_cleanup_free_ char *boots = path_join(folder, REPORT_BOOTS),
			    *detail = path_join(folder, REPORT_DETAIL);
	_cleanup_strv_ struct strv names = {0};

	*out = (struct facts){.name = xstrdup(name), .folder = xstrdup(folder)};
	load_sizes(folder, out);
	if (fs_is_dir(boots)) {
		if (fs_list(boots, &names, e) || load_boots(boots, &names, out, e))
			return -1;
	} else {
		strv_add(&names, ".");
		if (load_boots(folder, &names, out, e))
			return -1;
	}
	if (!fs_is_dir(detail))
		return 0;
	out->detail = xcalloc(1, sizeof(*out->detail));
	return load_boot(detail, out, out->detail, e);
}

int report_image(const struct build *b, const char *folder, struct image *out, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_json_ struct json *j = NULL;
	const struct json *paths;

	*out = (struct image){0};
	if (read_some(folder, "outcome.json", OUTCOME_MAX, &text))
		j = json_parse(sb_str(&text), text.len, e);
	paths = j ? json_get(j, "paths") : NULL;
	if (paths) {
		str_set(&out->kernel, json_get_string(paths, "kernel"));
		str_set(&out->initramfs, json_get_string(paths, "initramfs"));
		str_set(&out->release, json_get_string(j, "kernel_release"));
	}
	err_free(e);
	if (out->kernel && out->initramfs) {
		if (use_file(b, out->kernel, e) || use_file(b, out->initramfs, e))
			return -1;
		if (fs_is_file(out->kernel) && fs_is_file(out->initramfs))
			return 0;
	}
	err_set(e, "the kernel of the run in '%s' is gone", folder);
	return err_hint(e, "without '--alternate', the recorded figures are compared");
}
