/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>

#include "base/file/fs.h"

#define HEADERS_MAX                                                                                \
	4096 /* program headers; the kernel accepts 64 KiB of them (linux: fs/binfmt_elf.c) */
#define STRING_MAX   4096 /* PATH_MAX */
#define SECTIONS_MAX (1 << 16)
#define PADDING_MIN  4096
#define NOTES_MAX    (1 << 20)
#define DYNAMIC_MAX  (1 << 16) /* large ones have some 300 entries */

bool elf_magic(const void *head, size_t n)
{
	return n >= SELFMAG && !memcmp(head, ELFMAG, SELFMAG);
}

static void elf_close(Elf **elf)
{
	elf_end(*elf);
}

/* The string at 'offset', or NULL if it does not end within 'room' bytes and the file. */
static char *string_at(int fd, uint64_t offset, uint64_t room)
{
	_cleanup_free_ char *text = xcalloc(1, STRING_MAX);
	ssize_t n = -1;

	if (offset <= INT64_MAX)
		n = pread(fd, text, room < STRING_MAX ? room : STRING_MAX, (off_t)offset);
	return n > 0 && memchr(text, '\0', (size_t)n) ? TAKE_PTR(text) : NULL;
}

/* The file offset of a virtual address; 0: none. */
static uint64_t offset_of(Elf *elf, size_t n_headers, uint64_t address)
{
	for (size_t i = 0; i < n_headers; i++) {
		GElf_Phdr p;

		if (gelf_getphdr(elf, (int)i, &p) && p.p_type == PT_LOAD && address >= p.p_vaddr &&
		    address - p.p_vaddr < p.p_filesz)
			return p.p_offset + (address - p.p_vaddr);
	}
	return 0;
}

/* Where to store the string of a tag that occurs once; NULL: it is not stored. */
static char **text_of(struct elf_info *i, int64_t tag)
{
	switch (tag) {
	case DT_SONAME:
		return &i->soname;
	case DT_RPATH:
		return &i->rpath;
	case DT_RUNPATH:
		return &i->runpath;
	}
	return NULL;
}

/*
 * Reads the dynamic section twice: first to find the string table, then for the entries that use
 * it.
 */
static int read_dynamic(Elf *elf, int fd, size_t n_headers, const GElf_Phdr *at,
			struct elf_info *out)
{
	Elf_Data *data = NULL;
	uint64_t strings = 0, room = 0;
	GElf_Dyn d;

	if (at->p_filesz <= DYNAMIC_MAX && at->p_offset <= INT64_MAX)
		data = elf_getdata_rawchunk(elf, (int64_t)at->p_offset, at->p_filesz, ELF_T_DYN);
	if (!data)
		return -1;
	for (int i = 0; gelf_getdyn(data, i, &d) && d.d_tag != DT_NULL; i++) {
		if (d.d_tag == DT_STRTAB)
			strings = offset_of(elf, n_headers, d.d_un.d_ptr);
		else if (d.d_tag == DT_STRSZ)
			room = d.d_un.d_val;
	}
	for (int i = 0; gelf_getdyn(data, i, &d) && d.d_tag != DT_NULL; i++) {
		char **to = text_of(out, d.d_tag);
		_cleanup_free_ char *text = NULL;

		if (!to && d.d_tag != DT_NEEDED)
			continue;
		if (strings && d.d_un.d_val < room)
			text = string_at(fd, strings + d.d_un.d_val, room - d.d_un.d_val);
		if (!text)
			return -1;
		if (to)
			str_set(to, text);
		else
			strv_take(&out->needed, TAKE_PTR(text));
	}
	return 0;
}

static void add_segment(const GElf_Phdr *p, struct elf_info *out)
{
	if (p->p_paddr + p->p_memsz < p->p_paddr)
		return;
	if (!out->end || p->p_paddr < out->start)
		out->start = p->p_paddr;
	if (p->p_vaddr > out->virtual_top)
		out->virtual_top = p->p_vaddr;
	if (p->p_filesz && p->p_offset + p->p_filesz > out->file_end)
		out->file_end = p->p_offset + p->p_filesz;
	if (p->p_paddr + p->p_memsz > out->end)
		out->end = p->p_paddr + p->p_memsz;
}

