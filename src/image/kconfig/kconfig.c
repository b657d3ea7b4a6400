/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/kconfig.h"

#include <ctype.h>

#include "base/file/fs.h"

static size_t symbol_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

static bool is_symbol(const char *s)
{
	return *s && !s[symbol_length(s)];
}

static bool is_number(const char *s)
{
	size_t digits;

	if (str_starts(s, "0x") || str_starts(s, "0X"))
		return s[2] && !s[2 + strspn(s + 2, "0123456789abcdefABCDEF")];
	s += *s == '-';
	digits = strspn(s, "0123456789");
	return digits && !s[digits];
}

/* A value in quotes, with nothing after them. */
static bool is_quoted(const char *s)
{
	if (*s++ != '"')
		return false;
	for (; *s && *s != '"'; s++)
		if (*s == '\\' && s[1])
			s++;
	return s[0] == '"' && !s[1];
}

static bool is_value(const char *s)
{
	return str_eq(s, "y") || str_eq(s, "m") || str_eq(s, "n") || is_number(s) || is_quoted(s);
}

void kconfig_request_add(struct kconfig_requests *r, const char *symbol, const char *value,
			 const char *origin)
{
	struct kconfig_request *k = NULL;

	for (size_t i = 0; i < r->n && !k; i++)
		if (str_eq(r->v[i].symbol, symbol))
			k = &r->v[i];
	if (!k) {
		if (r->n == r->cap) {
			r->cap = r->cap ? 2 * r->cap : 64;
			r->v = xrealloc(r->v, r->cap, sizeof(*r->v));
		}
		k = &r->v[r->n++];
		*k = (struct kconfig_request){.symbol = xstrdup(symbol)};
	}
	str_set(&k->value, value);
	str_set(&k->origin, origin);
	k->ours = false;
}

void kconfig_requests_are_ours(struct kconfig_requests *r)
{
	for (size_t i = 0; i < r->n; i++)
		r->v[i].ours = true;
}

/* line: without blanks around it. 0: taken or skipped; -1: not a line of a fragment. */
static int take_line(struct kconfig_requests *r, char *line, const char *origin)
{
	static const char not_set[] = " is not set";
	char *symbol, *end, *value = NULL;

	if (!*line)
		return 0;
	if (*line == '#') {
		symbol = line + 1 + strspn(line + 1, " \t");
		if (!str_starts(symbol, "CONFIG_") || !str_ends(symbol, not_set))
			return 0;
		end = symbol + strlen(symbol) - strlen(not_set);
	} else {
		symbol = line;
		end = strchr(line, '=');
		if (!str_starts(symbol, "CONFIG_") || !end)
			return -1;
		value = end + 1;
	}
	*end = '\0';
	symbol += strlen("CONFIG_");
	if (!is_symbol(symbol))
		return value ? -1 : 0;
	/* hexadecimal digits without 0x are a value, too: .config keeps them as they were typed */
	if (value && !is_value(value) && (!*value || value[symbol_length(value)]))
		return -1;
	kconfig_request_add(r, symbol, value ? value : "n", origin);
	return 0;
}

static char *trim(char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	for (n = strlen(s); n && strchr(" \t\r", s[n - 1]);)
		s[--n] = '\0';
	return s;
}

int kconfig_request_text(struct kconfig_requests *r, const char *text, const char *display,
			 struct err *e)
{
	_cleanup_free_ char *copy = xstrdup(text);
	char *line, *rest = copy;
	int n = 0;

	while ((line = strsep(&rest, "\n"))) {
		_cleanup_free_ char *origin = xasprintf("%s:%d", display, ++n);
		_cleanup_free_ char *shown = xstrdup(line);

		if (take_line(r, trim(line), origin)) {
			err_kind_set(e, ERR_USAGE, "%s: '%s' is not a line of a fragment", origin,
				     trim(shown));
			return err_hint(e, "'CONFIG_X=y', 'CONFIG_X=\"text\"' or "
					   "'# CONFIG_X is not set'");
		}
	}
	return 0;
}

int kconfig_request_file(struct kconfig_requests *r, const char *path, const char *display,
			 struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, e))
		return -1;
	if (memchr(sb_str(&text), '\0', text.len))
		return err_kind_set(e, ERR_USAGE, "'%s' is not a kernel fragment: it is binary",
				    display);
	return kconfig_request_text(r, sb_str(&text), display, e);
}

static char *quoted(const char *s)
{
	struct strbuf sb = {0};

	sb_addc(&sb, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			sb_addc(&sb, '\\');
		sb_addc(&sb, *s);
	}
	sb_addc(&sb, '"');
	return sb_detach(&sb);
}

