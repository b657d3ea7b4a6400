/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/outcome.h"

static const struct {
	const char *name;
	int status;
} words[] = {
	[OUTCOME_PASS] = {"pass", 0},
	[OUTCOME_FAIL] = {"fail", 121},
	[OUTCOME_CRASH] = {"crash", 122},
	[OUTCOME_HANG] = {"hang", 123},
	[OUTCOME_VANISHED] = {"vanished", 123},
	[OUTCOME_TIMEOUT] = {"timeout", 124},
	[OUTCOME_NO_BOOT] = {"no-boot", 123},
	[OUTCOME_BAD_ROOT] = {"bad-root", 123},
	[OUTCOME_BUILD_FAILED] = {"build-failed", 125},
	[OUTCOME_CONFIG_UNMET] = {"config-unmet", 125},
	[OUTCOME_HOST_ERROR] = {"host-error", 128},
};

const char *outcome_name(enum outcome_word w)
{
	BUG_ON((size_t)w >= ARRAY_SIZE(words));
	return words[w].name;
}

int outcome_status(enum outcome_word w)
{
	BUG_ON((size_t)w >= ARRAY_SIZE(words));
	return words[w].status;
}

void outcome_set(struct outcome *o, enum outcome_word word, char *title, const char *tail)
{
	o->word = word;
	o->status = outcome_status(word);
	free(o->title);
	o->title = title;
	str_set(&o->tail, tail && *tail ? tail : NULL);
}

void outcome_free(struct outcome *o)
{
	free(o->title);
	free(o->function);
	free(o->tail);
	free(o->noticed);
	free(o->pcs);
	free(o->console_log);
	strv_free(&o->notes);
	*o = (struct outcome){0};
}
