/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a fuzz target over files, as a TAP program: each file and each prefix of it. With clang,
 * -fsanitize=fuzzer brings its own main() instead of this one.
 */
#include <stdio.h>

#include "base/file/fs.h"
#include "base/file/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PREFIXES 4096 /* of a file, at most */

/* The block has exactly its size, so that a sanitizer notices the first byte beyond it. */
static void try_input(const char *data, size_t size)
{
	uint8_t *copy = xcalloc(size ? size : 1, 1);

	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int replay(const char *path, struct err *e)
{
	_cleanup_sb_ struct strbuf data = {0};
	size_t step;

	if (fs_read(path, &data, e) < 0)
		return -1;
	step = data.len / PREFIXES + 1;
	for (size_t n = 0; n < data.len; n += step)
		try_input(sb_str(&data), n);
	try_input(sb_str(&data), data.len);
	return 0;
}

int main(int argc, char **argv)
{
	int bad = 0;

	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		printf("# %s\n", argv[i]);
		fflush(stdout);
		if (replay(argv[i], &e) < 0)
			printf("# %s\n", e.msg);
		bad += e.msg != NULL;
		printf("%s %d - %s\n", e.msg ? "not ok" : "ok", i, path_basename(argv[i]));
	}
	return bad > 0;
}
