/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/sizes.h"

#include "base/file/elf.h"
#include "base/strv.h"

#define BYTES_MAX   (UINT64_C(1) << 40)
#define ENTRIES_MAX (1 << 20) /* an allyesconfig has some 500 000 symbols */

static const char *const kinds[SIZE_KINDS] = {
	[SIZE_TEXT] = "text", [SIZE_RODATA] = "rodata", [SIZE_DATA] = "data",
	[SIZE_BSS] = "bss",   [SIZE_INIT] = "init",
};

const char *size_kind_name(enum size_kind k)
{
	BUG_ON((size_t)k >= SIZE_KINDS);
	return kinds[k];
}

uint64_t sizes_total(const struct sizes *s, enum size_kind k)
{
	uint64_t total = 0;

	for (size_t i = 0; i < s->sections.n; i++)
		if (s->sections.v[i].kind == k)
			total += s->sections.v[i].bytes;
	return total;
}

/*
 * What is freed although it is not between __init_begin and __init_end: the template of each CPU's
 * data, which x86 before 6.15 links at address 0, and x86's room for early tables, of which only
 * what is used stays (linux: arch/x86/kernel/setup.c, reserve_brk()).
 */
static bool is_freed(const char *section)
{
	return str_eq(section, ".data..percpu") || str_eq(section, ".brk");
}

/* A kernel's .rodata is writable until it is protected: only its name says what it is. */
static enum size_kind kind_of(const struct elf_layout *l, const struct elf_section *s,
			      uint64_t address)
{
	if ((address >= l->init_begin && address < l->init_end) || is_freed(s->name))
		return SIZE_INIT;
	if (s->code)
		return SIZE_TEXT;
	if (!s->in_file)
		return SIZE_BSS;
	return s->writable && !str_starts(s->name, ".rodata") ? SIZE_DATA : SIZE_RODATA;
}

static void list_add(struct size_list *l, size_t *cap, char *name, enum size_kind kind,
		     uint64_t bytes)
{
	if (l->n == *cap) {
		*cap = *cap ? *cap * 2 : 64;
		l->v = xrealloc(l->v, *cap, sizeof(*l->v));
	}
	l->v[l->n++] = (struct size_entry){name, kind, bytes};
}

static int by_name(const void *a, const void *b)
{
	const struct size_entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (int)x->kind - (int)y->kind;
}

/* Sorts the list, and merges entries of one name and kind. */
static void settle(struct size_list *l)
{
	size_t kept = 0;

	if (!l->n)
		return;
	qsort(l->v, l->n, sizeof(*l->v), by_name);
	for (size_t i = 1; i < l->n; i++) {
		if (by_name(&l->v[kept], &l->v[i])) {
			l->v[++kept] = l->v[i];
			continue;
		}
		l->v[kept].bytes += l->v[i].bytes;
		free(l->v[i].name);
	}
	l->n = kept + 1;
}

/* "__func__.12" is "__func__", "foo.part.0" is "foo.part". */
static char *plain_name(const char *name)
{
	size_t n = strlen(name);
	const char *dot = strrchr(name, '.');

	if (dot && dot > name && dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1))
		n = (size_t)(dot - name);
	return xstrndup(name, n);
}

static size_t underscores(const char *name)
{
	return strspn(name, "_");
}

/* By place. Of several names for one place the plainest comes first: "memcpy" before "__memcpy". */
static int by_place(const void *a, const void *b)
{
	const struct elf_symbol *x = a, *y = b;
	size_t m = underscores(x->name), n = underscores(y->name);

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return m != n ? (m < n ? -1 : 1) : strcmp(x->name, y->name);
}

/* Whether b is only another name for what a is. */
static bool same_place(const struct elf_symbol *a, const struct elf_symbol *b)
{
	return a->section == b->section && a->address == b->address && a->size == b->size;
}

static void add_symbols(struct elf_layout *l, struct size_list *out)
{
	size_t cap = 0;

	if (l->n_symbols)
		qsort(l->symbols, l->n_symbols, sizeof(*l->symbols), by_place);
	for (size_t i = 0; i < l->n_symbols; i++) {
		const struct elf_symbol *s = &l->symbols[i];

		if (!i || !same_place(s - 1, s))
			list_add(out, &cap, plain_name(s->name),
				 kind_of(l, &l->sections[s->section], s->address), s->size);
	}
}

int sizes_of_kernel(const char *vmlinux, struct sizes *out, struct err *e)
{
	_cleanup_(elf_layout_free) struct elf_layout l = {0};
	size_t cap = 0;

	*out = (struct sizes){0};
	if (elf_read_layout(vmlinux, &l, e))
		return -1;
	for (size_t i = 0; i < l.n_sections; i++) {
		const struct elf_section *s = &l.sections[i];

		if (s->size)
			list_add(&out->sections, &cap, xstrdup(s->name), kind_of(&l, s, s->address),
				 s->size - s->padding);
		out->padding += s->padding;
	}
	add_symbols(&l, &out->symbols);
	settle(&out->sections);
	settle(&out->symbols);
	return 0;
}

static bool is_plain(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name <= ' ' || (unsigned char)*name >= 0x7f)
			return false;
	return true;
}

static void list_text(const char *word, const struct size_list *l, struct strbuf *out)
{
	for (size_t i = 0; i < l->n; i++)
		if (is_plain(l->v[i].name))
			sb_addf(out, "%s %s %llu %s\n", word, kinds[l->v[i].kind],
				(unsigned long long)l->v[i].bytes, l->v[i].name);
}

void sizes_text(const struct sizes *s, struct strbuf *out)
{
	list_text("section", &s->sections, out);
	sb_addf(out, "padding - %llu -\n", (unsigned long long)s->padding);
	list_text("symbol", &s->symbols, out);
}

static bool find_kind(const char *word, enum size_kind *k)
{
	for (size_t i = 0; i < SIZE_KINDS; i++)
		if (str_eq(kinds[i], word)) {
			*k = (enum size_kind)i;
			return true;
		}
	return false;
}

static void take_line(char *line, struct sizes *out, size_t cap[2])
{
	char *rest = line, *word[4] = {NULL}, *end;
	enum size_kind kind = SIZE_TEXT;
	uint64_t bytes;
	bool section;

	for (size_t i = 0; i < ARRAY_SIZE(word); i++)
		word[i] = strsep(&rest, " ");
	if (!word[3] || rest || !*word[3] || !is_plain(word[3]) || word[2][0] < '0' ||
	    word[2][0] > '9')
		return;
	bytes = strtoull(word[2], &end, 10);
	if (*end || bytes > BYTES_MAX)
		return;
	section = str_eq(word[0], "section");
	if (str_eq(word[0], "padding"))
		out->padding = bytes;
	else if ((section || str_eq(word[0], "symbol")) && find_kind(word[1], &kind))
		list_add(section ? &out->sections : &out->symbols, &cap[section], xstrdup(word[3]),
			 kind, bytes);
}

void sizes_parse(const char *text, size_t n, struct sizes *out)
{
	size_t cap[2] = {0};

	*out = (struct sizes){0};
	while (n && out->symbols.n + out->sections.n < ENTRIES_MAX) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) : n;
		_cleanup_free_ char *line = xstrndup(text, len);

		take_line(line, out, cap);
		len += end != NULL;
		text += len;
		n -= len;
	}
	settle(&out->sections);
	settle(&out->symbols);
}

static void list_free(struct size_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].name);
	free(l->v);
}

void sizes_free(struct sizes *s)
{
	list_free(&s->sections);
	list_free(&s->symbols);
	*s = (struct sizes){0};
}
