/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/target.h"

#include "base/file/fs.h"
#include "base/file/ini.h"

/* The keys of a target file: where each is stored, and how. */
enum key_type { KEY_STRING, KEY_WORDS, KEY_NUMBER, KEY_YES };

struct key {
	const char *name;
	enum key_type type;
	size_t offset;
	bool needed;
};

#define T(f) offsetof(struct target, f)
static const struct key target_keys[] = {
	{"arch", KEY_STRING, T(arch), true},
	{"uname", KEY_STRING, T(uname), true},
	{"cross", KEY_STRING, T(cross), true},
	{"fragment", KEY_STRING, T(fragment), true},
	{"qemu", KEY_STRING, T(qemu), true},
	{"pc", KEY_STRING, T(pc), false},
	{"elf_machine", KEY_NUMBER, T(elf_machine), true},
	{"command_line", KEY_NUMBER, T(command_line), false},
	{"guest_flags", KEY_WORDS, T(guest_flags), false},
	{"default_machine", KEY_STRING, T(default_machine), true},
	{"window_machine", KEY_STRING, T(window_machine), false},
};

#define M(f) offsetof(struct target_machine, f)
static const struct key machine_keys[] = {
	{"make_target", KEY_STRING, M(make_target), true},
	{"make_vars", KEY_WORDS, M(make_vars), false},
	{"layout", KEY_STRING, M(layout), false},
	{"image", KEY_STRING, M(image), true},
	{"fragment", KEY_STRING, M(fragment), true},
	{"console", KEY_STRING, M(console), true},
	{"symbols", KEY_WORDS, M(symbols), false},
	{"append", KEY_STRING, M(append), false},
	{"append_tcg", KEY_STRING, M(append_tcg), false},
	{"append_tcg_up", KEY_STRING, M(append_tcg_up), false},
	{"append_kvm", KEY_STRING, M(append_kvm), false},
	{"virtio", KEY_STRING, M(virtio), false},
	{"uart", KEY_STRING, M(uart), false},
	{"uart_qemu", KEY_WORDS, M(uart_qemu), false},
	{"uart_append", KEY_STRING, M(uart_append), false},
	{"slots", KEY_NUMBER, M(slots), false},
	{"program_kvm", KEY_STRING, M(program_kvm), false},
	{"qemu", KEY_WORDS, M(qemu), true},
	{"qemu_tcg", KEY_WORDS, M(qemu_tcg), false},
	{"qemu_kvm", KEY_WORDS, M(qemu_kvm), false},
	{"window", KEY_YES, M(window), false},
};

static int store(const struct key *k, void *base, const char *value, struct err *e)
{
	void *to = (char *)base + k->offset;

	switch (k->type) {
	case KEY_STRING:
		str_set(to, value);
		break;
	case KEY_WORDS:
		strv_clear(to);
		if (strv_split_shell(to, value))
			return err_set(e, "a quote is not closed in '%s'", value);
		break;
	case KEY_NUMBER:
		*(int *)to = (int)strtol(value, NULL, 0);
		break;
	case KEY_YES:
		*(bool *)to = str_eq(value, "yes");
		break;
	}
	return 0;
}

static int store_key(const struct key *keys, size_t n, void *base, const char *key,
		     const char *value, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(keys[i].name, key))
			return store(&keys[i], base, value, e);
	return err_set(e, "unknown key '%s'", key);
}

/* The machine of that name, which is added when it is new. */
static struct target_machine *machine_named(struct target *t, const char *name)
{
	for (size_t i = 0; i < t->n_machines; i++)
		if (str_eq(t->machines[i].name, name))
			return &t->machines[i];
	t->machines = xrealloc(t->machines, t->n_machines + 1, sizeof(*t->machines));
	memset(&t->machines[t->n_machines], 0, sizeof(*t->machines));
	t->machines[t->n_machines].name = xstrdup(name);
	return &t->machines[t->n_machines++];
}

static int on_value(void *arg, const char *section, const char *key, const char *value, int line,
		    struct err *e)
{
	struct target *t = arg;

