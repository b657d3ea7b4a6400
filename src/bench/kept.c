/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/kept.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "bench/results.h"

static char *place(const char *statedir, const struct figure *f)
{
	return path_joinf(statedir, "bench/%s.json", f->name);
}

bool kept_read(const char *statedir, const struct figure *f, const char *key,
	       struct figure_result *out)
{
	_cleanup_free_ char *path = place(statedir, f);
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_json_ struct json *j = NULL;

	if (!fs_try_read(path, &text))
		return false;
	j = json_parse(sb_str(&text), text.len, &unused);
	return j && str_eq(json_get_string(j, "key"), key) &&
	       result_read(json_get(j, "figure"), f, out) == 0;
}

int kept_write(const char *statedir, const char *key, const struct figure_result *r, struct err *e)
{
	_cleanup_free_ char *path = place(statedir, r->figure), *dir = path_dirname(path),
			    *text = NULL;
	_cleanup_json_ struct json *j = json_object();

	json_put(j, "key", json_string(key));
	json_put(j, "figure", result_json(r));
	text = json_dump(j, true);
	return fs_mkdir_p(dir, 0755, e) ? -1 : fs_write_str(path, text, e);
}
