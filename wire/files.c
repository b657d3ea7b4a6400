/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/files.h"

#include <string.h>

#include "wire/numbers.h"

size_t files_put(uint8_t out[FILES_RECORD], unsigned kind, uint32_t value, const void *payload,
		 size_t length)
{
	if (kind == FILES_FAILED)
		value = (uint32_t)wire_error((int)value);
	wire_put(out, kind, 4);
	wire_put(out + 4, value, 4);
	wire_put(out + 8, length, 4);
	if (payload)
		memcpy(out + FILES_HEADER, payload, length);
	return FILES_HEADER + length;
}

bool files_get(const uint8_t *header, struct files_record *r)
{
	r->kind = (uint32_t)wire_get(header, 4);
	r->value = (uint32_t)wire_get(header + 4, 4);
	r->length = (uint32_t)wire_get(header + 8, 4);
	r->payload = header + FILES_HEADER;
	if (r->kind == FILES_FAILED) {
		r->value = (uint32_t)wire_error_here(r->value);
		if (!r->value)
			return false;
	}
	return r->kind >= FILES_FILE && r->kind <= FILES_END && r->length <= FILES_PAYLOAD;
}