static int read_headers(Elf *elf, int fd, struct elf_info *out)
{
	GElf_Ehdr header;
	size_t n;

	if (!gelf_getehdr(elf, &header) || elf_getphdrnum(elf, &n) < 0 || n > HEADERS_MAX)
		return -1;
	/* libelf counts only the headers that a truncated file still has */
	if (header.e_phnum != PN_XNUM && n != header.e_phnum)
		return -1;
	out->kind = (struct elf_kind){
		.bits = gelf_getclass(elf) == ELFCLASS64 ? 64 : 32,
		.big = header.e_ident[EI_DATA] == ELFDATA2MSB,
		.machine = header.e_machine,
	};
	out->program = header.e_type == ET_EXEC || header.e_type == ET_DYN;
	for (size_t i = 0; out->program && i < n; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(elf, (int)i, &p))
			return -1;
		if (p.p_type == PT_LOAD)
			add_segment(&p, out);
		if (p.p_type == PT_INTERP) {
			free(out->interp);
			out->interp = string_at(fd, p.p_offset, p.p_filesz);
			if (!out->interp)
				return -1;
		}
		if (p.p_type == PT_DYNAMIC && read_dynamic(elf, fd, n, &p, out) < 0)
			return -1;
	}
	return 0;
}

int elf_read(const char *path, struct elf_info *out, struct err *e)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_(elf_close) Elf *elf = NULL;
	struct elf_info found = {0};

	memset(out, 0, sizeof(*out));
	if (fd < 0)
		return err_errno(e, errno, "cannot open '%s'", path);
	BUG_ON(elf_version(EV_CURRENT) == EV_NONE);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF || read_headers(elf, fd, &found) < 0) {
		elf_info_free(&found);
		return err_set(e, "'%s' is not a well-formed ELF file", path);
	}
	*out = found;
	return 0;
}

static bool segment_has_note(Elf *elf, const GElf_Phdr *p, unsigned type)
{
	const Elf_Type how = p->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR;
	Elf_Data *data = NULL;
	size_t at = 0, name, desc;
	GElf_Nhdr n;

	if (p->p_filesz <= NOTES_MAX && p->p_offset <= INT64_MAX)
		data = elf_getdata_rawchunk(elf, (int64_t)p->p_offset, p->p_filesz, how);
	while (data && (at = gelf_getnote(data, at, &n, &name, &desc)) > 0)
		if (n.n_type == type)
			return true;
	return false;
}

bool elf_has_note(const char *path, unsigned type)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_(elf_close) Elf *elf = NULL;
	size_t n;

	BUG_ON(elf_version(EV_CURRENT) == EV_NONE);
	elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF || elf_getphdrnum(elf, &n) < 0 || n > HEADERS_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (gelf_getphdr(elf, (int)i, &p) && p.p_type == PT_NOTE &&
		    segment_has_note(elf, &p, type))
			return true;
	}
	return false;
}

/*
 * Counts the bytes in runs of one byte value, a page or longer. The linker fills the space before
 * code that is aligned to a page or a large page with them.
 */
static uint64_t padding_of(Elf_Scn *scn)
{
	uint64_t padding = 0;
	Elf_Data *data = elf_rawdata(scn, NULL);
	const unsigned char *p = data ? data->d_buf : NULL;
	size_t n = p ? data->d_size : 0, from = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && p[i] == p[from])
			continue;
		if (i - from >= PADDING_MIN)
			padding += i - from;
		from = i;
	}
	return padding;
}

/* at: section number → index into l->sections; SIZE_MAX for sections that are not in memory. */
static int read_sections(Elf *elf, struct elf_layout *l, size_t *at, size_t n, Elf_Scn **symbols)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return -1;
	l->sections = xcalloc(n, sizeof(*l->sections));
	for (Elf_Scn *scn = elf_nextscn(elf, NULL); scn; scn = elf_nextscn(elf, scn)) {
		GElf_Shdr h;
		const char *name;

		if (!gelf_getshdr(scn, &h) || elf_ndxscn(scn) >= n)
			return -1;
		if (h.sh_type == SHT_SYMTAB)
			*symbols = scn;
		name = elf_strptr(elf, names, h.sh_name);
		if (!name || !(h.sh_flags & SHF_ALLOC))
			continue;
		at[elf_ndxscn(scn)] = l->n_sections;
		l->sections[l->n_sections++] = (struct elf_section){
			.name = xstrdup(name),
			.address = h.sh_addr,
			.size = h.sh_size,
			.padding = h.sh_flags & SHF_EXECINSTR ? padding_of(scn) : 0,
			.code = h.sh_flags & SHF_EXECINSTR,
			.writable = h.sh_flags & SHF_WRITE,
			.in_file = h.sh_type != SHT_NOBITS,
		};
	}
	return 0;
}

