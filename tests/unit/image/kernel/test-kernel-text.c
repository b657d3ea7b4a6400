/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kernel/text.h"

#include <fcntl.h>

#include "base/file/fs.h"
#include "image/initramfs/compress.h"
#include "image/source/format.h"
#include "test.h"

#define OFFSET 0x20

static const char *const texts[] = {"first text", "second"};
static const char both[] = "xxfirst text\0yy\0second\0zz", one[] = "first text\0second but longer";

static void put32(char *at, size_t v)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (char)(v >> 8 * i);
}

/* A bzImage's header, with that payload. */
static void write_image(const char *path, const struct strbuf *payload)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf image = {0};
	const size_t at = 3 * 512 + OFFSET;

	memset(sb_reserve(&image, at), 0, at);
	image.len = at;
	image.buf[0x1f1] = 2;
	memcpy(image.buf + 0x1fe, "\x55\xaa", 2);
	memcpy(image.buf + 0x202, "HdrS", 4);
	put32(image.buf + 0x248, OFFSET);
	put32(image.buf + 0x24c, payload->len);
	sb_addn(&image, payload->buf, payload->len);
	CHECK_OK(fs_write(path, image.buf, image.len, 0644, &e), &e);
}

static void compress(const char *how, const char *path, const void *data, size_t n,
		     struct strbuf *out)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	struct compressor *c = compress_new(how, fd, path, &e);

	REQUIRE(c);
	CHECK_OK(compress_write(c, data, n, &e), &e);
	CHECK_OK(compress_end(c, &e), &e);
	compress_free(c);
	CHECK_OK(fs_read(path, out, &e), &e);
}

static void check(const char *path, enum kernel_text want)
{
	CHECK_INT(kernel_text_find(path, texts, ARRAY_SIZE(texts)), want);
}

/* An arm64 Image: 4 MiB of memory, and QEMU moves it by 2 MiB. */
TEST(an_image)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test"), *path = path_join(dir, "Image");
	char head[64 + sizeof(both)] = "";

	head[18] = 0x40;
	memcpy(head + 0x38, "ARM\x64", 4);
	memcpy(head + 64, both, sizeof(both));
	CHECK_STR(format_of(head, sizeof(head)), "Image");
	CHECK_INT(format_end(head, sizeof(head)), 6 << 20);
	CHECK_OK(fs_write(path, head, sizeof(head), 0644, &e), &e);
	check(path, KERNEL_TEXT_THERE);
	/* older kernels leave out their size */
	head[18] = 0;
	CHECK_INT(format_end(head, sizeof(head)), 0);
	CHECK_STR(format_of(head, 0x3b), NULL);
	CHECK_INT(format_end("\177ELF", 4), 0);
	fs_remove(dir, &e);
}

TEST(a_compressed_kernel)
{
	static const char *const ways[] = {"xz", "lz4"};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-kernel-text");
	_cleanup_free_ char *path = path_join(dir, "image");

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		_cleanup_sb_ struct strbuf there = {0}, missing = {0};

		compress(ways[i], path, both, sizeof(both), &there);
		/* the kernel's length */
		sb_addn(&there, "\x1a\0\0", 4);
		write_image(path, &there);
		check(path, KERNEL_TEXT_THERE);
		compress(ways[i], path, one, sizeof(one), &missing);
		sb_addn(&missing, "\x1a\0\0", 4);
		write_image(path, &missing);
		check(path, KERNEL_TEXT_MISSING);
	}
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(an_elf)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-kernel-text");
	_cleanup_free_ char *path = path_join(dir, "image");
	_cleanup_sb_ struct strbuf elf = {0};

	sb_add(&elf, "\177ELF");
	sb_addn(&elf, one, sizeof(one));
	CHECK_OK(fs_write(path, elf.buf, elf.len, 0644, &e), &e);
	check(path, KERNEL_TEXT_MISSING);
	sb_addn(&elf, both, sizeof(both));
	CHECK_OK(fs_write(path, elf.buf, elf.len, 0644, &e), &e);
	check(path, KERNEL_TEXT_THERE);
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(what_cannot_be_looked_into)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-kernel-text");
	_cleanup_free_ char *path = path_join(dir, "image");
	_cleanup_sb_ struct strbuf plain = {0}, cut = {0}, header = {0};

	check(path, KERNEL_TEXT_UNKNOWN);
	sb_addn(&plain, both, sizeof(both));
	write_image(path, &plain);
	check(path, KERNEL_TEXT_UNKNOWN);
	CHECK_OK(fs_read(path, &header, &e), &e);
	put32(header.buf + 0x24c, 0xffffffff);
	CHECK_OK(fs_write(path, header.buf, header.len, 0644, &e), &e);
	check(path, KERNEL_TEXT_UNKNOWN);
	sb_addn(&cut, header.buf, 0x210);
	CHECK_OK(fs_write(path, cut.buf, cut.len, 0644, &e), &e);
	check(path, KERNEL_TEXT_UNKNOWN);
	CHECK_OK(fs_write(path, "\177E", 2, 0644, &e), &e);
	check(path, KERNEL_TEXT_UNKNOWN);
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST_MAIN()
