/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/cause.h"

#include <ctype.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "settings/packages.h"

#define SHOWN_MAX 100 /* bytes of a macro */

/* The first row that fits. */
static const struct row {
	const char *name;  /* how the symbol's name begins, … */
	const char *macro; /* … and what is in the macro; NULL: anything */
	const char *what;
	const char *group; /* of data/packages, or NULL */
	bool compiler;	   /* another compiler may do */
} rows[] = {
	{"CC_IS_CLANG", NULL, "clang as the compiler", "clang", true},
	{"CLANG_VERSION [=0]", NULL, "clang as the compiler", "clang", true},
	{"CLANG_VERSION", NULL, "another version of clang", NULL, true},
	{"CC_IS_GCC", NULL, "gcc as the compiler", NULL, true},
	{"GCC_VERSION [=0]", NULL, "gcc as the compiler", NULL, true},
	{"GCC_VERSION", NULL, "another version of gcc", NULL, true},
	{"LD_IS_LLD", NULL, "lld as the linker, which jiffy does not use", NULL, false},
	{"LLD_VERSION", NULL, "lld as the linker, which jiffy does not use", NULL, false},
	{"LD_VERSION", NULL, "another version of GNU ld", NULL, false},
	{"AS_IS_LLVM", NULL, "LLVM's assembler", NULL, true},
	{"AS_VERSION", NULL, "another version of the assembler", NULL, true},
	{"PAHOLE_VERSION", NULL, "pahole", "pahole", false},
	{"RUST_IS_AVAILABLE", NULL, "a Rust toolchain that this kernel accepts", "rust", false},
	{"RUSTC_", NULL, "a Rust toolchain that this kernel accepts", "rust", false},
	{"", "$(rustc-option", "a Rust toolchain that this kernel accepts", "rust", false},
	{"", "plugin-version.h", "the headers of gcc's plugins, on Debian gcc-VERSION-plugin-dev",
	 NULL, false},
	{"", "$(NM)", "LLVM's binutils, which jiffy does not use", NULL, false},
	{"", "$(cc-option", "an option that this compiler lacks", NULL, true},
	{"", "$(as-instr", "an instruction that this assembler lacks", NULL, true},
	{"", "$(ld-option", "an option that this linker lacks", NULL, false},
	{"", "cc-can-link", "a C library for the programs of user space", NULL, false},
	{"", "cc_can_link", "a C library for the programs of user space", NULL, false},
	{"", "$(CC)", "what this compiler cannot do", NULL, true},
	{"", NULL, "what a test of the host's tools did not find", NULL, false},
};

/* The cause after the word that says its kind, or NULL. */
static const char *of_kind(const char *cause, const char *kind)
{
	size_t n = strlen(kind);

	return str_starts(cause, kind) && cause[n] == ' ' ? cause + n + 1 : NULL;
}

/* NULL: it does not depend on tools. */
static const struct row *row_of(const char *cause)
{
	const char *macro = of_kind(cause, "macro");
	const char *text = macro ? macro : of_kind(cause, "compare");

	for (size_t i = 0; text && i < ARRAY_SIZE(rows); i++)
		if (str_starts(text, rows[i].name) && (macro || *rows[i].name) &&
		    (!rows[i].macro || strstr(text, rows[i].macro)))
			return &rows[i];
	return NULL;
}

bool causes_compiler(const struct strv *causes)
{
	strv_foreach(cause, causes) {
		const struct row *row = row_of(cause);

		if (row && row->compiler)
			return true;
	}
	return false;
}

/* ---- other architectures ---- */

/* Whether a line is "select NAME" or "config NAME". */
static bool provides(const char *text, const char *name)
{
	static const char *const words[] = {"select ", "config ", "menuconfig "};
	size_t n = strlen(name);

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *word = line + strspn(line, " \t");

		for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
			const char *symbol = word + strlen(words[i]);

			if (str_starts(word, words[i]) && !strncmp(symbol, name, n) &&
			    !isalnum((unsigned char)symbol[n]) && symbol[n] != '_')
				return true;
		}
	}
	return false;
}

/* Adds the names of the folders of arch/ whose Kconfig turns the symbol on, or defines it. */
static void find_architectures(const char *src, const char *name, struct strv *out)
{
	_cleanup_free_ char *arch = path_join(src, "arch");
	_cleanup_strv_ struct strv folders = {0};

	(void)fs_try_list(arch, &folders);
	strv_foreach(folder, &folders) {
		_cleanup_free_ char *path = path_joinf(arch, "%s/Kconfig", folder);
		_cleanup_sb_ struct strbuf text = {0};

		if (fs_is_file(path) && fs_try_read(path, &text) && provides(sb_str(&text), name))
			strv_add(out, folder);
	}
	strv_sort(out);
}

