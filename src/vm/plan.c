/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/plan.h"

#define NOTES 20 /* a guest could name files for ever */

static void on_skipped(void *arg, bool pull, const char *path)
{
	struct strv *notes = ((struct plan *)arg)->notes;

	if (notes->n < NOTES)
		strv_addf(notes, "'%s' is not %s: it is neither a file, a folder nor a link", path,
			  pull ? "pulled" : "pushed");
	else if (notes->n == NOTES)
		strv_add(notes, "more files were left out");
}

/* If a push fails, the command is not run. If a pull fails, the next one is still tried. */
static void add_transfers(struct plan *p, bool pull)
{
	for (size_t i = 0; i < p->n_transfers; i++) {
		struct job *j;

		if (p->specs[i].pull != pull)
			continue;
		p->transfers[i] = transfer_new(&p->specs[i], on_skipped, p);
		j = transfer_job(p->transfers[i]);
		j->needed = !pull;
		session_add(p->session, j);
	}
}

void plan_begin(struct plan *p, const struct session_hooks *session, const struct exec_hooks *exec)
{
	p->session = session_new(session);
	p->transfers = xcalloc(p->n_transfers + 1, sizeof(*p->transfers));
	if (!p->command.argv)
		return;
	p->exec = exec_new(p->loop, &p->command, exec);
	add_transfers(p, false);
	session_add(p->session, exec_job(p->exec));
	add_transfers(p, true);
}

void plan_end(struct plan *p)
{
	session_free(TAKE_PTR(p->session));
	p->exec = NULL;
	free(TAKE_PTR(p->transfers));
}
