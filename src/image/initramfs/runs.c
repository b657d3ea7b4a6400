/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/runs.h"

#include "image/kconfig/kconfig.h"

static bool is_on(const char *config, const char *symbol)
{
	_cleanup_free_ char *value = kconfig_value(config, symbol);

	return str_eq(value, "y");
}

enum runs runs(const struct target *t, const char *config, const struct elf_kind *kind,
	       const struct compat **compat)
{
	*compat = NULL;
	if (elf_kind_equal(kind, &t->elf))
		return RUNS;
	for (size_t i = 0; i < t->n_compats; i++)
		if (elf_kind_equal(kind, &t->compats[i].elf))
			*compat = &t->compats[i];
	if (*compat && (!config || is_on(config, (*compat)->symbol)))
		return RUNS;
	return config && is_on(config, "BINFMT_MISC") ? RUNS_BY_MISC : RUNS_NOT;
}

int runs_not(const struct target *t, const char *host, const struct elf_kind *kind,
	     const struct compat *compat, struct err *e)
{
	_cleanup_free_ char *name = elf_kind_name(kind);

	if (compat) {
		err_kind_set(e, ERR_CONFIG,
			     "'%s' is a program for %s, which the kernel runs only with %s", host,
			     name, compat->symbol);
		return err_hint(e, "'--enable %s' adds it", compat->symbol);
	}
	err_set(e, "'%s' is a program for %s, which the guest (%s) cannot run", host, name,
		t->name);
	return err_hint(e, "with BINFMT_MISC, the guest can register an emulator for it");
}
