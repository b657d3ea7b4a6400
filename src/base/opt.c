/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/opt.h"

#include <errno.h>
#include <stdio.h>

#include "base/file/path.h"
#include "base/strbuf.h"

static void *field(const struct opt *o, void *base)
{
	return (char *)base + o->offset;
}

static int bad_value(const struct opt *o, const char *value, const char *wanted, struct err *e)
{
	return err_kind_set(e, ERR_USAGE, "'%s' is not a valid value for '--%s': it takes %s",
			    value, o->name, wanted);
}

static int parse_number(const char *s, int64_t *out, const char **end)
{
	char *stop;

	errno = 0;
	*out = strtoll(s, &stop, 0);
	*end = stop;
	return errno || stop == s ? -1 : 0;
}

static int store_int(const struct opt *o, int64_t *to, const char *value, struct err *e)
{
	_cleanup_free_ char *range =
		xasprintf("a number from %lld to %lld", (long long)o->min, (long long)o->max);
	const char *end;
	int64_t n;

	if (parse_number(value, &n, &end) || *end || n < o->min || n > o->max)
		return bad_value(o, value, range, e);
	*to = n;
	return 0;
}

/* The shift for a unit; -1: unknown unit. */
static int size_shift(const char *unit)
{
	static const struct {
		const char *name;
		int shift;
	} units[] = {
		{"", 20},    {"K", 10}, {"KiB", 10}, {"M", 20},
		{"MiB", 20}, {"G", 30}, {"GiB", 30}, {"B", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcasecmp(unit, units[i].name))
			return units[i].shift;
	return -1;
}

static int store_size(const struct opt *o, uint64_t *to, const char *value, struct err *e)
{
	_cleanup_free_ char *range =
		xasprintf("a size from %lldM to %lldM, like '256M' or '1G'",
			  (long long)(o->min >> 20), (long long)(o->max >> 20));
	const char *end = value;
	int64_t n = 0;
	int shift = -1;

	if (!parse_number(value, &n, &end))
		shift = size_shift(end);
	if (shift < 0 || n < 0 || n > (INT64_MAX >> shift) || (n << shift) < o->min ||
	    (n << shift) > o->max)
		return bad_value(o, value, range, e);
	*to = (uint64_t)n << shift;
	return 0;
}

/* The nanoseconds of a unit; 0: unknown unit. */
static uint64_t duration_unit(const char *unit)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{"", NS_PER_SEC},	{"s", NS_PER_SEC},	  {"ms", NS_PER_MS},
		{"m", 60 * NS_PER_SEC}, {"min", 60 * NS_PER_SEC}, {"h", 3600 * NS_PER_SEC},
	};

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (str_eq(unit, units[i].name))
			return units[i].ns;
	return 0;
}

static int store_duration(const struct opt *o, uint64_t *to, const char *value, struct err *e)
{
	_cleanup_free_ char *range =
		xasprintf("a time from %lld to %lld seconds, like '90', '90s' or '2m'",
			  (long long)o->min, (long long)o->max);
	const size_t digits = strspn(value, "0123456789.");
	char *end = NULL;
	double n = digits ? strtod(value, &end) : 0;
	uint64_t unit = digits ? duration_unit(end) : 0;

	/* strtod() would also accept "1e3" and "0x10" */
	if (!unit || end != value + digits ||
	    n * (double)unit < (double)o->min * (double)NS_PER_SEC ||
	    n * (double)unit > (double)o->max * (double)NS_PER_SEC)
		return bad_value(o, value, range, e);
	*to = (uint64_t)(n * (double)unit);
	return 0;
}

/* Whether it is a word for yes or no; says which. */
static bool is_yes_or_no(const char *word, bool *yes)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = {{"yes", true}, {"no", false},  {"true", true}, {"false", false},
		     {"on", true},  {"off", false}, {"1", true},    {"0", false}};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcasecmp(word, words[i].word)) {
			*yes = words[i].on;
			return true;
		}
	return false;
}

static int store_choice(const struct opt *o, char **to, const char *value, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *all = NULL, *wanted = NULL;
	bool yes;

	if (o->bare && is_yes_or_no(value, &yes))
		value = yes ? "yes" : "no";
	strv_split(&names, o->values, "|");
	if (!strv_has(&names, value)) {
		all = strv_join(&names, ", ");
		wanted = xasprintf("one of %s", all);
		return bad_value(o, value, wanted, e);
	}
	str_set(to, value);
	return 0;
}

