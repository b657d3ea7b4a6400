/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/bench-settings.h"

#include "base/file/path.h"
#include "image/source/source.h"

static void take(char **to, char **from)
{
	free(*to);
	*to = TAKE_PTR(*from);
}

void bench_settings(struct settings *s)
{
	struct settings fresh;

	settings_init(&fresh);
	take(&fresh.kernel, &s->kernel);
	take(&fresh.kernel_sha256, &s->kernel_sha256);
	take(&fresh.ini_kernel, &s->ini_kernel);
	take(&fresh.ini_kernel_sha256, &s->ini_kernel_sha256);
	take(&fresh.busybox, &s->busybox);
	take(&fresh.busybox_sha256, &s->busybox_sha256);
	take(&fresh.cc, &s->cc);
	/* the jiffy that is measured starts in another folder */
	if (s->qemu && strchr(s->qemu, '/'))
		fresh.qemu = path_absolute(s->qemu);
	else
		take(&fresh.qemu, &s->qemu);
	take(&fresh.accel, &s->accel);
	/* the recipe's QEMU emulates unless it is told otherwise */
	if (str_eq(fresh.accel, "auto"))
		str_set(&fresh.accel, "tcg");
	take(&fresh.cwd, &s->cwd);
	fresh.sandbox = s->sandbox;
	fresh.jobs = s->jobs;
	fresh.runs = s->runs;
	fresh.json = s->json;
	fresh.verbose = s->verbose;
	fresh.quiet = s->quiet;
	settings_free(s);
	*s = fresh;
}

static void add_option(struct strv *to, const char *name, const char *value)
{
	if (value)
		strv_addl(to, name, value, NULL);
}

void bench_options(const struct settings *s, struct strv *options, struct strv *sources)
{
	_cleanup_free_ char *kernel = source_named_kernel(s);

	add_option(options, "--cc", s->cc);
	if (s->jobs) {
		strv_add(options, "--jobs");
		strv_addf(options, "%lld", (long long)s->jobs);
	}
	add_option(sources, "--kernel", kernel);
	add_option(sources, "--kernel-sha256", s->kernel ? s->kernel_sha256 : s->ini_kernel_sha256);
	add_option(sources, "--busybox", s->busybox);
	add_option(sources, "--busybox-sha256", s->busybox_sha256);
}
