/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/guard.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/kconfig/kconfig.h"

#define MAX_NESTING 16
#define SYMBOL	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
#define BLANKS	    " \t"

/* The conditions around a line: the symbol that each needs, or NULL if it is not understood. */
struct nesting {
	char *symbols[MAX_NESTING];
	unsigned n;
};

/* "NAME += WORDS", and the symbols that the conditions around it need. */
struct list_line {
	const char *name, *words;
	struct strv needs;
};

struct search {
	const char *config;
	struct list_line *lines;
	size_t n, cap;
	struct strv objects; /* the object, and the composite ones that it is part of, each once */
	char *off;	     /* the first symbol that was found to be off */
	bool on;
};

/* "FOO" from a text with "CONFIG_FOO" in it. Caller's. */
static char *symbol_in(const char *text)
{
	const char *p = strstr(text, "CONFIG_");

	if (!p)
		return NULL;
	p += strlen("CONFIG_");
	return xstrndup(p, strspn(p, SYMBOL));
}

static void nest(struct nesting *c, const char *line)
{
	bool simple =
		str_starts(line, "ifdef") || (str_starts(line, "ifeq") && strstr(line, ",y)"));

	if (c->n < MAX_NESTING)
		c->symbols[c->n] = simple ? symbol_in(line) : NULL;
	c->n++;
}

static void unnest(struct nesting *c, bool end)
{
	if (!c->n)
		return;
	if (c->n <= MAX_NESTING)
		str_set(&c->symbols[c->n - 1], NULL);
	c->n -= end;
}

/* Whether the line is about conditions. */
static bool take_condition(struct nesting *c, const char *line)
{
	if (str_starts(line, "ifdef") || str_starts(line, "ifndef") || str_starts(line, "ifeq") ||
	    str_starts(line, "ifneq"))
		nest(c, line);
	else if (str_starts(line, "else"))
		unnest(c, false);
	else if (str_starts(line, "endif"))
		unnest(c, true);
	else
		return false;
	return true;
}

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; n && (p = strstr(p, word)); p += n)
		if ((p == words || strchr(BLANKS, p[-1])) && (!p[n] || strchr(BLANKS "#", p[n])))
			return true;
	return false;
}

/*
 * The composite object of a variable: "ext4.o" of "ext4-y"; NULL: one of kbuild's lists. Caller's.
 */
static char *composite_of(const char *name)
{
	static const char *const lists[] = {"obj", "lib", "core", "drivers", "net", "libs"};
	const char *dash = strstr(name, "-$(");
	size_t n;

	if (!dash)
		dash = strrchr(name, '-');
	n = dash ? (size_t)(dash - name) : 0;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (n == strlen(lists[i]) && !strncmp(name, lists[i], n))
			return NULL;
	return xasprintf("%.*s.o", (int)n, name);
}

/* Whether it is on; the first one that is off is remembered. */
static bool check(struct search *s, const char *symbol)
{
	_cleanup_free_ char *value = kconfig_value(s->config, symbol);

	if (str_eq(value, "y") || str_eq(value, "m"))
		return true;
	if (!s->off)
		s->off = xstrdup(symbol);
	return false;
}

static void add_line(struct search *s, const char *name, const char *words, const struct nesting *c)
{
	struct list_line *l;

	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->lines = xrealloc(s->lines, s->cap, sizeof(*s->lines));
	}
	l = &s->lines[s->n++];
	*l = (struct list_line){.name = name, .words = words};
	for (unsigned i = 0; i < c->n && i < MAX_NESTING; i++)
		if (c->symbols[i])
			strv_add(&l->needs, c->symbols[i]);
}

static void read_line(struct search *s, char *line, struct nesting *c)
{
	char *equals;

	line += strspn(line, BLANKS);
	if (*line == '#' || take_condition(c, line) || !(equals = strchr(line, '=')))
		return;
	*equals = '\0';
	for (char *end = equals; end > line && strchr(BLANKS ":+?", end[-1]); end--)
		end[-1] = '\0';
	if (strchr(line, '-'))
		add_line(s, line, equals + 1, c);
}

/* A line and those that continue it are one. */
static void read_lines(struct search *s, char *text)
{
	struct nesting c = {0};
	char *line;

	for (char *p = text; (p = strstr(p, "\\\n"));)
		p[0] = p[1] = ' ';
	while ((line = strsep(&text, "\n")))
		read_line(s, line, &c);
	while (c.n)
		unnest(&c, true);
}

/* A line that adds the object to a list. */
static void weigh(struct search *s, const struct list_line *l)
{
	_cleanup_free_ char *own = symbol_in(l->name), *composite = composite_of(l->name);

	strv_foreach(symbol, &l->needs)
		if (!check(s, symbol))
			return;
	if (own && !check(s, own))
		return;
	if (!composite)
		s->on = true;
	else
		strv_add_once(&s->objects, composite);
}

enum guard guard_find(const char *makefile, const char *object, const char *config, char **symbol)
{
	_cleanup_free_ char *text = xstrdup(makefile);
	struct search s = {.config = config};

	read_lines(&s, text);
	strv_add(&s.objects, object);
	for (size_t k = 0; k < s.objects.n && !s.on; k++)
		for (size_t i = 0; i < s.n && !s.on; i++)
			if (has_word(s.lines[i].words, s.objects.v[k]))
				weigh(&s, &s.lines[i]);
	*symbol = s.on ? NULL : TAKE_PTR(s.off);
	for (size_t i = 0; i < s.n; i++)
		strv_free(&s.lines[i].needs);
	free(s.lines);
	free(s.off);
	strv_free(&s.objects);
	return s.on ? GUARD_ON : *symbol ? GUARD_OFF : GUARD_UNKNOWN;
}

/* The folder's makefile; false: it has none. */
static bool read_makefile(const char *tree, const char *dir, struct strbuf *out)
{
	static const char *const names[] = {"Kbuild", "Makefile"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path =
			path_joinf(tree, "%s%s%s", dir, *dir ? "/" : "", names[i]);

		if (fs_is_file(path) && fs_try_read(path, out))
			return true;
	}
	return false;
}

/* "fs/ext4" becomes "fs", and 'child' the name by which the makefile there includes it. */
static void go_up(char *dir, char **child, bool named)
{
	char *slash = strrchr(dir, '/'), *own = slash ? slash + 1 : dir;
	char *next = xasprintf("%s/%s", own, named ? "" : *child);

	free(*child);
	*child = next;
	*(slash ? slash : dir) = '\0';
}

enum guard guard_of_file(const char *tree, const char *file, const char *config, char **symbol)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
	_cleanup_free_ char *dir = xstrndup(file, slash ? (size_t)(slash - file) : 0);
	_cleanup_free_ char *child = xasprintf("%.*s.o", (int)strcspn(base, "."), base);
	enum guard found = GUARD_UNKNOWN;
	bool asked = false;

	for (;;) {
		_cleanup_sb_ struct strbuf makefile = {0};
		bool there = read_makefile(tree, dir, &makefile);
		enum guard here = GUARD_UNKNOWN;

		if (there)
			here = guard_find(sb_str(&makefile), child, config, symbol);
		if (here == GUARD_OFF)
			return here;
		/* that a folder above is on does not say that the file is */
		found = there && !asked ? here : found;
		asked |= there;
		if (!*dir)
			return found;
		go_up(dir, &child, there);
	}
}
