/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/crash/symbolise.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>

#include "base/file/path.h"

#define KNOWN_FILE "init/main.c" /* in every Linux */

struct symbols {
	const struct symbolise_spec *spec;
	Dwfl *dwfl;
	Dwfl_Module *vmlinux;
	Dwfl_Module **modules; /* one for each of spec's; NULL: it cannot be read */
	char *root;	       /* the source tree's name when it was compiled, or NULL */
};

/* No separate debug files: libdw would search the whole machine for them. */
static int no_debuginfo(Dwfl_Module *m, void **data, const char *name, Dwarf_Addr base,
			const char *file, const char *link, GElf_Word crc, char **found)
{
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = no_debuginfo,
	.section_address = dwfl_offline_section_address,
};

static char *compiled_path(Dwarf_Die *cu, const char *file)
{
	Dwarf_Attribute attr;
	const char *dir = dwarf_formstring(dwarf_attr(cu, DW_AT_comp_dir, &attr));
	_cleanup_free_ char *path = path_join(dir ? dir : "", file);

	return path_absolute(path);
}

/*
 * The tree may have been moved, or mounted elsewhere for kbuild. A file that every tree has shows
 * where the compiler saw it.
 */
static char *find_root(Dwfl_Module *module)
{
	Dwarf_Addr bias;

	for (Dwarf_Die *cu = NULL; (cu = dwfl_module_nextcu(module, cu, &bias));) {
		const char *name = dwarf_diename(cu);
		_cleanup_free_ char *path = name ? compiled_path(cu, name) : NULL;

		if (path && str_ends(path, "/" KNOWN_FILE))
			return xstrndup(path, strlen(path) - strlen("/" KNOWN_FILE));
	}
	return NULL;
}

static const char *below(const char *path, const char *folder)
{
	return folder && *folder ? path_below(path, folder) : NULL;
}

/* The path as the user knows it. Caller's. */
static char *shown_path(const struct symbols *s, Dwarf_Die *cu, const char *file)
{
	_cleanup_free_ char *path = compiled_path(cu, file), *dir = compiled_path(cu, "");
	const char *name = below(path, s->root);

	if (!name)
		name = below(path, s->spec->tree);
	if (!name)
		name = below(path, dir); /* a generated file */
	return xstrdup(name ? name : path);
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* Whether the file, such as "foo-bar.ko", is the module foo_bar. */
static bool is_module(const char *path, const char *name)
{
	const char *file = path_basename(path);

	for (; *name; name++, file++)
		if (*name != (*file == '-' ? '_' : *file))
			return false;
	return str_eq(file, ".ko");
}

static Dwfl_Module *find_module(const struct symbols *s, const struct trace_frame *f)
{
	if (!f->module)
		return s->vmlinux;
	for (size_t i = 0; s->modules && i < s->spec->modules->n; i++)
		if (is_module(s->spec->modules->v[i], f->module))
			return s->modules[i];
	return NULL;
}

/*
 * The frame's address. Static functions may share a name: the size that the kernel printed tells
 * them apart. The kernel counts up to the next symbol, so the nearest size wins.
 */
static bool find_address(Dwfl_Module *module, const struct trace_frame *f, GElf_Addr *out)
{
	int n = dwfl_module_getsymtab(module);
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < n; i++) {
		GElf_Sym sym;
		GElf_Addr addr;
		const char *name =
			dwfl_module_getsym_info(module, i, &sym, &addr, NULL, NULL, NULL);
		int type = GELF_ST_TYPE(sym.st_info);

		if (!str_eq(name, f->function) || (type != STT_FUNC && type != STT_NOTYPE) ||
		    sym.st_shndx == SHN_UNDEF || distance(sym.st_size, f->size) >= best)
			continue;
		best = distance(sym.st_size, f->size);
		*out = addr + f->offset;
	}
	return best != UINT64_MAX;
}

/* Sets the frame's function to the one that holds the address. */
static bool find_function(Dwfl_Module *module, struct trace_frame *f, GElf_Addr addr)
{
	GElf_Sym sym;
	GElf_Off offset;
	const char *name = dwfl_module_addrinfo(module, addr, &offset, &sym, NULL, NULL, NULL);

	if (!name)
		return false;
	str_set(&f->function, name);
	f->offset = offset;
	f->size = sym.st_size;
	return true;
}

/*
 * A call that never returns may be a function's last instruction. Its return address is that of the
 * next function, which some architectures print (arm64: dump_backtrace_entry(), "%pSb"). The
 * others print what this makes of it (linux: kernel/kallsyms.c, sprint_backtrace()).
 */
static void find_caller(Dwfl_Module *module, struct trace_frame *f, GElf_Addr call)
{
	if (find_function(module, f, call))
		f->offset++;
}

/* Some compilers write no address index: then all units are searched. */
static Dwarf_Die *find_unit(Dwfl_Module *module, GElf_Addr addr, Dwarf_Addr *bias)
{
	Dwarf_Die *cu = dwfl_module_addrdie(module, addr, bias);

	if (cu)
		return cu;
	while ((cu = dwfl_module_nextcu(module, cu, bias)))
		if (dwarf_haspc(cu, addr - *bias) > 0)
			break;
	return cu;
}

