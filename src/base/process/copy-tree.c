/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/copy-tree.h"

#include "base/process/proc-run.h"
#include "base/process/proc.h"

#define COMPLAINTS 10 /* lines of cp's output to show; the rest is more of the same */

static void keep_complaint(void *arg, const char *line)
{
	struct strv *complaints = arg;

	if (complaints->n < COMPLAINTS)
		strv_add(complaints, line);
}

int fs_copy_tree(const char *from, const char *to, int interrupt_fd, struct err *e)
{
	_cleanup_strv_ struct strv complaints = {0};
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_free_ char *detail = NULL;

	strv_addl(&p.argv, "cp", "-a", "-T", "--reflink=auto", "--", from, to, NULL);
	if (!proc_run_logged(&p, keep_complaint, &complaints, interrupt_fd, e) && !proc_ok(&p, e))
		return 0;
	detail = strv_join(&complaints, "\n");
	if (*detail)
		err_detail(e, "%s", detail);
	return err_wrap(e, "cannot copy '%s' to '%s'", from, to);
}
