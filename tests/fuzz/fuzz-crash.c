/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crash found in any log has a title and a text. The first byte chooses the facts, and whether
 * the log is a console's, the records', or both.
 */
#include "base/strbuf.h"
#include "verdict/crash.h"
#include "vm/user/console-text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void find(const struct crash_source *s)
{
	struct crash c;
	bool found = crash_find(s, &c);

	BUG_ON(found != (c.rule != NULL) || found != (c.title && *c.title) ||
	       found != (c.text != NULL));
	BUG_ON(found && c.panicked && !s->console && !s->n_records);
	crash_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t facts = size ? data[0] : 0;
	char *text = console_text(size ? (const char *)data + 1 : "", size ? size - 1 : 0, 1000);
	struct kmsg_record record = {.time_us = facts * 100000, .text = text};
	struct crash_source s = {.ended = facts & 1, .warnings = facts & 2};

	if ((facts & 12) != 4)
		s.console = text;
	if (facts & 12) {
		s.records = &record;
		s.n_records = 1;
	}
	find(&s);
	free(text);
	return 0;
}
