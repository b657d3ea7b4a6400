/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/key.h"

#include <ctype.h>
#include <errno.h>

#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"

static int parse_number(const char *value, uint64_t *out, struct err *e)
{
	const bool hex = str_starts(value, "0x");
	const char *digits = hex ? value + 2 : value;
	char *end = NULL;
	unsigned long long number;

	errno = 0;
	number = strtoull(digits, &end, hex ? 16 : 10);
	/* strtoull() accepts blanks and signs */
	if (!isxdigit((unsigned char)*digits) || *end || errno)
		return err_set(e, "'%s' is not a number", value);
	*out = number;
	return 0;
}

static int parse_yes(const char *value, bool *out, struct err *e)
{
	if (!str_eq(value, "yes") && !str_eq(value, "no"))
		return err_set(e, "'%s' is neither 'yes' nor 'no'", value);
	*out = str_eq(value, "yes");
	return 0;
}

static int parse_elf(const char *value, struct elf_kind *out, struct err *e)
{
	_cleanup_strv_ struct strv words = {0};
	uint64_t bits, machine;

	strv_split(&words, value, " ");
	if (words.n != 3)
		return err_set(e, "'%s' is not three words", value);
	if (parse_number(words.v[0], &bits, e) || parse_number(words.v[2], &machine, e))
		return -1;
	if (bits != 32 && bits != 64)
		return err_set(e, "the class '%s' is neither '32' nor '64'", words.v[0]);
	if (!str_eq(words.v[1], "little") && !str_eq(words.v[1], "big"))
		return err_set(e, "the byte order '%s' is neither 'little' nor 'big'", words.v[1]);
	if (!machine || machine > UINT16_MAX)
		return err_set(e, "the machine '%s' is not between 1 and 65535", words.v[2]);
	*out = (struct elf_kind){(int)bits, str_eq(words.v[1], "big"), (unsigned)machine};
	return 0;
}

static int split_words(const struct key *k, const char *value, struct strv *out, struct err *e)
{
	if (strv_split_shell(out, value))
		return err_set(e, "a quote is not closed in '%s'", value);
	if (!out->n)
		return err_set(e, "it has no value");
	if (k->type == KEY_QEMU && out->v[0][0] != '-')
		return err_set(e, "'%s' is not a QEMU option: it does not begin with '-'",
			       out->v[0]);
	return 0;
}

static int check_placeholders(const struct key *k, const char *value, struct err *e)
{
	for (const char *at = strchr(value, '{'); at; at = strchr(at + 1, '{'))
		if (!k->values || !str_starts(at, k->values))
			return err_set(e, "unknown placeholder '%.*s'",
				       (int)(strcspn(at, "}") + (strchr(at, '}') != NULL)), at);
	return 0;
}

static int check_file(const char *datadir, const char *value, const char *suffix, struct err *e)
{
	_cleanup_free_ char *name = xasprintf("data/kernel/%s%s", value, suffix);
	_cleanup_free_ char *path = path_join(datadir, name);

	return fs_is_file(path) ? 0 : err_set(e, "there is no file '%s'", name);
}

static int check_choice(const struct key *k, const char *value, struct err *e)
{
	_cleanup_strv_ struct strv values = {0};

	strv_split(&values, k->values, "|");
	return strv_has(&values, value) ? 0 : err_set(e, "'%s' is not one of %s", value, k->values);
}

static int check_string(const struct key *k, const char *datadir, const char *value, struct err *e)
{
	if (!*value)
		return err_set(e, "it has no value");
	switch (k->type) {
	case KEY_APPEND:
		return check_placeholders(k, value, e);
	case KEY_FRAGMENT:
		return check_file(datadir, value, ".config", e);
	case KEY_FILE:
		return check_file(datadir, value, "", e);
	case KEY_CHOICE:
		return check_choice(k, value, e);
	default:
		return 0;
	}
}

static int store(const struct key *k, void *to, const char *datadir, const char *value,
		 struct err *e)
{
	switch (k->type) {
	case KEY_NUMBER:
		return parse_number(value, to, e);
	case KEY_YES:
		return parse_yes(value, to, e);
	case KEY_ELF:
		return parse_elf(value, to, e);
	case KEY_WORDS:
	case KEY_QEMU:
		return split_words(k, value, to, e);
	default:
		if (check_string(k, datadir, value, e))
			return -1;
		str_set(to, value);
		return 0;
	}
}

static int unknown_key(const struct keys *k, const char *section, const char *name, struct err *e)
{
	_cleanup_free_ const char **names = xcalloc(k->n, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < k->n; i++)
		names[i] = k->v[i].name;
	near = nearest_name(name, names, k->n);
	err_kind_set(e, ERR_USAGE, "[%s]: unknown key '%s'", section, name);
	return near ? err_hint(e, "did you mean '%s'?", near) : -1;
}

int keys_store(const struct keys *k, void *base, uint64_t *given, const char *datadir,
	       const char *section, const char *name, const char *value, struct err *e)
{
	size_t i = 0;

	BUG_ON(k->n > 64);
	while (i < k->n && !str_eq(k->v[i].name, name))
		i++;
	if (i == k->n)
		return unknown_key(k, section, name, e);
	if (*given & (UINT64_C(1) << i))
		return err_kind_set(e, ERR_USAGE, "[%s]: '%s' is given twice", section, name);
	*given |= UINT64_C(1) << i;
	if (store(&k->v[i], (char *)base + k->v[i].offset, datadir, value, e) == 0)
		return 0;
	e->kind = ERR_USAGE;
	err_wrap(e, "[%s]: '%s'", section, name);
	return err_hint(e, "'%s' is %s", name, k->v[i].about);
}

int keys_check(const struct keys *k, uint64_t given, const char *section, struct err *e)
{
	for (size_t i = 0; i < k->n; i++) {
		if (!k->v[i].needed || (given & (UINT64_C(1) << i)))
			continue;
		err_kind_set(e, ERR_USAGE, "[%s]: '%s' is missing", section, k->v[i].name);
		return err_hint(e, "'%s' is %s", k->v[i].name, k->v[i].about);
	}
	return 0;
}

void keys_free(const struct keys *k, void *base)
{
	for (size_t i = 0; i < k->n; i++) {
		void *at = (char *)base + k->v[i].offset;

		switch (k->v[i].type) {
		case KEY_NUMBER:
		case KEY_YES:
		case KEY_ELF:
			break;
		case KEY_WORDS:
		case KEY_QEMU:
			strv_free(at);
			break;
		default:
			str_set(at, NULL);
		}
	}
}
