/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any console output becomes plain text and gets a verdict. The first byte chooses the facts. */
#include "verdict/verdict.h"
#include "vm/user/console-text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	for (const char *s = text; *s; s++)
		BUG_ON((unsigned char)*s < 0x20 && *s != '\n' && *s != '\t');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t facts = size ? data[0] : 0;
	const char *bytes = size ? (const char *)data + 1 : "";
	char *text = console_text(bytes, size ? size - 1 : 0, facts & 7);
	struct evidence f = {
		.console_tail = text,
		.agent_expected = facts & 8,
		.ready = facts & 16,
		.bye = facts & 32,
		.user_quit = facts & 64,
		.kernel_seen = facts & 128,
		.qemu = "qemu",
	};
	struct outcome o = {0};

	check_text(text);
	verdict(&f, &o);
	BUG_ON(!outcome_name(o.word) || (o.status && !o.title));
	outcome_free(&o);
	free(text);
	return 0;
}
