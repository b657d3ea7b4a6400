/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any .cmd file of a tree: each input that it names is a piece of its text. */
#include "image/kbuild/commands.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_input(void *arg, const char *input)
{
	BUG_ON(!*input || strlen(input) > *(size_t *)arg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_command_ struct command c = {.object = xstrdup("fs/inode.o"),
					      .path = xstrdup("/obj/fs/.inode.o.cmd")};
	_cleanup_free_ char *line = NULL;

	sb_addn(&c.text, (const char *)data, size);
	line = command_line(&c);
	BUG_ON(strlen(line) > size);
	command_each_input(&c, on_input, &size);
	return 0;
}
