/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/format.h"

#include <endian.h>

#define NAME_IMAGE   "Image"
#define NAME_BZIMAGE "bzImage"

/* linux: Documentation/arm64/booting.rst, Documentation/riscv/boot-image-header.rst */
#define IMAGE_TEXT_OFFSET 8
#define IMAGE_SIZE	  16
/* linux: Documentation/arch/x86/boot.rst, init_size; older protocols have 0 there */
#define BZIMAGE_INIT_SIZE 0x260
/* QEMU puts its boot loader at the start of RAM and moves the kernel away (QEMU: hw/arm/boot.c). */
#define LOADER_SIZE 4096
#define LOADER_MOVE (UINT64_C(2) << 20)

/* All marks of a format must match. */
static const struct {
	const char *name;
	struct mark {
		size_t offset;
		const char *bytes;
		size_t n;
	} marks[2];
} formats[] = {
	{"ELF", {{0, "\177ELF", 4}}},
	/* linux: Documentation/x86/boot.rst, boot_flag and header */
	{NAME_BZIMAGE, {{0x1fe, "\x55\xaa", 2}, {0x202, "HdrS", 4}}},
	{NAME_IMAGE, {{0x38, "ARM\x64", 4}}},
	{NAME_IMAGE, {{0x38, "RSC\x05", 4}}},
};

static bool has(const struct mark *m, const char *head, size_t n)
{
	return !m->n || (m->offset + m->n <= n && !memcmp(head + m->offset, m->bytes, m->n));
}

const char *format_of(const void *head, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (has(&formats[i].marks[0], head, n) && has(&formats[i].marks[1], head, n))
			return formats[i].name;
	return NULL;
}

static uint64_t u64(const char *at)
{
	uint64_t v;

	memcpy(&v, at, sizeof(v));
	return le64toh(v);
}

static uint32_t u32(const char *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof(v));
	return le32toh(v);
}

uint64_t format_size(const void *head, size_t n)
{
	const char *format = format_of(head, n), *at = head;

	if (str_eq(format, NAME_IMAGE))
		return u64(at + IMAGE_SIZE) <= UINT32_MAX ? u64(at + IMAGE_SIZE) : 0;
	if (str_eq(format, NAME_BZIMAGE) && n >= BZIMAGE_INIT_SIZE + sizeof(uint32_t))
		return u32(at + BZIMAGE_INIT_SIZE);
	return 0;
}

uint64_t format_end(const void *head, size_t n)
{
	uint64_t offset, size;

	if (!str_eq(format_of(head, n), NAME_IMAGE))
		return 0;
	offset = u64((const char *)head + IMAGE_TEXT_OFFSET);
	size = u64((const char *)head + IMAGE_SIZE);
	/* Linux 3.16 and older leave the size out */
	if (!size || size > UINT32_MAX || offset > UINT32_MAX)
		return 0;
	return (offset < LOADER_SIZE ? offset + LOADER_MOVE : offset) + size;
}