static void set_file(const struct symbols *s, Dwarf_Die *cu, const char *file, int line,
		     struct trace_place *p)
{
	p->file = file && line ? shown_path(s, cu, file) : NULL;
	p->line = line;
	p->changed = p->file && s->spec->changed && strv_has(s->spec->changed, p->file);
}

/* The place where the inlined function was called. */
static void set_call(const struct symbols *s, Dwarf_Die *cu, Dwarf_Die *inlined,
		     struct trace_place *p)
{
	Dwarf_Attribute attr;
	Dwarf_Word file = 0, line = 0;
	Dwarf_Files *files;
	size_t n = 0;

	dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr), &file);
	dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attr), &line);
	if (dwarf_getsrcfiles(cu, &files, &n) == 0 && file < n)
		set_file(s, cu, dwarf_filesrc(files, file, NULL, NULL), (int)line, p);
}

static struct trace_place *add_place(struct trace_frame *f, const char *function)
{
	struct trace_place *p;

	f->places = xrealloc(f->places, f->n_places + 1, sizeof(*f->places));
	p = &f->places[f->n_places++];
	*p = (struct trace_place){.function = xstrdup(function ? function : "?")};
	return p;
}

/* Adds a place for each inlined function: its call site, in the function around it. */
static void add_inlined(const struct symbols *s, Dwarf_Die *cu, Dwarf_Addr pc,
			struct trace_frame *f)
{
	_cleanup_free_ Dwarf_Die *at = NULL, *scopes = NULL;
	int n = 0;

	if (dwarf_getscopes(cu, pc, &at) > 0)
		n = dwarf_getscopes_die(&at[0], &scopes);
	for (int i = 0; i < n; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag == DW_TAG_subprogram)
			break;
		if (tag != DW_TAG_inlined_subroutine)
			continue;
		str_set(&f->places[f->n_places - 1].function, dwarf_diename(&scopes[i]));
		set_call(s, cu, &scopes[i], add_place(f, f->function));
	}
}

static void outermost_first(struct trace_frame *f)
{
	for (size_t i = 0; i < f->n_places / 2; i++) {
		struct trace_place p = f->places[i];

		f->places[i] = f->places[f->n_places - 1 - i];
		f->places[f->n_places - 1 - i] = p;
	}
}

static void find_places(const struct symbols *s, struct trace_frame *f)
{
	Dwfl_Module *module = find_module(s, f);
	Dwarf_Addr bias;
	GElf_Addr addr;
	Dwarf_Die *cu;
	Dwarf_Line *line;
	int number = 0;

	addr = f->address;
	if (!module ||
	    !(f->function ? find_address(module, f, &addr) : find_function(module, f, addr)))
		return;
	/* a return address belongs to the line of the call before it */
	addr -= !f->exact;
	if (!f->exact && !f->offset)
		find_caller(module, f, addr);
	cu = find_unit(module, addr, &bias);
	line = cu ? dwarf_getsrc_die(cu, addr - bias) : NULL;
	if (!line)
		return;
	dwarf_lineno(line, &number);
	set_file(s, cu, dwarf_linesrc(line, NULL, NULL), number, add_place(f, f->function));
	add_inlined(s, cu, addr - bias, f);
	outermost_first(f);
}

static int symbols_open(struct symbols *s, struct err *e)
{
	const struct strv *modules = s->spec->modules;

	s->dwfl = dwfl_begin(&callbacks);
	if (s->dwfl) {
		dwfl_report_begin(s->dwfl);
		s->vmlinux = dwfl_report_offline(s->dwfl, "", s->spec->vmlinux, -1);
	}
	if (!s->vmlinux)
		return err_set(e, "cannot read the symbols of '%s': %s", s->spec->vmlinux,
			       dwfl_errmsg(-1));
	if (modules && modules->n)
		s->modules = xcalloc(modules->n, sizeof(Dwfl_Module *));
	for (size_t i = 0; s->modules && i < modules->n; i++)
		s->modules[i] = dwfl_report_offline(s->dwfl, "", modules->v[i], -1);
	dwfl_report_end(s->dwfl, NULL, NULL);
	return 0;
}

static void symbols_close(struct symbols *s)
{
	free(s->root);
	free(s->modules);
	if (s->dwfl)
		dwfl_end(s->dwfl);
}

int symbolise(struct trace *t, const struct symbolise_spec *spec, struct err *e)
{
	struct symbols s = {.spec = spec};
	Dwarf_Addr bias;
	int ret = symbols_open(&s, e);

	if (ret == 0) {
		if (!dwfl_module_nextcu(s.vmlinux, NULL, &bias))
			str_set(&t->hint, "this kernel has no debug information: no source lines");
		s.root = find_root(s.vmlinux);
		for (size_t i = 0; i < t->n; i++)
			find_places(&s, &t->frames[i]);
	}
	symbols_close(&s);
	return ret;
}
