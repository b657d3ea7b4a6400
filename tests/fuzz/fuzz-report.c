/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run's folder, which a guest wrote in part: outcome.json up to the first '\0', then the kernel's
 * log. What can be read can be reported in each form.
 */
#include "report/facts-json.h"
#include "report/facts-text.h"
#include "report/page/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(const struct facts *f)
{
	_cleanup_json_ struct json *j = facts_json(f, NULL, NULL);
	_cleanup_free_ char *line = json_dump(j, false);
	_cleanup_sb_ struct strbuf text = {0}, page = {0};

	facts_text(f, false, &text);
	report_html(f, NULL, NULL, &page);
	BUG_ON(!line || !text.len || !page.len);
	for (size_t i = 0; i < text.len; i++)
		BUG_ON((unsigned char)text.buf[i] < 0x20 && text.buf[i] != '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
	size_t n = end ? (size_t)(end - data) : size;
	_cleanup_facts_ struct facts f = {.name = xstrdup("1"), .folder = xstrdup("/runs/1")};
	_cleanup_sb_ struct strbuf records = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	if (end)
		sb_addn(&records, (const char *)end + 1, size - n - 1);
	f.boots = xcalloc(1, sizeof(*f.boots));
	if (boot_read(&f.boots[0], (const char *)data, n, end ? &records : NULL, NULL, &f.release,
		      &e)) {
		BUG_ON(!e.msg);
		return 0;
	}
	f.n_boots = 1;
	report(&f);
	return 0;
}
