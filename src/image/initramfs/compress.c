/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/compress.h"

#include <endian.h>
#include <errno.h>
#include <lz4.h>
#include <lzma.h>

#include "base/file/fs.h"
#include "base/strbuf.h"

#define PLAIN_BUFFER  (256 * 1024)
#define XZ_DICTIONARY (1 << 20)
#define LZ4_MAGIC     0x184C2102u
#define LZ4_BLOCK     (8 << 20) /* the kernel's decoder expects this size */

struct method {
	const char *name;
	size_t buffer; /* how much is gathered before a flush */
	int (*start)(struct compressor *c, struct err *e);
	/* Writes the gathered bytes; last: there will be no more. */
	int (*flush)(struct compressor *c, bool last, struct err *e);
};

struct compressor {
	const struct method *method;
	int fd;
	const char *path;
	struct strbuf gathered;
	lzma_stream xz;
	char *out; /* room for what a flush writes */
};

static int put(struct compressor *c, const void *data, size_t n, struct err *e)
{
	if (write_all(c->fd, data, n, e))
		return err_errno(e, errno, "cannot write '%s'", c->path);
	return 0;
}

static int plain_start(struct compressor *c, struct err *e)
{
	return 0;
}

static int plain_flush(struct compressor *c, bool last, struct err *e)
{
	return put(c, sb_str(&c->gathered), c->gathered.len, e);
}

static int xz_start(struct compressor *c, struct err *e)
{
	lzma_options_lzma options;
	lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, NULL}};

	BUG_ON(lzma_lzma_preset(&options, LZMA_PRESET_DEFAULT));
	options.dict_size = XZ_DICTIONARY;
	c->out = xcalloc(1, PLAIN_BUFFER);
	if (lzma_stream_encoder(&c->xz, filters, LZMA_CHECK_CRC32) != LZMA_OK)
		return err_set(e, "cannot start the xz compression");
	return 0;
}

static int xz_flush(struct compressor *c, bool last, struct err *e)
{
	lzma_ret r;

	c->xz.next_in = (const uint8_t *)sb_str(&c->gathered);
	c->xz.avail_in = c->gathered.len;
	do {
		c->xz.next_out = (uint8_t *)c->out;
		c->xz.avail_out = PLAIN_BUFFER;
		r = lzma_code(&c->xz, last ? LZMA_FINISH : LZMA_RUN);
		if (r != LZMA_OK && r != LZMA_STREAM_END)
			return err_set(e, "the xz compression failed with code %d", (int)r);
		if (put(c, c->out, PLAIN_BUFFER - c->xz.avail_out, e))
			return -1;
	} while (last ? r != LZMA_STREAM_END : c->xz.avail_in > 0);
	return 0;
}

static int lz4_start(struct compressor *c, struct err *e)
{
	uint32_t magic = htole32(LZ4_MAGIC);

	c->out = xcalloc(1, sizeof(uint32_t) + (size_t)LZ4_compressBound(LZ4_BLOCK));
	return put(c, &magic, sizeof(magic), e);
}

static int lz4_flush(struct compressor *c, bool last, struct err *e)
{
	uint32_t size;
	int n;

	if (!c->gathered.len)
		return 0;
	n = LZ4_compress_default(sb_str(&c->gathered), c->out + sizeof(size), (int)c->gathered.len,
				 LZ4_compressBound(LZ4_BLOCK));
	if (n <= 0)
		return err_set(e, "the lz4 compression failed");
	size = htole32((uint32_t)n);
	memcpy(c->out, &size, sizeof(size));
	return put(c, c->out, sizeof(size) + (size_t)n, e);
}

static const struct method methods[] = {
	{"none", PLAIN_BUFFER, plain_start, plain_flush},
	{"xz", PLAIN_BUFFER, xz_start, xz_flush},
	{"lz4", LZ4_BLOCK, lz4_start, lz4_flush},
};

struct compressor *compress_new(const char *how, int fd, const char *path, struct err *e)
{
	_cleanup_(compress_cleanup) struct compressor *c = xcalloc(1, sizeof(*c));

	c->fd = fd;
	c->path = path;
	c->xz = (lzma_stream)LZMA_STREAM_INIT;
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (str_eq(methods[i].name, how))
			c->method = &methods[i];
	BUG_ON(!c->method);
	if (c->method->start(c, e))
		return NULL;
	sb_reserve(&c->gathered, c->method->buffer);
	return TAKE_PTR(c);
}

int compress_write(struct compressor *c, const void *data, size_t n, struct err *e)
{
	const char *at = data;

	while (n) {
		size_t room = c->method->buffer - c->gathered.len;
		size_t now = n < room ? n : room;

		sb_addn(&c->gathered, at, now);
		at += now;
		n -= now;
		if (c->gathered.len < c->method->buffer)
			break;
		if (c->method->flush(c, false, e))
			return -1;
		sb_truncate(&c->gathered, 0);
	}
	return 0;
}

int compress_end(struct compressor *c, struct err *e)
{
	return c->method->flush(c, true, e);
}

void compress_free(struct compressor *c)
{
	if (!c)
		return;
	lzma_end(&c->xz);
	sb_free(&c->gathered);
	free(c->out);
	free(c);
}
