/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of the tree's scripts/kconfig, and where they differ. jiffy defines MENU_HAS_FILENAME
 * (Linux 6.9) and CHOICE_HAS_MEMBERS (6.11) when expr.h has them.
 */
#ifndef JIFFY_DATA_KCONFIG_TREE_H
#define JIFFY_DATA_KCONFIG_TREE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lkc.h"

#ifdef MENU_HAS_FILENAME
#define menu_file(m) ((m)->filename)
#else
#define menu_file(m) ((m)->file->name)
#endif

static inline bool is_tristate(struct symbol *sym)
{
	return sym->type == S_BOOLEAN || sym->type == S_TRISTATE;
}

static inline tristate value_now(struct symbol *sym)
{
	sym_calc_value(sym);
	return sym_get_tristate_value(sym);
}

static inline const char *text_now(struct symbol *sym)
{
	sym_calc_value(sym);
	return sym_get_string_value(sym);
}

#endif