static int store_flag(const struct opt *o, bool *to, const char *value, struct err *e)
{
	if (!value)
		*to = true;
	else if (!is_yes_or_no(value, to))
		return bad_value(o, value, "yes or no", e);
	return 0;
}

static char *from_dir(const char *dir, const char *value)
{
	_cleanup_free_ char *joined = NULL;

	if (str_starts(value, "~/") && getenv("HOME"))
		joined = path_join(getenv("HOME"), value + 2);
	else
		joined = path_join(dir, value);
	return path_absolute(joined);
}

static int store_list(const struct opt *o, struct strv *to, const char *value, const char *dir)
{
	if (o->type == OPT_PATH_LIST) {
		_cleanup_free_ char *path = from_dir(dir, value);

		/* GUEST/ differs from GUEST */
		strv_addf(to, "%s%s", path, str_ends(value, "/") && path[1] ? "/" : "");
	} else if (o->format) {
		const char *hole = strstr(o->format, "%s");

		BUG_ON(!hole);
		strv_addf(to, "%.*s%s%s", (int)(hole - o->format), o->format, value, hole + 2);
	} else {
		strv_add(to, value);
	}
	return 0;
}

int opt_store(const struct opt *o, void *base, const char *value, const char *dir, struct err *e)
{
	void *to = field(o, base);

	if (!value)
		value = o->bare;
	if (!value && o->type != OPT_FLAG && o->type != OPT_COUNT)
		return err_kind_set(e, ERR_USAGE, "'--%s' needs a value: %s", o->name,
				    o->arg ? o->arg : "VALUE");
	if (value && !*value && o->type != OPT_STRING && o->type != OPT_LIST)
		return err_kind_set(e, ERR_USAGE, "the value of '--%s' is empty", o->name);
	switch (o->type) {
	case OPT_FLAG:
		return store_flag(o, to, value, e);
	case OPT_COUNT:
		++*(int *)to;
		return 0;
	case OPT_STRING:
		str_set(to, value);
		return 0;
	case OPT_CHOICE:
		return store_choice(o, to, value, e);
	case OPT_INT:
		return store_int(o, to, value, e);
	case OPT_SIZE:
		return store_size(o, to, value, e);
	case OPT_DURATION:
		return store_duration(o, to, value, e);
	case OPT_SOURCE:
		if (strstr(value, "://")) {
			str_set(to, value);
			return 0;
		}
		/* fall through */
	case OPT_PATH:
		free(*(char **)to);
		*(char **)to = from_dir(dir, value);
		return 0;
	case OPT_LIST:
	case OPT_PATH_LIST:
		return store_list(o, to, value, dir);
	}
	BUG_ON(true);
}

void opt_defaults(const struct opt *table, size_t n, void *base)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		int bad;

		if (!table[i].def)
			continue;
		bad = opt_store(&table[i], base, table[i].def, "/", &e);
		BUG_ON(bad);
	}
}

void opt_free(const struct opt *table, size_t n, void *base)
{
	for (size_t i = 0; i < n; i++) {
		switch (table[i].type) {
		case OPT_STRING:
		case OPT_CHOICE:
		case OPT_PATH:
		case OPT_SOURCE:
			str_set(field(&table[i], base), NULL);
			break;
		case OPT_LIST:
		case OPT_PATH_LIST:
			strv_free(field(&table[i], base));
			break;
		default:
			break;
		}
	}
}

struct parse {
	const struct opt *table;
	size_t n;
	void *base;
	unsigned cmds;
	const char *cwd;
};

static int unknown_option(const struct parse *p, const char *name, size_t len, struct err *e)
{
	_cleanup_free_ char *word = xstrndup(name, len);
	_cleanup_free_ const char **names = xcalloc(p->n + 1, sizeof(*names));
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->table[i].cmds & p->cmds)
			names[n++] = p->table[i].name;
	near = nearest_name(word, names, n);
	err_kind_set(e, ERR_USAGE, "unknown option '--%s'", word);
	if (near)
		err_hint(e, "did you mean '--%s'?", near);
	return -1;
}

/* The option with that name, or the only one whose name begins with it. NULL with e set. */
static const struct opt *find_long(const struct parse *p, const char *name, size_t len,
				   struct err *e)
{
	const struct opt *found = NULL, *too_short = NULL;

