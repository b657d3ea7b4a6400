/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree's 'conf' is part of this file: all of it but parsing and writing runs for each trial. */
#define main		    conf_main
#define conf_parse	    trial_parse
#define conf_write	    trial_write
#define conf_write_autoconf trial_write_autoconf
#include "conf.c"
#undef main
#undef conf_parse
#undef conf_write
#undef conf_write_autoconf

#include "trial.h"

#include <sys/mman.h>
#ifdef CHOICE_HAS_MEMBERS
#include <list.h>
#endif

void trial_parse(const char *name)
{
}

int trial_write(const char *name)
{
	return 0;
}

int trial_write_autoconf(int overwrite)
{
	return 0;
}

const struct request *requests_find(const struct requests *r, const char *name)
{
	for (int i = 0; i < r->n; i++)
		if (!strcmp(r->v[i].name, name))
			return &r->v[i];
	return NULL;
}

void requests_set(struct requests *r, const char *name, const char *value, enum owner owner)
{
	struct request *q = (struct request *)requests_find(r, name);

	if (!q) {
		r->v = realloc(r->v, (r->n + 1) * sizeof(*r->v));
		q = &r->v[r->n++];
		*q = (struct request){.name = strdup(name)};
	} else {
		free(q->value);
	}
	q->value = strdup(value);
	q->owner = owner;
	q->unmet = false;
}

void requests_copy(struct requests *to, const struct requests *from)
{
	for (int i = 0; i < from->n; i++) {
		requests_set(to, from->v[i].name, from->v[i].value, from->v[i].owner);
		to->v[to->n - 1].unmet = from->v[i].unmet;
	}
}

void requests_free(struct requests *r)
{
	for (int i = 0; i < r->n; i++) {
		free(r->v[i].name);
		free(r->v[i].value);
	}
	free(r->v);
	*r = (struct requests){0};
}

void requests_read(struct requests *r, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL, *blank, *equals;
	size_t size = 0;

	if (!f) {
		perror(path);
		exit(1);
	}
	while (getline(&text, &size, f) > 0) {
		text[strcspn(text, "\n")] = '\0';
		blank = strchr(text, ' ');
		equals = blank ? strchr(blank, '=') : NULL;
		if (!equals)
			continue;
		*blank = *equals = '\0';
		requests_set(r, blank + 1, equals + 1, strcmp(text, "user") ? JIFFY : USER);
	}
	free(text);
	fclose(f);
}

/*
 * Since Linux 6.11, a choice keeps its members in the order of their priority, which reading a
 * configuration changes; 'conf' begins with the order of the Kconfig file.
 */
static void reset_choices(void)
{
#ifdef CHOICE_HAS_MEMBERS
	struct menu *choice, *m;

	menu_for_each_entry(choice)
	{
		if (!choice->sym || !sym_is_choice(choice->sym))
			continue;
		menu_for_each_sub_entry(m,
					choice) if (m->sym && sym_get_choice_menu(m->sym) == choice)
			list_move_tail(&m->sym->choice_link, &choice->choice_members);
	}
#endif
}

static void write_requests(const struct requests *r, int fd)
{
	FILE *f = fdopen(dup(fd), "w");

	if (!f || ftruncate(fd, 0) || fseek(f, 0, SEEK_SET))
		exit(1);
	for (int i = 0; i < r->n; i++)
		if (!strcmp(r->v[i].value, "n"))
			fprintf(f, "# CONFIG_%s is not set\n", r->v[i].name);
		else
			fprintf(f, "CONFIG_%s=%s\n", r->v[i].name, r->v[i].value);
	if (fclose(f))
		exit(1);
}

void trial(const struct requests *r)
{
	static char *argv[] = {"conf", "-s", "--allnoconfig", "Kconfig", NULL};
	static int fd = -1;
	char name[32];

	if (fd < 0) {
		fd = memfd_create("requests", MFD_CLOEXEC);
		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
		setenv("KCONFIG_ALLCONFIG", name, 1);
		unsetenv("KCONFIG_WERROR");
	}
	write_requests(r, fd);
	reset_choices();
	optind = 0;
	if (conf_main(4, argv))
		exit(1);
}

/* Without the quotes of .config. */
static bool same_text(const char *quoted, const char *text)
{
	for (quoted++; *quoted && *quoted != '"'; quoted++, text++) {
		quoted += *quoted == '\\';
		if (*quoted != *text)
			return false;
	}
	return !*text;
}

bool has_value(struct symbol *sym, const char *value)
{
	const char *now = text_now(sym);

	if (is_tristate(sym))
		return *value == "nmy"[value_now(sym)];
	if (*value == '"')
		return same_text(value, now);
	if (sym->type == S_INT || sym->type == S_HEX)
		return strtoull(value, NULL, sym->type == S_HEX ? 16 : 10) ==
		       strtoull(now, NULL, sym->type == S_HEX ? 16 : 10);
	return !strcmp(value, now);
}
