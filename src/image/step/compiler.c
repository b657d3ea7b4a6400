/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/compiler.h"

#include "image/step/identity.h"

int compiler_words(const struct build *b, struct strv *words, struct err *e)
{
	_cleanup_free_ char *prefix = build_cross_prefix(b);

	if (!b->set->cc) {
		strv_addf(words, "%sgcc", prefix);
		return 0;
	}
	if (strv_split_shell(words, b->set->cc) || !words->n)
		return err_kind_set(e, ERR_USAGE, "'%s' is not a compiler", b->set->cc);
	return 0;
}

char *compiler_identity(const struct build *b, const struct strv *words, struct err *e)
{
	_cleanup_sb_ struct strbuf sb = {0};

	for (size_t i = 0; i < words->n; i++) {
		_cleanup_free_ char *path = path_find_program(words->v[i]);
		struct stat st;

		if (path && stat(path, &st) == 0) {
			_cleanup_free_ char *identity = identity_text(&st);

			sb_addf(&sb, "%s %s ", path, identity);
		} else if (i == 0) {
			err_set(e, "the compiler '%s' is not installed", words->v[0]);
			err_hint(e, b->set->cc ? "'--cc' or 'cc' in jiffy.ini names it"
					       : "'jiffy doctor' says what to install");
			return NULL;
		}
	}
	return sb_detach(&sb);
}
