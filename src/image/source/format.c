/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/format.h"

#include <elf.h>
#include <endian.h>

#define NAME_IMAGE   "Image"
#define NAME_BZIMAGE "bzImage"

/* linux: Documentation/arm64/booting.rst, Documentation/riscv/boot-image-header.rst */
#define IMAGE_TEXT_OFFSET 8
#define IMAGE_SIZE	  16
#define IMAGE_FLAGS	  24
#define IMAGE_BIG_ENDIAN  1
#define IMAGE_HEADER	  64
/* linux: Documentation/arch/x86/boot.rst, "Details of Header Fields" */
#define BZIMAGE_SETUP_SECTS 0x1f1
#define BZIMAGE_SYSSIZE	    0x1f4
#define BZIMAGE_VERSION	    0x206
#define BZIMAGE_XLOADFLAGS  0x236
#define BZIMAGE_INIT_SIZE   0x260
#define BZIMAGE_HEADER	    0x264
#define XLF_KERNEL_64	    1
#define XLF_SINCE	    0x020c
#define INIT_SIZE_SINCE	    0x020a
#define SECTOR		    512
/* QEMU puts its boot loader at the start of RAM and moves the kernel away (QEMU: hw/arm/boot.c). */
#define LOADER_SIZE 4096
#define LOADER_MOVE (UINT64_C(2) << 20)

struct mark {
	size_t offset;
	const char *bytes;
	size_t n;
};

/* All marks of a format must match. */
static const struct format {
	const char *name;
	struct mark marks[2];
	unsigned machine; /* e_machine of what it is for; 0: the file says it elsewhere */
} formats[] = {
	{"ELF", {{0, "\177ELF", 4}}, EM_NONE},
	/* linux: Documentation/x86/boot.rst, boot_flag and header */
	{NAME_BZIMAGE, {{0x1fe, "\x55\xaa", 2}, {0x202, "HdrS", 4}}, EM_X86_64},
	{NAME_IMAGE, {{0x38, "ARM\x64", 4}}, EM_AARCH64},
	{NAME_IMAGE, {{0x38, "RSC\x05", 4}}, EM_RISCV},
};

/* Files that were perhaps meant to be a kernel. */
static const struct {
	const char *what;
	struct mark marks[2];
} others[] = {
	/* linux: drivers/firmware/efi/libstub/zboot-header.S */
	{"an EFI zboot image, which only firmware can start: the Image that it was made from boots",
	 {{0, "MZ", 2}, {4, "zimg", 4}}},
	/* U-Boot: include/image.h, IH_MAGIC; linux: arch/arm/boot/compressed/head.S */
	{"a U-Boot image: the kernel that it was made from boots", {{0, "\x27\x05\x19\x56", 4}}},
	{"a kernel for 32-bit ARM", {{0x24, "\x18\x28\x6f\x01", 4}}},
	{"an archive of object files", {{0, "!<arch>\n", 8}}},
	{"compressed with gzip: unpack it first", {{0, "\x1f\x8b", 2}}},
	{"compressed with zstd: unpack it first", {{0, "\x28\xb5\x2f\xfd", 4}}},
	{"compressed with xz: unpack it first", {{0, "\xfd\x37zXZ", 5}}},
	{"compressed with lz4: unpack it first", {{0, "\x02\x21\x4c\x18", 4}}},
	{"compressed with bzip2: unpack it first", {{0, "BZh", 3}}},
	{"compressed with lzma: unpack it first", {{0, "\x5d\0\0", 3}}},
};

static bool has(const struct mark *m, const char *head, size_t n)
{
	return !m->n || (m->offset + m->n <= n && !memcmp(head + m->offset, m->bytes, m->n));
}

static const struct format *find(const void *head, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (has(&formats[i].marks[0], head, n) && has(&formats[i].marks[1], head, n))
			return &formats[i];
	return NULL;
}

const char *format_of(const void *head, size_t n)
{
	const struct format *f = find(head, n);

	return f ? f->name : NULL;
}

const char *format_other(const void *head, size_t n)
{
	if (!n)
		return "empty";
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (has(&others[i].marks[0], head, n) && has(&others[i].marks[1], head, n))
			return others[i].what;
	return NULL;
}

/* A little-endian number of the header, which has room for it. */
static uint64_t number(const void *head, size_t at, size_t bytes)
{
	uint64_t v = 0;

	memcpy(&v, (const char *)head + at, bytes);
	return le64toh(v);
}

static bool is_image(const void *head, size_t n)
{
	return str_eq(format_of(head, n), NAME_IMAGE) && n >= IMAGE_HEADER;
}

static bool is_bzimage(const void *head, size_t n)
{
	return str_eq(format_of(head, n), NAME_BZIMAGE) && n >= BZIMAGE_HEADER;
}

bool format_kind(const void *head, size_t n, struct elf_kind *out)
{
	const struct format *f = find(head, n);

	if (!f || !f->machine)
		return false;
	*out = (struct elf_kind){.bits = 64, .machine = f->machine};
	if (is_image(head, n))
		out->big = number(head, IMAGE_FLAGS, 8) & IMAGE_BIG_ENDIAN;
	if (is_bzimage(head, n) && number(head, BZIMAGE_VERSION, 2) >= XLF_SINCE &&
	    !(number(head, BZIMAGE_XLOADFLAGS, 2) & XLF_KERNEL_64))
		*out = (struct elf_kind){.bits = 32, .machine = EM_386};
	return true;
}

uint64_t format_length(const void *head, size_t n)
{
	uint64_t sectors;

	if (str_eq(format_of(head, n), NAME_IMAGE))
		return IMAGE_HEADER;
	if (!is_bzimage(head, n))
		return str_eq(format_of(head, n), NAME_BZIMAGE) ? BZIMAGE_HEADER : 0;
	sectors = number(head, BZIMAGE_SETUP_SECTS, 1);
	/* 0 stands for 4, and the boot sector comes before them; syssize counts 16 bytes */
	return ((sectors ? sectors : 4) + 1) * SECTOR + number(head, BZIMAGE_SYSSIZE, 4) * 16;
}

uint64_t format_size(const void *head, size_t n)
{
	uint64_t size = 0;

	if (is_image(head, n))
		size = number(head, IMAGE_SIZE, 8);
	else if (is_bzimage(head, n) && number(head, BZIMAGE_VERSION, 2) >= INIT_SIZE_SINCE)
		size = number(head, BZIMAGE_INIT_SIZE, 4);
	return size <= UINT32_MAX ? size : 0;
}

uint64_t format_end(const void *head, size_t n)
{
	uint64_t offset, size = is_image(head, n) ? format_size(head, n) : 0;

	/* Linux 3.16 and older leave the size out */
	if (!size)
		return 0;
	offset = number(head, IMAGE_TEXT_OFFSET, 8);
	if (offset > UINT32_MAX)
		return 0;
	return (offset < LOADER_SIZE ? offset + LOADER_MOVE : offset) + size;
}