	if (str_eq(section, "target"))
		return store_key(target_keys, ARRAY_SIZE(target_keys), t, key, value, e);
	if (str_starts(section, "machine "))
		return store_key(machine_keys, ARRAY_SIZE(machine_keys),
				 machine_named(t, section + strlen("machine ")), key, value, e);
	return err_set(e, "unknown section [%s]", section);
}

static int check_keys(const struct key *keys, size_t n, const void *base, const char *where,
		      struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const void *from = (const char *)base + keys[i].offset;

		if (keys[i].needed && keys[i].type == KEY_STRING && !*(char *const *)from)
			return err_set(e, "'%s' is missing in [%s]", keys[i].name, where);
	}
	return 0;
}

static int check(const struct target *t, struct err *e)
{
	if (check_keys(target_keys, ARRAY_SIZE(target_keys), t, "target", e))
		return -1;
	for (size_t i = 0; i < t->n_machines; i++)
		if (check_keys(machine_keys, ARRAY_SIZE(machine_keys), &t->machines[i],
			       t->machines[i].name, e))
			return -1;
	return 0;
}

static int unknown_target(const char *dir, const char *name, struct err *e)
{
	_cleanup_strv_ struct strv files = {0}, names = {0};
	_cleanup_free_ char *known = NULL;

	if (fs_list(dir, &files, e))
		return -1;
	strv_foreach(f, &files)
		if (str_ends(f, ".ini"))
			strv_addf(&names, "%.*s", (int)(strlen(f) - strlen(".ini")), f);
	known = strv_join(&names, ", ");
	err_kind_set(e, ERR_USAGE, "unknown architecture '%s'", name);
	return err_hint(e, "known ones: %s", known);
}

int target_load(struct target *t, const char *datadir, const char *name, struct err *e)
{
	_cleanup_free_ char *dir = path_join(datadir, "data/targets");
	_cleanup_free_ char *path = path_joinf(dir, "%s.ini", name);

	memset(t, 0, sizeof(*t));
	if (strchr(name, '/') || !fs_is_file(path))
		return unknown_target(dir, name, e);
	t->name = xstrdup(name);
	if (ini_read(path, on_value, t, e) || check(t, e)) {
		err_wrap(e, "reading '%s'", path);
		target_free(t);
		return -1;
	}
	return 0;
}

const struct target_machine *target_machine(const struct target *t, const char *name, bool window,
					    struct err *e)
{
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *known = NULL;
	const struct target_machine *m = NULL;

	if (!name)
		name = window ? t->window_machine : t->default_machine;
	for (size_t i = 0; i < t->n_machines; i++) {
		strv_add(&names, t->machines[i].name);
		if (str_eq(t->machines[i].name, name))
			m = &t->machines[i];
	}
	if (m && window && !m->window) {
		err_kind_set(e, ERR_USAGE, "machine '%s' has no screen for a window", name);
		err_hint(e, "leave '--machine' out, or take '--machine %s'", t->window_machine);
		return NULL;
	}
	if (!m) {
		known = strv_join(&names, ", ");
		err_kind_set(e, ERR_USAGE, "unknown machine '%s'", name ? name : "(with a screen)");
		err_hint(e, "known ones: %s", known);
	}
	return m;
}

void target_free(struct target *t)
{
	for (size_t i = 0; i < t->n_machines; i++) {
		struct target_machine *m = &t->machines[i];

		for (size_t k = 0; k < ARRAY_SIZE(machine_keys); k++) {
			void *at = (char *)m + machine_keys[k].offset;

			if (machine_keys[k].type == KEY_STRING)
				str_set(at, NULL);
			else if (machine_keys[k].type == KEY_WORDS)
				strv_free(at);
		}
		free(m->name);
	}
	for (size_t k = 0; k < ARRAY_SIZE(target_keys); k++) {
		void *at = (char *)t + target_keys[k].offset;

		if (target_keys[k].type == KEY_STRING)
			str_set(at, NULL);
		else if (target_keys[k].type == KEY_WORDS)
			strv_free(at);
	}
	free(t->machines);
	free(t->name);
	memset(t, 0, sizeof(*t));
}
