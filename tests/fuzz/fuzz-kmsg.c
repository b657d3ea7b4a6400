/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest can send anything as a record of /dev/kmsg. */
#include "verdict/kmsg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kmsg_record r;

	if (!kmsg_parse((const char *)data, size, &r)) {
		BUG_ON(r.text);
		return 0;
	}
	BUG_ON(!r.text || strlen(r.text) > size || r.level > 7);
	for (const char *s = r.text; *s; s++)
		BUG_ON((unsigned char)*s < 0x20 && *s != '\n' && *s != '\t');
	kmsg_free(&r);
	return 0;
}
