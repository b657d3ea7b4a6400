/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/manifest-text.h"

#include <ctype.h>

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
