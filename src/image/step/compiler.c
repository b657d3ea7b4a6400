/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/compiler.h"

#include <inttypes.h>

#include "image/kbuild/kbuild.h"

int compiler_words(const struct build *b, struct strv *words, struct err *e)
{
	_cleanup_free_ char *name = kbuild_compiler(b);

	if (strv_split_shell(words, name) || !words->n)
		return err_kind_set(e, ERR_USAGE, "'%s' is not a compiler", name);
	return 0;
}

char *compiler_identity(const struct build *b, const struct strv *words, struct err *e)
{
	struct strbuf sb = {0};

	for (size_t i = 0; i < words->n; i++) {
		_cleanup_free_ char *path = path_find_program(words->v[i]);
		struct stat st;

		if (path && stat(path, &st) == 0) {
			sb_addf(&sb, "%s %jd %jd.%09ld %ju ", path, (intmax_t)st.st_size,
				(intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
				(uintmax_t)st.st_ino);
		} else if (i == 0) {
			err_set(e, "the compiler '%s' is not installed", words->v[0]);
			err_hint(e, b->set->cc ? "'--cc' or 'cc' in jiffy.ini names it"
					       : "'jiffy doctor' says what to install");
			return NULL;
		}
	}
	return sb_detach(&sb);
}
