/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/program/env.h"

#include <string.h>

#include "guest/base/text.h"

static bool same_name(const char *a, const char *b)
{
	while (*a == *b && *a && *a != '=')
		a++, b++;
	return *a == '=' && *b == '=';
}

size_t env_add(const char **env, size_t n, size_t max, const char *const *more)
{
	for (; *more && n < max; more++) {
		bool known = false;

		for (size_t i = 0; i < n; i++)
			known |= same_name(*more, env[i]);
		if (!known)
			env[n++] = *more;
	}
	return n;
}

const char *env_value(const char *const *env, const char *name)
{
	for (; *env; env++)
		if (same_name(*env, name))
			return strchr(*env, '=') + 1;
	return "";
}

void env_default(const struct guest *g, const char *first, const char *out[ENV_MAX])
{
	const char *const ours[] = {
		first,	     "HOME=/root",   "PATH=/sbin:/usr/sbin:/bin:/usr/bin",
		"USER=root", "LOGNAME=root", "SHELL=" SHELL,
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (ours[i])
			out[n++] = ours[i];
	n = env_add(out, n, ENV_MAX - 1, g->env);
	out[n] = NULL;
}
