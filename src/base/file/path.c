/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "base/file/fs.h"

char *path_join(const char *a, const char *b)
{
	if (!*a || *b == '/')
		return xstrdup(b);
	return xasprintf("%s%s%s", a, str_ends(a, "/") ? "" : "/", b);
}

char *path_joinf(const char *a, const char *fmt, ...)
{
	_cleanup_free_ char *b = NULL;
	va_list ap;

	va_start(ap, fmt);
	b = xvasprintf(fmt, ap);
	va_end(ap);
	return path_join(a, b);
}

/* How long s[0..n) is without the slashes at its end. */
static size_t without_slashes(const char *s, size_t n)
{
	while (n > 0 && s[n - 1] == '/')
		n--;
	return n;
}

char *path_dirname(const char *path)
{
	size_t n = without_slashes(path, strlen(path));

	while (n > 0 && path[n - 1] != '/')
		n--;
	if (!n)
		return xstrdup(*path == '/' ? "/" : ".");
	n = without_slashes(path, n);
	return n ? xstrndup(path, n) : xstrdup("/");
}

const char *path_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The working directory, and one that leads nowhere when it has been removed. */
static char *working_dir(void)
{
	char *cwd = getcwd(NULL, 0);

	return cwd ? cwd : xstrdup("/proc/self/cwd");
}

char *path_absolute(const char *path)
{
	_cleanup_free_ char *cwd = *path == '/' ? NULL : working_dir();
	_cleanup_free_ char *whole = path_join(cwd ? cwd : "/", path);
	_cleanup_strv_ struct strv parts = {0};
	struct strbuf out = {0};
	size_t kept = 0;

	strv_split(&parts, whole, "/");
	for (size_t i = 0; i < parts.n; i++) {
		if (!strcmp(parts.v[i], ".."))
			kept -= kept > 0;
		else if (strcmp(parts.v[i], ".")) {
			char *part = parts.v[i];

			parts.v[i] = parts.v[kept];
			parts.v[kept++] = part;
		}
	}
	for (size_t i = 0; i < kept; i++)
		sb_addf(&out, "/%s", parts.v[i]);
	if (!kept)
		sb_addc(&out, '/');
	return sb_detach(&out);
}

static bool is_program(const char *path)
{
	return fs_is_file(path) && !access(path, X_OK);
}

char *path_find_program(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return is_program(name) ? xstrdup(name) : NULL;
	if (!*name)
		return NULL;
	for (path = path ? path : "/usr/local/bin:/usr/bin:/bin";; path++) {
		size_t n = strcspn(path, ":");
		/* an empty element is the working directory (POSIX, 8.3) */
		_cleanup_free_ char *dir = n ? xstrndup(path, n) : xstrdup(".");
		_cleanup_free_ char *full = path_join(dir, name);

		if (is_program(full))
			return TAKE_PTR(full);
		path += n;
		if (!*path)
			return NULL;
	}
}
