/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 'struct json' is jansson's json_t by another name. */
#include "base/file/json.h"

#include "base/utf8.h"

/* from here on, these names are jansson's; ours are defined under their linker names */
#undef json_object
#undef json_array
#undef json_string
#undef json_real
#undef json_null
#include <jansson.h>

static struct json *ours(json_t *j)
{
	BUG_ON(!j); /* NULL: out of memory, or arguments that we never pass */
	return (struct json *)j;
}

/* Casts const away: jansson counts references even in values that it does not change. */
static json_t *theirs(const struct json *j)
{
	return (json_t *)j;
}

void json_free(struct json *j)
{
	json_decref(theirs(j));
}

struct json *jiffy_json_object(void)
{
	return ours(json_object());
}

struct json *jiffy_json_array(void)
{
	return ours(json_array());
}

struct json *jiffy_json_string(const char *s)
{
	_cleanup_free_ char *text = s ? utf8_clean(s) : NULL;

	return ours(text ? json_string(text) : json_null());
}

struct json *json_int(int64_t v)
{
	return ours(json_integer(v));
}

struct json *jiffy_json_real(double v)
{
	json_t *j = json_real(v);

	/* JSON has neither infinity nor "not a number" */
	return ours(j ? j : json_null());
}

struct json *json_bool(bool v)
{
	return ours(json_boolean(v));
}

struct json *jiffy_json_null(void)
{
	return ours(json_null());
}

void json_put(struct json *object, const char *key, struct json *value)
{
	_cleanup_free_ char *name = utf8_clean(key);

	BUG_ON(json_object_set_new(theirs(object), name, theirs(value)));
}

void json_append(struct json *array, struct json *value)
{
	BUG_ON(json_array_append_new(theirs(array), theirs(value)));
}

struct json *json_parse(const char *text, size_t n, struct err *e)
{
	json_error_t error;
	json_t *j = json_loadb(text, n, JSON_DECODE_ANY, &error);

	if (!j)
		err_set(e, "not valid JSON: line %d, column %d: %s", error.line, error.column,
			error.text);
	return (struct json *)j;
}

struct json *json_get(const struct json *object, const char *key)
{
	return (struct json *)json_object_get(theirs(object), key);
}

const char *json_get_string(const struct json *object, const char *key)
{
	return json_text(json_get(object, key));
}

int64_t json_get_int(const struct json *object, const char *key, int64_t def)
{
	const json_t *v = theirs(json_get(object, key));

	return json_is_integer(v) ? json_integer_value(v) : def;
}

const char *json_text(const struct json *string)
{
	return json_string_value(theirs(string));
}

char *json_dump(const struct json *j, bool pretty)
{
	/* 15 digits are exact in any double: 0.1 stays 0.1 */
	size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
	_cleanup_free_ char *s =
		json_dumps(theirs(j), flags | (pretty ? JSON_INDENT(2) : JSON_COMPACT));

	BUG_ON(!s);
	return pretty ? xasprintf("%s\n", s) : TAKE_PTR(s);
}
