/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frames found in any report have names and become text. */
#include "report/crash/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *report = xstrndup((const char *)data, size);
	struct trace_style style = {.function = "foo", .tree = "/nowhere"};
	struct strbuf out = {0};
	struct trace t;

	trace_parse(report, &t);
	for (size_t i = 0; i < t.n; i++)
		BUG_ON(!t.frames[i].function || !*t.frames[i].function);
	trace_text(&t, &style, &out);
	BUG_ON((t.n > 0) != (out.len > 0));
	sb_free(&out);
	trace_free(&t);
	free(report);
	return 0;
}
