/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/net/slirp.h"

#include <dlfcn.h>
#include <stddef.h>

#define LIBRARY "libslirp.so.0" /* its ABI since 2019 */

#define F(name, field)                                                                             \
	{                                                                                          \
		name, offsetof(struct slirp, field)                                                \
	}
static const struct {
	const char *name;
	size_t at;
} functions[] = {
	F("slirp_new", create),
	F("slirp_input", input),
	F("slirp_pollfds_fill", fill),
	F("slirp_pollfds_poll", poll),
};

int slirp_load(struct slirp *s, struct err *e)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		err_set(e, "cannot load '%s', which '--net' needs: %s", LIBRARY, dlerror());
		return err_hint(e, "'jiffy doctor' says how to install it");
	}
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		void *f = dlsym(library, functions[i].name);

		if (!f)
			return err_set(e, "'%s' has no '%s'", LIBRARY, functions[i].name);
		memcpy((char *)s + functions[i].at, &f, sizeof(f));
	}
	return 0;
}
