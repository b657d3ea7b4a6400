/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/budget.h"

static const char *const names[BUDGET_ITEMS] = {
	[BUDGET_BOOT] = "boot",
	[BUDGET_MEMORY] = "memory",
	[BUDGET_KERNEL] = "kernel",
	[BUDGET_TEXT] = "text",
};

static const struct unit {
	const char *name;
	double factor;
	bool time;
} units[] = {
	{"us", 1e3, true},	 {"ms", 1e6, true},	  {"s", 1e9, true},
	{"", 1, false},		 {"B", 1, false},	  {"K", 1 << 10, false},
	{"KB", 1 << 10, false},	 {"KiB", 1 << 10, false}, {"M", 1 << 20, false},
	{"MB", 1 << 20, false},	 {"MiB", 1 << 20, false}, {"G", 1 << 30, false},
	{"GiB", 1 << 30, false},
};

static int bad(const char *word, struct err *e)
{
	err_kind_set(e, ERR_USAGE, "'%s' is not a budget", word);
	return err_hint(
		e,
		"budgets are 'boot', 'memory', 'kernel' and 'text', as in 'boot=300ms,memory=20M'");
}

static int find_item(const char *word, size_t n)
{
	for (int i = 0; i < BUDGET_ITEMS; i++)
		if (strlen(names[i]) == n && !strncmp(names[i], word, n))
			return i;
	return -1;
}

/* 0: not valid. */
static uint64_t parse_value(const char *s, bool time)
{
	const size_t digits = strspn(s, "0123456789.");
	char *end;
	double v;

	if (!digits)
		return 0;
	v = strtod(s, &end);
	for (size_t i = 0; end == s + digits && i < ARRAY_SIZE(units); i++)
		if (units[i].time == time && str_eq(units[i].name, end) &&
		    v * units[i].factor < 9e18)
			return (uint64_t)(v * units[i].factor);
	return 0;
}

int budget_parse(const struct strv *lists, struct budget *out, struct err *e)
{
	_cleanup_strv_ struct strv words = {0};

	*out = (struct budget){0};
	strv_foreach(list, lists)
		strv_split(&words, list, ", ");
	strv_foreach(word, &words) {
		size_t n = strcspn(word, "=");
		int item = find_item(word, n);

		if (item < 0 || !word[n])
			return bad(word, e);
		out->limits[item] = parse_value(word + n + 1, item == BUDGET_BOOT);
		if (!out->limits[item])
			return bad(word, e);
	}
	return 0;
}

bool budget_any(const struct budget *b)
{
	for (size_t i = 0; i < BUDGET_ITEMS; i++)
		if (b->limits[i])
			return true;
	return false;
}

const char *budget_name(enum budget_item i)
{
	BUG_ON((size_t)i >= BUDGET_ITEMS);
	return names[i];
}

uint64_t budget_value(enum budget_item i, const struct facts *f)
{
	switch (i) {
	case BUDGET_BOOT:
		return facts_boot(f).median;
	case BUDGET_MEMORY:
		return facts_memory(f).median;
	case BUDGET_KERNEL:
		return facts_kernel(f);
	case BUDGET_TEXT:
		return f->has_sizes ? sizes_total(&f->sizes, SIZE_TEXT) : 0;
	case BUDGET_ITEMS:
		break;
	}
	return 0;
}

bool budget_kept(const struct budget *b, enum budget_item i, const struct facts *f)
{
	uint64_t v = budget_value(i, f);

	return !b->limits[i] || (v && v <= b->limits[i]);
}

bool budget_all_kept(const struct budget *b, const struct facts *f)
{
	for (size_t i = 0; i < BUDGET_ITEMS; i++)
		if (!budget_kept(b, (enum budget_item)i, f))
			return false;
	return true;
}