	for (size_t i = 0; i < p->n; i++) {
		const struct opt *o = &p->table[i];

		if (!(o->cmds & p->cmds) || !o->name || strncmp(o->name, name, len))
			continue;
		if (!o->name[len])
			return o;
		if (o->removes) {
			too_short = o;
			continue;
		}
		if (found) {
			err_kind_set(e, ERR_USAGE, "'--%.*s' is ambiguous: '--%s' or '--%s'",
				     (int)len, name, found->name, o->name);
			return NULL;
		}
		found = o;
	}
	if (!found && too_short)
		err_kind_set(e, ERR_USAGE, "'--%.*s' is too short: '--%s' must be written out",
			     (int)len, name, too_short->name);
	else if (!found)
		unknown_option(p, name, len, e);
	return found;
}

static const struct opt *find_letter(const struct parse *p, char letter)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->table[i].letter == letter && (p->table[i].cmds & p->cmds))
			return &p->table[i];
	return NULL;
}

/* Whether the next word is its value, unless one is attached with '='. */
static bool takes_value(const struct opt *o)
{
	return o->type != OPT_FLAG && o->type != OPT_COUNT && !o->bare;
}

/* argv[i] is "--…". Returns the index of the next word to read. */
static int parse_long(const struct parse *p, int argc, char **argv, int i, struct err *e)
{
	const char *name = argv[i] + 2, *eq = strchr(name, '=');
	size_t len = eq ? (size_t)(eq - name) : strlen(name);
	_cleanup_err_ struct err unused = ERR_INIT;
	const struct opt *o = find_long(p, name, len, &unused);

	if (!o && !strncmp(name, "no-", 3) && !eq) {
		o = find_long(p, name + 3, len - 3, &unused);
		if (o && (o->type == OPT_FLAG || o->bare))
			return opt_store(o, p->base, "no", p->cwd, e) ? -1 : i + 1;
		o = NULL;
	}
	if (!o && !find_long(p, name, len, e))
		return -1;
	if (eq && o->type == OPT_COUNT)
		return err_kind_set(e, ERR_USAGE, "'--%s' takes no value", o->name);
	if (eq || !takes_value(o))
		return opt_store(o, p->base, eq ? eq + 1 : NULL, p->cwd, e) ? -1 : i + 1;
	if (opt_store(o, p->base, i + 1 < argc ? argv[i + 1] : NULL, p->cwd, e))
		return -1;
	return i + 2;
}

/* argv[i] is "-x…": letters can be combined, and the last one may take a value. */
static int parse_letters(const struct parse *p, int argc, char **argv, int i, struct err *e)
{
	for (const char *c = argv[i] + 1; *c; c++) {
		const struct opt *o = find_letter(p, *c);
		const char *value;

		if (!o)
			return err_kind_set(e, ERR_USAGE, "unknown option '-%c'", *c);
		if (!takes_value(o)) {
			if (opt_store(o, p->base, NULL, p->cwd, e))
				return -1;
			continue;
		}
		value = c[1] ? c + 1 : i + 1 < argc ? argv[i + 1] : NULL;
		if (opt_store(o, p->base, value, p->cwd, e))
			return -1;
		return c[1] ? i + 1 : i + 2;
	}
	return i + 1;
}

int opt_parse(const struct opt *table, size_t n, void *base, unsigned cmds, int argc, char **argv,
	      bool stop_at_arg, struct strv *args, bool *saw_dashes, struct err *e)
{
	_cleanup_free_ char *cwd = path_absolute(".");
	struct parse p = {.table = table, .n = n, .base = base, .cmds = cmds, .cwd = cwd};
	int i = 1;

	if (saw_dashes)
		*saw_dashes = false;
	while (i < argc) {
		if (!strcmp(argv[i], "--")) {
			if (saw_dashes)
				*saw_dashes = true;
			return i + 1;
		}
		if (argv[i][0] != '-' || !argv[i][1]) {
			if (stop_at_arg)
				return i;
			strv_add(args, argv[i++]);
			continue;
		}
		i = argv[i][1] == '-' ? parse_long(&p, argc, argv, i, e)
				      : parse_letters(&p, argc, argv, i, e);
		if (i < 0)
			return -1;
	}
	return i;
}
