/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever the program prints that asks a tree's Kconfig becomes answers in words, or an error. */
#include "image/kconfig/explain-text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	int r = explain_parse(&x, text, &e);

	BUG_ON((r != 0) != (e.msg != NULL));
	for (size_t i = 0; r == 0 && i < x.n; i++) {
		_cleanup_free_ char *words = explain_text(&x.v[i]);

		BUG_ON(!words || !strstr(words, x.v[i].symbol));
	}
	return 0;
}
