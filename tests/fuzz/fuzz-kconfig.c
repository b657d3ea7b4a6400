/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fragment, up to the first '\0', and a .config: what is read can be written and read again. */
#include "image/kconfig/fragment-edit.h"
#include "image/kconfig/kconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_requests(const struct kconfig_requests *r)
{
	_cleanup_requests_ struct kconfig_requests again = {0};
	_cleanup_free_ char *text = kconfig_requests_text(r), *second = NULL;
	_cleanup_err_ struct err e = ERR_INIT;

	BUG_ON(kconfig_request_text(&again, text, "again", &e));
	second = kconfig_requests_text(&again);
	BUG_ON(strcmp(text, second) != 0);
}

/* Once the requests are in a text, adding them again changes nothing. */
static void check_edit(const char *fragment, const struct kconfig_requests *r)
{
	_cleanup_sb_ struct strbuf first = {0}, diff = {0};
	_cleanup_free_ char *once = fragment_update(fragment, r, &first);
	_cleanup_free_ char *twice = fragment_update(once, r, &diff);

	BUG_ON(strcmp(once, twice) != 0 || diff.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *fragment = xstrndup((const char *)data, size);
	size_t n = strlen(fragment);
	_cleanup_free_ char *config =
		n < size ? xstrndup((const char *)data + n + 1, size - n - 1) : xstrdup("");
	_cleanup_requests_ struct kconfig_requests r = {0}, changed = {0};
	_cleanup_err_ struct err e = ERR_INIT, e2 = ERR_INIT;
	_cleanup_free_ size_t *unmet = NULL;

	if (kconfig_request_text(&r, fragment, "fragment", &e)) {
		BUG_ON(!e.msg);
		return 0;
	}
	check_requests(&r);
	check_edit(config, &r);
	unmet = xcalloc(r.n + 1, sizeof(*unmet));
	BUG_ON(kconfig_unmet(&r, config, unmet) > r.n);
	BUG_ON((kconfig_changes(fragment, config, &changed, &e2) != 0) != (e2.msg != NULL));
	check_requests(&changed);
	return 0;
}
