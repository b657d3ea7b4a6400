/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/try-compiler.h"

#include "base/file/fs.h"
#include "image/kconfig/cause.h"
#include "image/kernel/resolve.h"

/* The answer says what to add for the other compiler. */
static void take_over(struct explain_answer *a, struct explain_answer *other, const char *cc)
{
	str_set(&a->cc, cc);
	strv_free(&a->enable);
	strv_free(&a->lost);
	strv_clear(&a->causes);
	a->enable = other->enable;
	a->lost = other->lost;
	other->enable = other->lost = (struct strv){0};
	str_set(&a->module, other->module);
}

static int ask(const struct build *b, const struct source *src, const struct strv *questions,
	       struct explain *out, struct err *e)
{
	_cleanup_kernel_tree_ struct kernel_tree t = KERNEL_TREE_INIT;

	return kernel_tree_begin(&t, b, src, e) || kernel_resolve(&t, e) ||
			       explain_ask(&t.k, KERNEL_RESOLVED, &t.requests, questions, out, e)
		       ? -1
		       : 0;
}

void kernel_try_compiler(const struct build *b, const struct source *src, struct explain *answers)
{
	const char *cc = b->set->cc && strstr(b->set->cc, "clang") ? "gcc" : "clang";
	_cleanup_free_ char *path = path_find_program(cc);
	struct settings set = *b->set;
	struct build other = *b;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_explain_ struct explain found = {0};
	_cleanup_strv_ struct strv questions = {0};
	size_t n = 0;

	for (size_t i = 0; i < answers->n; i++)
		if (causes_compiler(&answers->v[i].causes))
			strv_addf(&questions, "%s=%s", answers->v[i].symbol,
				  answers->v[i].wanted ? answers->v[i].wanted : "y");
	if (!path || !questions.n)
		return;
	set.cc = path ? (char *)cc : NULL;
	other.set = &set;
	if (ask(&other, src, &questions, &found, &e))
		return;
	for (size_t i = 0; i < answers->n; i++)
		if (causes_compiler(&answers->v[i].causes)) {
			if (explain_possible(&found.v[n]))
				take_over(&answers->v[i], &found.v[n], cc);
			n++;
		}
}