static void add_symbol(const char *src, const char *name, bool defined, struct strv *needs)
{
	_cleanup_strv_ struct strv found = {0};
	_cleanup_free_ char *names = NULL;

	find_architectures(src, name, &found);
	names = strv_join(&found, ", ");
	if (found.n)
		strv_addf(needs, "%s, which only %s has", name, names);
	else if (defined)
		strv_addf(needs, "%s, which nothing turns on", name);
	else
		strv_addf(needs, "%s, which this architecture does not have", name);
}

/* ---- tools ---- */

/* "install 'dwarves'"; NULL: it is installed, or no package is known. Caller's. */
static char *install(const struct build *b, const char *group, struct err *e, bool *failed)
{
	_cleanup_packages_ struct packages p = {0};
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *list = NULL;

	*failed = packages_load(&p, b->datadir, e) != 0;
	if (*failed)
		return NULL;
	packages_missing(&p, group, packages_manager(), NULL, &names);
	list = strv_join(&names, "', '");
	return names.n ? xasprintf("install '%s'", list) : NULL;
}

/* "CC_IS_CLANG", or "NAME: MACRO" if the row is about macros. Caller's. */
static char *shown(const char *cause, const struct row *row)
{
	const char *macro = of_kind(cause, "macro"), *part;
	int n;

	if (!macro)
		return xstrdup(of_kind(cause, "compare"));
	n = (int)strcspn(macro, "\t");
	if (*row->name)
		return xstrndup(macro, (size_t)n);
	for (part = macro + n; *part; part += strcspn(part, "\t")) {
		size_t length = strcspn(++part, "\t");
		_cleanup_free_ char *text = xstrndup(part, length);

		if (!row->macro || strstr(text, row->macro))
			return xasprintf("%.*s: %.*s%s", n, macro, SHOWN_MAX, text,
					 length > SHOWN_MAX ? "…" : "");
	}
	return xstrndup(macro, (size_t)n);
}

static int add_tool(const struct build *b, const char *cause, const struct row *row,
		    struct strv *needs, struct err *e)
{
	_cleanup_free_ char *which = shown(cause, row), *package = NULL;
	bool failed = false;

	strv_foreach(need, needs)
		if (str_starts(need, row->what))
			return 0;
	if (row->group)
		package = install(b, row->group, e, &failed);
	if (failed)
		return -1;
	strv_addf(needs, "%s (%s)%s%s", row->what, which, package ? "; " : "",
		  package ? package : "");
	return 0;
}

static bool is_named(const struct strv *causes, const char *start)
{
	strv_foreach(cause, causes)
		if (str_starts(cause, start))
			return true;
	return false;
}

int causes_in_words(const struct build *b, const char *src, const struct strv *causes,
		    struct strv *needs, struct err *e)
{
	/* what else the compiler lacks, the other one may have */
	bool other = is_named(causes, "macro CC_IS_");

	strv_foreach(cause, causes) {
		const struct row *row = row_of(cause);
		const char *off = of_kind(cause, "off"), *undefined = of_kind(cause, "undefined");
		const char *compare = of_kind(cause, "compare");

		if (off || undefined)
			add_symbol(src, off ? off : undefined, off, needs);
		else if (compare && !row)
			strv_addf(needs, "%s%s", compare, str_ends(compare, "=") ? "\"\"" : "");
		else if (row && (!other || !row->compiler || str_starts(row->name, "CC_IS_")) &&
			 add_tool(b, cause, row, needs, e))
			return -1;
	}
	return 0;
}

/* Kconfig lets them be turned on, and then make fails. */
static const struct {
	const char *symbol, *what, *group;
} tools[] = {
	{"DEBUG_INFO_BTF", "pahole for the build", "pahole"},
};

int tools_in_words(const struct build *b, const char *symbol, struct strv *needs, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		_cleanup_free_ char *package = NULL;
		bool failed = false;

		if (!str_eq(tools[i].symbol, symbol) || needs->n)
			continue;
		package = install(b, tools[i].group, e, &failed);
		if (failed)
			return -1;
		if (package)
			strv_addf(needs, "%s; %s", tools[i].what, package);
	}
	return 0;
}
