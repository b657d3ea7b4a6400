/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small ELF files made by hand: just what elf_read() looks at (ELF gABI 4.1). */
#ifndef JIFFY_TEST_ELF_MAKE_H
#define JIFFY_TEST_ELF_MAKE_H

#include <elf.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "test.h"

struct made {
	unsigned type, machine; /* 0: ET_DYN, EM_X86_64 */
	const char *interp, *soname, *rpath, *runpath;
	const char *needed[4];
	bool bits32;
	uint64_t base; /* its lowest virtual address; 0: 0x1000 */
	unsigned note; /* type of a note; 0: none */
	uint64_t cut;  /* bytes that its segment has, and the file lacks */
	bool percpu;   /* it has a segment at 0, too, as a kernel with SMP does */
};

static inline Elf64_Xword made_string(struct strbuf *strings, const char *s)
{
	Elf64_Xword at = strings->len;

	sb_addn(strings, s, strlen(s) + 1);
	return at;
}

static inline void made_dyn(struct strbuf *out, Elf64_Sxword tag, Elf64_Xword value)
{
	Elf64_Dyn d = {.d_tag = tag, .d_un.d_val = value};

	sb_addn(out, &d, sizeof(d));
}

/* Header, program headers, interpreter, dynamic section, strings. Address: offset + 0x1000. */
static inline void made_64(const struct made *m, struct strbuf *out)
{
	const Elf64_Addr base = m->base ? m->base : 0x1000;
	const struct {
		Elf64_Nhdr head;
		char owner[4];
	} note = {{4, 0, m->note}, "Xen"};
	_cleanup_sb_ struct strbuf strings = {0}, dyn = {0};
	Elf64_Ehdr h = {.e_type = m->type ? m->type : ET_DYN,
			.e_machine = m->machine ? m->machine : EM_X86_64,
			.e_version = EV_CURRENT,
			.e_phoff = sizeof(h),
			.e_ehsize = sizeof(h),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 5};
	Elf64_Phdr p[5] = {{.p_type = PT_LOAD, .p_vaddr = base}};
	size_t interp_n = m->interp ? strlen(m->interp) + 1 : 0;
	size_t at = sizeof(h) + sizeof(p);
	bool dynamic = m->needed[0] || m->soname || m->rpath || m->runpath;

	memcpy(h.e_ident, ELFMAG "\2\1\1", 7);
	sb_addc(&strings, '\0');
	for (size_t i = 0; i < ARRAY_SIZE(m->needed) && m->needed[i]; i++)
		made_dyn(&dyn, DT_NEEDED, made_string(&strings, m->needed[i]));
	if (m->soname)
		made_dyn(&dyn, DT_SONAME, made_string(&strings, m->soname));
	if (m->rpath)
		made_dyn(&dyn, DT_RPATH, made_string(&strings, m->rpath));
	if (m->runpath)
		made_dyn(&dyn, DT_RUNPATH, made_string(&strings, m->runpath));
	at = (at + interp_n + 7) / 8 * 8;
	made_dyn(&dyn, DT_STRTAB, base + at + dyn.len + 3 * sizeof(Elf64_Dyn));
	made_dyn(&dyn, DT_STRSZ, strings.len);
	made_dyn(&dyn, DT_NULL, 0);
	if (m->interp)
		p[1] = (Elf64_Phdr){.p_type = PT_INTERP,
				    .p_offset = sizeof(h) + sizeof(p),
				    .p_filesz = interp_n};
	if (dynamic)
		p[2] = (Elf64_Phdr){.p_type = PT_DYNAMIC, .p_offset = at, .p_filesz = dyn.len};
	p[0].p_filesz = at + dyn.len + strings.len + m->cut;
	if (m->percpu)
		p[4] = (Elf64_Phdr){.p_type = PT_LOAD, .p_memsz = 8};
	if (m->note)
		p[3] = (Elf64_Phdr){.p_type = PT_NOTE,
				    .p_offset = at + dyn.len + strings.len,
				    .p_filesz = sizeof(note),
				    .p_align = 4};
	sb_addn(out, &h, sizeof(h));
	sb_addn(out, p, sizeof(p));
	sb_addn(out, m->interp ? m->interp : "", interp_n);
	while (out->len < at)
		sb_addc(out, '\0');
	sb_addn(out, dyn.buf, dyn.len);
	sb_addn(out, strings.buf, strings.len);
	if (m->note)
		sb_addn(out, &note, sizeof(note));
}

static inline void made_32(const struct made *m, struct strbuf *out)
{
	Elf32_Ehdr h = {.e_type = ET_DYN,
			.e_machine = m->machine ? m->machine : EM_386,
			.e_version = EV_CURRENT,
			.e_ehsize = sizeof(h),
			.e_phentsize = sizeof(Elf32_Phdr)};

	memcpy(h.e_ident, ELFMAG "\1\1\1", 7);
	sb_addn(out, &h, sizeof(h));
}

/* Writes it to dir/name, an executable file, and makes the folders. */
static inline void made_write(const char *dir, const char *name, struct made m)
{
	_cleanup_free_ char *path = path_join(dir, name), *parent = path_dirname(path);
	_cleanup_sb_ struct strbuf out = {0};
	struct err e = ERR_INIT;

	(m.bits32 ? made_32 : made_64)(&m, &out);
	if (fs_mkdir_p(parent, 0755, &e) < 0 || fs_write(path, out.buf, out.len, 0755, &e) < 0) {
		printf("# %s\n", e.msg);
		abort();
	}
}

#endif