int kconfig_request_assignment(struct kconfig_requests *r, const char *assignment,
			       const char *origin, struct err *e)
{
	const char *start = assignment, *equals = strchr(assignment, '=');
	_cleanup_free_ char *symbol = NULL, *value = NULL;

	if (str_starts(start, "CONFIG_"))
		start += strlen("CONFIG_");
	symbol = xstrndup(start, equals ? (size_t)(equals - start) : strlen(start));
	if (!equals || !is_symbol(symbol) || strpbrk(equals, "\n\r")) {
		err_kind_set(e, ERR_USAGE, "'%s' is not an assignment to a symbol", assignment);
		return err_hint(e, "SYMBOL=VALUE, for example NET=y or HZ=250 (%s)", origin);
	}
	value = is_value(equals + 1) ? xstrdup(equals + 1) : quoted(equals + 1);
	kconfig_request_add(r, symbol, value, origin);
	return 0;
}

char *kconfig_requests_text(const struct kconfig_requests *r)
{
	struct strbuf sb = {0};

	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->v[i].value, "n"))
			sb_addf(&sb, "# CONFIG_%s is not set\n", r->v[i].symbol);
		else
			sb_addf(&sb, "CONFIG_%s=%s\n", r->v[i].symbol, r->v[i].value);
	return sb_detach(&sb);
}

void kconfig_requests_free(struct kconfig_requests *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].symbol);
		free(r->v[i].value);
		free(r->v[i].origin);
	}
	free(r->v);
	*r = (struct kconfig_requests){0};
}

char *kconfig_value(const char *config_text, const char *symbol)
{
	_cleanup_free_ char *key = xasprintf("CONFIG_%s=", symbol);
	const char *p = config_text;

	while ((p = strstr(p, key))) {
		const char *value = p + strlen(key);

		if (p == config_text || p[-1] == '\n')
			return xstrndup(value, strcspn(value, "\r\n"));
		p = value;
	}
	return xstrdup("n");
}

/* .config keeps leading zeros as they were typed. */
static bool same_number(const char *a, const char *b)
{
	bool hex = strpbrk(a, "xX") || strpbrk(b, "xX");

	if (!is_number(a) || !is_number(b))
		return false;
	return strtoull(a, NULL, hex ? 16 : 10) == strtoull(b, NULL, hex ? 16 : 10);
}

static bool same_value(const char *wanted, const char *present)
{
	_cleanup_free_ char *wanted_text = NULL;

	if (str_eq(wanted, present) || same_number(wanted, present))
		return true;
	if (*present != '"' || *wanted == '"')
		return false;
	wanted_text = quoted(wanted);
	return str_eq(wanted_text, present);
}

const struct kconfig_request *kconfig_requests_against(const struct kconfig_requests *r,
						       const char *assignment)
{
	size_t n = strcspn(assignment, "=");
	_cleanup_free_ char *symbol = xstrndup(assignment, n);
	const char *value = assignment[n] ? assignment + n + 1 : "";

	for (size_t i = 0; i < r->n; i++)
		if (!r->v[i].ours && str_eq(r->v[i].symbol, symbol) &&
		    !same_value(r->v[i].value, value))
			return &r->v[i];
	return NULL;
}

int kconfig_hint_against(const struct kconfig_request *against, struct err *e)
{
	return err_hint(e, "your own request 'CONFIG_%s=%s' rules it out (%s)", against->symbol,
			against->value, against->origin);
}

void kconfig_note_dropped(const struct build *b, const struct kconfig_request *unmet,
			  const struct kconfig_request *against)
{
	if (str_eq(against->value, "n"))
		progress_note(b->progress,
			      "without CONFIG_%s, which needs CONFIG_%s: you turned that off (%s)",
			      unmet->symbol, against->symbol, against->origin);
	else
		progress_note(b->progress,
			      "without 'CONFIG_%s=%s': your 'CONFIG_%s=%s' rules it out (%s)",
			      unmet->symbol, unmet->value, against->symbol, against->value,
			      against->origin);
}

size_t kconfig_unmet(const struct kconfig_requests *r, const char *config_text, size_t *unmet)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		_cleanup_free_ char *present = kconfig_value(config_text, r->v[i].symbol);

		if (!same_value(r->v[i].value, present))
			unmet[n++] = i;
	}
	return n;
}

int kconfig_changes(const char *before, const char *now, struct kconfig_requests *changed,
		    struct err *e)
{
	_cleanup_requests_ struct kconfig_requests all = {0};

	if (kconfig_request_text(&all, now, ".config", e))
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		_cleanup_free_ char *old = kconfig_value(before, all.v[i].symbol);

		if (!str_eq(old, all.v[i].value))
			kconfig_request_add(changed, all.v[i].symbol, all.v[i].value, "menuconfig");
	}
	return 0;
}
