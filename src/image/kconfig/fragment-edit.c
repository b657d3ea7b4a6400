/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/fragment-edit.h"

static void add_request(struct strbuf *sb, const struct kconfig_request *r)
{
	if (str_eq(r->value, "n"))
		sb_addf(sb, "# CONFIG_%s is not set", r->symbol);
	else
		sb_addf(sb, "CONFIG_%s=%s", r->symbol, r->value);
}

/* Whether the line, of n bytes, is about the symbol. */
static bool is_of(const char *line, size_t n, const char *symbol)
{
	_cleanup_free_ char *set = xasprintf("CONFIG_%s=", symbol);
	_cleanup_free_ char *unset = xasprintf("# CONFIG_%s is not set", symbol);

	return (n >= strlen(set) && !strncmp(line, set, strlen(set))) ||
	       (n == strlen(unset) && !strncmp(line, unset, n));
}

/* The first line about the symbol is replaced; further ones are removed. */
static void update_one(struct strbuf *text, const struct kconfig_request *r, struct strbuf *diff)
{
	_cleanup_sb_ struct strbuf result = {0}, line = {0};
	const char *p = sb_str(text);
	bool there = false;

	add_request(&line, r);
	for (size_t n; *p; p += n + (p[n] == '\n')) {
		bool same;

		n = strcspn(p, "\n");
		if (!is_of(p, n, r->symbol)) {
			sb_addf(&result, "%.*s\n", (int)n, p);
			continue;
		}
		same = !there && n == line.len && !strncmp(p, sb_str(&line), n);
		if (!same)
			sb_addf(diff, "-%.*s\n", (int)n, p);
		if (!there && !same)
			sb_addf(diff, "+%s\n", sb_str(&line));
		if (!there)
			sb_addf(&result, "%s\n", sb_str(&line));
		there = true;
	}
	if (!there) {
		sb_addf(diff, "+%s\n", sb_str(&line));
		sb_addf(&result, "%s\n", sb_str(&line));
	}
	sb_truncate(text, 0);
	sb_addn(text, sb_str(&result), result.len);
}

char *fragment_update(const char *text, const struct kconfig_requests *changes, struct strbuf *diff)
{
	_cleanup_sb_ struct strbuf now = {0};

	sb_add(&now, text);
	for (size_t i = 0; i < changes->n; i++)
		update_one(&now, &changes->v[i], diff);
	return sb_detach(&now);
}
