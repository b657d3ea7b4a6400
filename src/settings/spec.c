/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/spec.h"

#include "base/file/fs.h"

char *spec_without_slashes(const char *path, size_t n)
{
	while (n > 1 && path[n - 1] == '/')
		n--;
	return xstrndup(path, n);
}

void spec_split(const char *spec, char **host, char **guest)
{
	const char *colon = NULL;

	if (!fs_exists(spec))
		for (const char *at = strstr(spec, ":/"); at; at = strstr(at + 1, ":/"))
			colon = at;
	*host = spec_without_slashes(spec, colon ? (size_t)(colon - spec) : strlen(spec));
	*guest = colon ? xstrdup(colon + 1) : NULL;
}
