/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/path.h"

#include "base/strbuf.h"
#include "base/strv.h"

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

/* Length of s[0..n) without its trailing slashes. */
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

/* The working directory; if it has been removed, a path that does not exist. */
static char *working_dir(void)
{
	char *cwd = getcwd(NULL, 0);

	return cwd ? cwd : xstrdup("/proc/self/cwd");
}

const char *path_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return str_starts(path, folder) && path[n] == '/' ? path + n + 1 : NULL;
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
