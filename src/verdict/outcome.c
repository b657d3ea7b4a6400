/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/outcome.h"

const char *outcome_name(enum outcome_word w)
{
	static const char *const names[] = {
		[OUTCOME_PASS] = "pass",
		[OUTCOME_FAIL] = "fail",
		[OUTCOME_CRASH] = "crash",
		[OUTCOME_HANG] = "hang",
		[OUTCOME_VANISHED] = "vanished",
		[OUTCOME_TIMEOUT] = "timeout",
		[OUTCOME_NO_BOOT] = "no-boot",
		[OUTCOME_BUILD_FAILED] = "build-failed",
		[OUTCOME_CONFIG_UNMET] = "config-unmet",
		[OUTCOME_HOST_ERROR] = "host-error",
	};

	BUG_ON((size_t)w >= ARRAY_SIZE(names));
	return names[w];
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
