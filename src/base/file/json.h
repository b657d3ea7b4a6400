/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON, with jansson. A 'struct json' is a reference, which json_free() drops. json_put() and
 * json_append() take over the value.
 */
#ifndef JIFFY_BASE_FILE_JSON_H
#define JIFFY_BASE_FILE_JSON_H

#include "base/err.h"

/* jansson exports these names, and the linker would mix up its functions and ours. */
#define json_object jiffy_json_object
#define json_array  jiffy_json_array
#define json_string jiffy_json_string
#define json_real   jiffy_json_real
#define json_null   jiffy_json_null

struct json;
#define _cleanup_json_ _cleanup_(json_cleanup)
void json_free(struct json *j); /* NULL: does nothing */
static inline void json_cleanup(struct json **j)
{
	json_free(*j);
}

struct json *json_object(void);
struct json *json_array(void);
/* Bytes that are not UTF-8 become U+FFFD. NULL becomes null. */
struct json *json_string(const char *s);
struct json *json_int(int64_t v);
struct json *json_real(double v);
struct json *json_bool(bool v);
struct json *json_null(void);
void json_put(struct json *object, const char *key, struct json *value);
void json_append(struct json *array, struct json *value);

struct json *json_parse(const char *text, size_t n, struct err *e);
/*
 * Reading returns borrowed references; NULL or the default if a value is missing or has another
 * type.
 */
struct json *json_get(const struct json *object, const char *key);
const char *json_get_string(const struct json *object, const char *key);
int64_t json_get_int(const struct json *object, const char *key, int64_t def);
const char *json_text(const struct json *string); /* NULL if it is not a string */

/*
 * One line without spaces, or indented by 2 with a newline at the end. Keys keep the order of
 * insertion.
 */
char *json_dump(const struct json *j, bool pretty);

#endif
