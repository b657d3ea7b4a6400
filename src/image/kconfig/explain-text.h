/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Kconfig answered, in words. */
#ifndef JIFFY_IMAGE_KCONFIG_EXPLAIN_TEXT_H
#define JIFFY_IMAGE_KCONFIG_EXPLAIN_TEXT_H

#include "image/kconfig/explain.h"

/* The whole answer, in lines. Caller's. */
char *explain_text(const struct explain_answer *a);
/* The user's request that keeps the symbol from the value asked for; NULL: no request does. */
const struct kconfig_request *explain_against(const struct kconfig_requests *r,
					      const struct explain_answer *a);
/*
 * Sets e (kind ERR_CONFIG) to which requests config_text does not hold, and why; returns -1.
 * unmet[0..n): their indices. answers: one for each of them, or none if Kconfig could not be asked.
 */
int explain_unmet(const struct kconfig_requests *r, const char *config_text, const size_t *unmet,
		  size_t n, const struct explain *answers, struct err *e);

#endif
