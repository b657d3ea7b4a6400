/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/ending.h"

#include <errno.h>

#include "base/process/proc.h"

static char *seconds(uint64_t ns)
{
	return xasprintf("%g s", (double)ns / (double)NS_PER_SEC);
}

/* Whether a CPU was at a kernel address, where no program runs. */
static bool is_in_kernel(const struct outcome *o)
{
	for (size_t i = 0; i < o->n_pcs; i++)
		if (o->kernel_base && o->pcs[i] >= o->kernel_base)
			return true;
	return false;
}

static void end_by_limit(const struct evidence *v, struct outcome *o)
{
	_cleanup_free_ char *run = seconds(v->limits->run), *boot = seconds(v->limits->boot),
			    *idle = seconds(v->limits->idle);

	if (v->passed == LIMIT_RUN)
		outcome_set(o, OUTCOME_TIMEOUT, xasprintf("it took longer than %s", run),
			    v->console_tail);
	else if (v->passed == LIMIT_IDLE)
		outcome_set(o, OUTCOME_HANG, xasprintf("the guest was silent for %s", idle),
			    v->console_tail);
	else if (v->kernel_seen || is_in_kernel(o))
		outcome_set(o, OUTCOME_HANG, xasprintf("/init did not answer within %s", boot),
			    v->console_tail);
	else
		outcome_set(o, OUTCOME_NO_BOOT,
			    xasprintf("the kernel said nothing within %s", boot), NULL);
}

/* Uses a shell's words, and its statuses 126 and 127. */
static void not_run(const struct evidence *v, struct outcome *o)
{
	const char *why = v->end.value == ENOEXEC ? "its kernel does not run this kind of program"
						  : strerror(v->end.value);
	const bool missing = v->end.value == ENOENT;

	if (v->no_tty) {
		outcome_set(o, OUTCOME_CONFIG_UNMET,
			    xasprintf("the guest's kernel has no pseudo-terminals: %s", why), NULL);
		return;
	}
	outcome_set(o, OUTCOME_FAIL,
		    missing && !strchr(v->command, '/')
			    ? xasprintf("'%s' was not found in the guest", v->command)
			    : xasprintf("cannot run '%s' in the guest: %s", v->command, why),
		    NULL);
	o->status = missing ? 127 : 126;
}

/*
 * The errors of a kernel without 9p, without its virtio transport, and without the device's (linux:
 * fs/9p, net/9p).
 */
static bool lacks_9p(int errnum)
{
	return errnum == ENODEV || errnum == EINVAL || errnum == ENOENT;
}

static void not_shared(const struct evidence *v, struct outcome *o)
{
	const bool lacks = lacks_9p(v->share_errno);

	outcome_set(
		o, lacks ? OUTCOME_CONFIG_UNMET : OUTCOME_HOST_ERROR,
		xasprintf("the guest cannot mount '%s' at '%s': %s", v->share_host, v->share_guest,
			  lacks ? "its kernel lacks 9P_FS, NET_9P_VIRTIO or the machine's virtio"
				: strerror(v->share_errno)),
		NULL);
}

/* Whether the status can only be a command's, and is passed on: jiffy's own are different. */
static bool is_own(int status)
{
	return status <= outcome_status(OUTCOME_FAIL) || status == 126 || status == 127;
}

static void command_ended(const struct evidence *v, struct outcome *o)
{
	const int value = v->end.value;

	if (v->end.end == OUTCOME_NOT_RUN) {
		not_run(v, o);
	} else if (v->end.end == OUTCOME_SIGNALLED) {
		outcome_set(o, OUTCOME_FAIL,
			    xasprintf("the command was killed by %s", signal_name(value)), NULL);
	} else if (!value) {
		outcome_set(o, OUTCOME_PASS, NULL, NULL);
	} else if (is_own(value)) {
		outcome_set(o, OUTCOME_FAIL, NULL, NULL);
		o->status = value;
	} else {
		outcome_set(o, OUTCOME_FAIL, xasprintf("the command exited with status %d", value),
			    NULL);
	}
}

static void ended_first(const struct evidence *v, struct outcome *o)
{
	outcome_set(o, OUTCOME_VANISHED,
		    v->agent_error ? xstrdup(v->agent_error)
				   : xasprintf("the guest %s before the command had ended",
					       v->bye ? "powered off" : "restarted"),
		    v->console_tail);
}

/* Adds a note for each failure. Returns the first, or NULL. */
static const char *note_transfers(const struct evidence *v, struct outcome *o)
{
	const size_t before = o->notes.n;
	bool push_failed = false;

	for (size_t i = 0; i < v->n_transfers; i++) {
		const struct evidence_transfer *t = &v->transfers[i];
		const char *why = t->failure;

		push_failed |= why && !t->pull;
		/* after a failed push there is no command, and so nothing to pull */
		if (!why && t->pull && !t->over && !push_failed)
			why = "the guest ended first";
		if (why)
			strv_addf(&o->notes, "cannot %s '%s': %s", t->pull ? "pull" : "push",
				  t->path, why);
	}
	return o->notes.n > before ? o->notes.v[before] : NULL;
}

/*
 * A failed transfer fails a run that was otherwise good. After a failed push no command runs, so
 * that it did not end is no failure of its own.
 */
static void transfers_ended(const struct evidence *v, bool good_guest, struct outcome *o)
{
	const bool no_command =
		v->end.end == OUTCOME_NO_END && o->word == OUTCOME_VANISHED && v->bye;
	const char *failure = v->stopped ? NULL : note_transfers(v, o);

	if (failure && good_guest && !v->passed && (o->word == OUTCOME_PASS || no_command))
		outcome_set(o, OUTCOME_HOST_ERROR, xstrdup(failure), NULL);
}

void ending(const struct evidence *v, struct outcome *o)
{
	const bool good_guest = o->word == OUTCOME_PASS;

	o->command = v->end;
	if (v->failed)
		strv_add(&o->notes, v->failed);
	if (good_guest && v->failed)
		outcome_set(o, OUTCOME_HOST_ERROR, xstrdup(v->failed), NULL);
	else if (good_guest && v->passed)
		end_by_limit(v, o);
	else if (good_guest && v->command && v->end.end != OUTCOME_NO_END)
		command_ended(v, o);
	else if (good_guest && v->share_host)
		not_shared(v, o);
	else if (good_guest && v->command)
		ended_first(v, o);
	if (v->command)
		transfers_ended(v, good_guest, o);
}