static void take_symbol(struct elf_layout *l, const size_t *at, size_t n, const GElf_Sym *s,
			const char *name)
{
	int type = GELF_ST_TYPE(s->st_info);

	if (str_eq(name, "__init_begin"))
		l->init_begin = s->st_value;
	else if (str_eq(name, "__init_end"))
		l->init_end = s->st_value;
	if (!s->st_size || (type != STT_FUNC && type != STT_OBJECT) || s->st_shndx >= n ||
	    at[s->st_shndx] == SIZE_MAX)
		return;
	l->symbols[l->n_symbols++] = (struct elf_symbol){
		.name = xstrndup(name, strnlen(name, STRING_MAX)),
		.address = s->st_value,
		.size = s->st_size,
		.section = at[s->st_shndx],
	};
}

static int read_symbols(Elf *elf, struct elf_layout *l, const size_t *at, size_t n, Elf_Scn *scn)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Shdr h;
	GElf_Sym s;

	if (!data || !gelf_getshdr(scn, &h))
		return -1;
	l->symbols = xcalloc(data->d_size / gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT) + 1,
			     sizeof(*l->symbols));
	for (int i = 0; gelf_getsym(data, i, &s); i++) {
		const char *name = elf_strptr(elf, h.sh_link, s.st_name);

		if (name)
			take_symbol(l, at, n, &s, name);
	}
	return 0;
}

int elf_read_layout(const char *path, struct elf_layout *out, struct err *e)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_(elf_close) Elf *elf = NULL;
	_cleanup_free_ size_t *at = NULL;
	struct elf_layout l = {0};
	Elf_Scn *symbols = NULL;
	size_t n;

	memset(out, 0, sizeof(*out));
	if (fd < 0)
		return err_errno(e, errno, "cannot open '%s'", path);
	BUG_ON(elf_version(EV_CURRENT) == EV_NONE);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF || elf_getshdrnum(elf, &n) < 0 || n > SECTIONS_MAX)
		return err_set(e, "'%s' is not a well-formed ELF file", path);
	at = xcalloc(n + 1, sizeof(*at));
	memset(at, 0xff, (n + 1) * sizeof(*at));
	if (read_sections(elf, &l, at, n + 1, &symbols) < 0 ||
	    (symbols && read_symbols(elf, &l, at, n, symbols) < 0)) {
		elf_layout_free(&l);
		return err_set(e, "'%s' is not a well-formed ELF file", path);
	}
	*out = l;
	return 0;
}

void elf_layout_free(struct elf_layout *l)
{
	for (size_t i = 0; i < l->n_sections; i++)
		free(l->sections[i].name);
	for (size_t i = 0; i < l->n_symbols; i++)
		free(l->symbols[i].name);
	free(l->sections);
	free(l->symbols);
	memset(l, 0, sizeof(*l));
}

bool elf_is_static(const struct elf_info *i)
{
	return i->program && !i->interp && !i->needed.n;
}

bool elf_kind_equal(const struct elf_kind *a, const struct elf_kind *b)
{
	return a->bits == b->bits && a->big == b->big && a->machine == b->machine;
}

bool elf_is_like(const char *path, const struct elf_info *i)
{
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_elf_ struct elf_info is = {0};

	return fs_is_file(path) && elf_read(path, &is, &none) == 0 && is.program &&
	       elf_kind_equal(&is.kind, &i->kind);
}

/* Class and byte order are named only if they are not the processor's usual ones. */
char *elf_kind_name(const struct elf_kind *k)
{
	static const struct {
		unsigned machine;
		const char *name;
		int bits; /* the usual class and byte order */
		bool big;
	} names[] = {
		{EM_386, "i386", 32, false},	   {EM_X86_64, "x86-64", 64, false},
		{EM_ARM, "ARM", 32, false},	   {EM_AARCH64, "AArch64", 64, false},
		{EM_RISCV, "RISC-V", 64, false},   {EM_PPC, "PowerPC", 32, true},
		{EM_PPC64, "PowerPC64", 64, true}, {EM_S390, "S/390", 64, true},
		{EM_MIPS, "MIPS", 32, true},	   {EM_68K, "m68k", 32, true},
		{EM_SPARCV9, "SPARC64", 64, true}, {EM_LOONGARCH, "LoongArch", 64, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const bool bits = k->bits != names[i].bits, order = k->big != names[i].big;

		if (names[i].machine != k->machine)
			continue;
		return xasprintf("%s%s%s%s", names[i].name, bits ? ", " : "",
				 !bits		 ? ""
				 : k->bits == 64 ? "64 bit"
						 : "32 bit",
				 !order	  ? ""
				 : k->big ? ", big-endian"
					  : ", little-endian");
	}
	return xasprintf("machine %u", k->machine);
}

void elf_info_free(struct elf_info *i)
{
	free(i->interp);
	free(i->soname);
	free(i->rpath);
	free(i->runpath);
	strv_free(&i->needed);
	memset(i, 0, sizeof(*i));
}
