/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keeps a symbol off, whatever is configured: the compiler, a tool, another architecture. The
 * causes are the lines that data/kconfig/advice.c prints:
 *
 *	macro NAME<TAB>TEXT…	the definition runs programs, and TEXT is how it does so
 *	compare EXPRESSION	of a symbol that cannot be set: "GCC_VERSION [=120200]>=130000"
 *	off NAME		nothing turns the symbol on
 *	undefined NAME		the symbol is not there
 */
#ifndef JIFFY_IMAGE_KCONFIG_CAUSE_H
#define JIFFY_IMAGE_KCONFIG_CAUSE_H

#include "image/step/build.h"

/*
 * Adds to 'needs' what the causes ask for, each once, and which package has it if it is not
 * installed: "pahole (PAHOLE_VERSION [=0]>=116): install 'dwarves'". src: the kernel tree.
 */
int causes_in_words(const struct build *b, const char *src, const struct strv *causes,
		    struct strv *needs, struct err *e);
/* Adds the tools that the build needs for the symbol, though Kconfig does not ask for them. */
int tools_in_words(const struct build *b, const char *symbol, struct strv *needs, struct err *e);
/* Whether another compiler may be the remedy. */
bool causes_compiler(const struct strv *causes);

#endif
