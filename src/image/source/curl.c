/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/curl.h"

#include <dlfcn.h>
#include <stddef.h>

/* By TLS library: the same interface (libcurl's ABI has been 4 since 2006). */
static const char *const libraries[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4"};

#define F(name, field)                                                                             \
	{                                                                                          \
		name, offsetof(struct curl, field)                                                 \
	}
static const struct {
	const char *name;
	size_t at;
} functions[] = {
	F("curl_global_init", global_init), F("curl_global_cleanup", global_cleanup),
	F("curl_easy_init", init),	    F("curl_easy_setopt", setopt),
	F("curl_easy_perform", perform),    F("curl_easy_getinfo", getinfo),
	F("curl_easy_strerror", strerror),  F("curl_easy_cleanup", cleanup),
};

int curl_load(struct curl *c, struct err *e)
{
	void *library = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(libraries) && !library; i++)
		library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return err_set(e, "cannot load '%s': %s", libraries[0], dlerror());
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		void *f = dlsym(library, functions[i].name);

		if (!f)
			return err_set(e, "'%s' has no '%s'", libraries[0], functions[i].name);
		memcpy((char *)c + functions[i].at, &f, sizeof(f));
	}
	return 0;
}
