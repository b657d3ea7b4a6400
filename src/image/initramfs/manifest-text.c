/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A manifest as text: the words of the kernel's gen_init_cpio. */
#include <ctype.h>

#include "base/file/fs.h"
#include "image/initramfs/manifest.h"

static void add_escaped(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if (isspace((unsigned char)*s) || *s == '\\')
			sb_addf(out, "\\%03o", (unsigned char)*s);
		else
			sb_addc(out, *s);
	}
}

static void add_name(struct strbuf *out, const char *word, const char *name)
{
	sb_addf(out, "%s ", word);
	add_escaped(out, name);
	sb_addc(out, ' ');
}

static void print_entry(const struct manifest_entry *at, struct strbuf *out)
{
	static const char *const words[] = {"file", "dir", "nod", "slink", "pipe"};

	add_name(out, at->type == MANIFEST_FILE && !at->host ? "# file" : words[at->type],
		 at->path);
	if (at->type == MANIFEST_FILE && at->host) {
		add_escaped(out, at->host);
		sb_addc(out, ' ');
	} else if (at->type == MANIFEST_FILE) {
		sb_addf(out, "(%zu bytes) ", at->size);
	} else if (at->type == MANIFEST_SLINK) {
		add_escaped(out, at->data);
		sb_addc(out, ' ');
	}
	sb_addf(out, "%04o %u %u", at->mode, at->uid, at->gid);
	if (at->type == MANIFEST_NOD)
		sb_addf(out, " %c %u %u", at->dev_type, at->major, at->minor);
	sb_addc(out, '\n');
}

void manifest_print(const struct manifest *m, struct strbuf *out)
{
	_cleanup_free_ const struct manifest_entry **order = manifest_sorted(m);

	for (size_t i = 0; i < m->n; i++)
		print_entry(order[i], out);
}

/* Undoes add_escaped() in place; other backslashes stay. */
static void unescape(char *s)
{
	char *to = s;

	while (*s) {
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' && s[2] <= '7' &&
		    s[3] >= '0' && s[3] <= '7') {
			*to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

static int number(const char *s, int base, unsigned *out, struct err *e)
{
	unsigned long v;
	char *end;

	v = strtoul(s, &end, base);
	if (!isdigit((unsigned char)*s) || *end || strlen(s) > 10 || v > UINT32_MAX)
		return err_set(e, "'%s' is not %s number", s, base == 8 ? "an octal" : "a decimal");
	*out = (unsigned)v;
	return 0;
}

/* What follows a word: its names, then mode, uid and gid, then for a device its type and numbers. */
static const struct {
	const char *word, *usage;
	enum manifest_type type;
	size_t fields, more; /* how many with the word; how many more there may be */
} words[] = {
	{"file", "file NAME HOST MODE UID GID [LINK...]", MANIFEST_FILE, 6, SIZE_MAX},
	{"dir", "dir NAME MODE UID GID", MANIFEST_DIR, 5, 0},
	{"nod", "nod NAME MODE UID GID c|b MAJOR MINOR", MANIFEST_NOD, 8, 0},
	{"slink", "slink NAME TARGET MODE UID GID", MANIFEST_SLINK, 6, 0},
	{"pipe", "pipe NAME MODE UID GID", MANIFEST_PIPE, 5, 0},
};

static int read_numbers(struct manifest_entry *to, char **f, struct err *e)
{
	if (number(f[0], 8, &to->mode, e) || number(f[1], 10, &to->uid, e) ||
	    number(f[2], 10, &to->gid, e))
		return -1;
	if (to->type != MANIFEST_NOD)
		return 0;
	to->dev_type = f[3][1] ? '\0' : f[3][0];
	return number(f[4], 10, &to->major, e) || number(f[5], 10, &to->minor, e) ? -1 : 0;
}

/* Further names of a file; the archive holds its content once more for each. */
static int read_links(struct manifest *m, struct manifest_entry *file, const struct strv *f,
		      struct err *e)
{
	for (size_t i = 6; file->type == MANIFEST_FILE && i < f->n; i++) {
		file->path = f->v[i];
		if (manifest_add(m, file, e) < 0)
			return -1;
	}
	return 0;
}

static int read_line(struct manifest *m, char *line, struct err *e)
{
	_cleanup_strv_ struct strv f = {0};
	struct manifest_entry in = {0};
	bool second;
	size_t w = 0;

	strv_split(&f, line, " \t\r");
	if (!f.n || f.v[0][0] == '#')
		return 0;
	while (w < ARRAY_SIZE(words) && !str_eq(words[w].word, f.v[0]))
		w++;
	if (w == ARRAY_SIZE(words))
		return err_set(e, "unknown word '%s'; known are file, dir, nod, slink and pipe",
			       f.v[0]);
	if (f.n < words[w].fields || f.n - words[w].fields > words[w].more)
		return err_set(e, "expected '%s'", words[w].usage);
	for (size_t i = 1; i < f.n; i++)
		unescape(f.v[i]);
	in.type = words[w].type;
	in.path = f.v[1];
	second = in.type == MANIFEST_FILE || in.type == MANIFEST_SLINK;
	*(in.type == MANIFEST_FILE ? &in.host : &in.data) = second ? f.v[2] : NULL;
	in.size = in.data ? strlen(in.data) : 0;
	if (read_numbers(&in, f.v + 2 + second, e) || manifest_add(m, &in, e))
		return -1;
	return read_links(m, &in, &f, e);
}

int manifest_read(struct manifest *m, const char *path, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};
	char *at;
	int line = 1;

	if (fs_read(path, &text, e) < 0)
		return -1;
	if (strlen(sb_str(&text)) != text.len)
		return err_set(e, "'%s' is not text: it holds zero bytes", path);
	for (at = text.buf; at && *at; line++) {
		char *end = strchrnul(at, '\n');
		bool last = !*end;

		*end = '\0';
		if (read_line(m, at, e) < 0)
			return err_wrap(e, "%s:%d", path, line);
		at = last ? NULL : end + 1;
	}
	return 0;
}
