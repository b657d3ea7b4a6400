/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/text.h"

#include <endian.h>

#include "base/file/fs.h"
#include "image/kconfig/kconfig.h"
#include "image/source/format.h"
#include "image/source/unpack.h"

/* The header of a bzImage (linux: Documentation/arch/x86/boot.rst). */
#define SETUP_SECTS    0x1f1
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c
#define HEADER_END     0x250
#define SECTOR	       512
#define SIZE_BYTES     4

static size_t u32(const struct strbuf *file, size_t at)
{
	uint32_t v;

	memcpy(&v, file->buf + at, sizeof(v));
	return le32toh(v);
}

/*
 * Finds the compressed kernel in a bzImage; false: there is none. Its uncompressed size follows it,
 * except after gzip, whose format includes it (linux: arch/x86/boot/compressed/Makefile).
 */
static bool find_payload(const struct strbuf *file, size_t *at, size_t *n)
{
	size_t sectors;

	if (file->len < HEADER_END)
		return false;
	sectors = (unsigned char)file->buf[SETUP_SECTS];
	*at = ((sectors ? sectors : 4) + 1) * SECTOR + u32(file, PAYLOAD_OFFSET);
	*n = u32(file, PAYLOAD_LENGTH);
	if (*n <= SIZE_BYTES || *at >= file->len || *n > file->len - *at)
		return false;
	if (memcmp(file->buf + *at, "\x1f\x8b", 2) != 0)
		*n -= SIZE_BYTES;
	return true;
}

static enum kernel_text search(const struct strbuf *kernel, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!memmem(sb_str(kernel), kernel->len, texts[i], strlen(texts[i]) + 1))
			return KERNEL_TEXT_MISSING;
	return KERNEL_TEXT_THERE;
}

enum kernel_text kernel_text_find(const char *image, const char *const *texts, size_t n)
{
	_cleanup_err_ struct err unknown = ERR_INIT;
	_cleanup_sb_ struct strbuf file = {0}, kernel = {0};
	const char *format;
	size_t at, length;

	if (fs_read(image, &file, &unknown) < 0)
		return KERNEL_TEXT_UNKNOWN;
	format = format_of(sb_str(&file), file.len);
	if (!format)
		return KERNEL_TEXT_UNKNOWN;
	if (!str_eq(format, "bzImage"))
		return search(&file, texts, n);
	if (!find_payload(&file, &at, &length) ||
	    unpack_bytes(file.buf + at, length, &kernel, &unknown) < 0)
		return KERNEL_TEXT_UNKNOWN;
	return search(&kernel, texts, n);
}

bool kernel_lacks(const char *image, const char *config, const struct kernel_part *parts, size_t n)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	if (config && fs_read(config, &text, &unread) < 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *value =
			config ? kconfig_value(sb_str(&text), parts[i].symbol) : NULL;

		if (config ? !str_eq(value, "y")
			   : kernel_text_find(image, &parts[i].text, 1) == KERNEL_TEXT_MISSING)
			return true;
	}
	return false;
}
