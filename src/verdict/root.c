/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/root.h"

#include "base/strbuf.h"
#include "base/strv.h"
#include "verdict/crash-lines.h"

/*
 * A message begins with 'begin' and has 'within'. Its reason is what follows 'begin', up to 'end',
 * or all of it.
 */
static const struct message {
	const char *begin, *within, *end;
	bool whole;
} messages[] = {
	{"Initramfs unpacking failed: ", "", "", false},
	/* with BLK_DEV_RAM */
	{"rootfs image is not initramfs (", "); looks like an initrd", ")", false},
	/* Linux 7 gives the reason in a message of its own */
	{"compression method ", " not configured", "", true},
	{"INITRD: ", " memory region", "", true},
	{"initrd overwritten (", "disabling", "", true},
};

static const struct message *message_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
		if (str_starts(text, messages[i].begin) && strstr(text, messages[i].within))
			return &messages[i];
	return NULL;
}

static char *reason_of(const struct message *m, const char *text)
{
	const char *from = m->whole ? text : text + strlen(m->begin);
	const char *end = *m->end ? strstr(from, m->end) : NULL;

	return xstrndup(from, end ? (size_t)(end - from) : strcspn(from, "\n"));
}

/* Adds a line if it is such a message. */
static void look_at(struct root_failure *f, struct strbuf *lines, const char *line)
{
	const char *text = crash_message(line);
	const struct message *m = message_of(text);

	if (!m)
		return;
	if (!f->reason)
		f->reason = reason_of(m, text);
	sb_addf(lines, "%s%s", lines->len ? "\n" : "", line);
}

static void look_at_console(struct root_failure *f, struct strbuf *lines, const char *console)
{
	_cleanup_strv_ struct strv all = {0};

	strv_split(&all, console ? console : "", "\n");
	strv_foreach(line, &all)
		look_at(f, lines, line);
}

bool root_failed(const struct evidence *v, struct root_failure *out)
{
	_cleanup_sb_ struct strbuf lines = {0};
	const bool whole = v->ready && v->agent_expected && !v->bad_root;

	*out = (struct root_failure){0};
	for (size_t i = 0; i < v->n_records; i++)
		if (v->records[i].facility == KMSG_KERNEL)
			look_at(out, &lines, v->records[i].text);
	if (!v->n_records && !whole)
		look_at_console(out, &lines, v->console_head);
	if (lines.len)
		out->lines = sb_detach(&lines);
	return v->bad_root || out->reason;
}

void root_failure_free(struct root_failure *f)
{
	free(f->reason);
	free(f->lines);
	*f = (struct root_failure){0};
}

bool root_failure_shown(const char *console)
{
	_cleanup_sb_ struct strbuf lines = {0};
	struct root_failure f = {0};
	bool shown;

	look_at_console(&f, &lines, console);
	shown = f.reason;
	root_failure_free(&f);
	return shown;
}
