/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/ending.h"

#include <errno.h>

#include "base/process/proc.h"

#define LARGEST_STATUS 121

static void set(struct outcome *o, enum outcome_word word, int status, char *title,
		const char *tail)
{
	o->word = word;
	o->status = status;
	free(o->title);
	o->title = title;
	str_set(&o->tail, tail && *tail ? tail : NULL);
}

static char *seconds(uint64_t ns)
{
	return xasprintf("%g s", (double)ns / (double)NS_PER_SEC);
}

static void end_by_limit(const struct ending_facts *f, struct outcome *o)
{
	_cleanup_free_ char *run = seconds(f->limits->run), *boot = seconds(f->limits->boot),
			    *idle = seconds(f->limits->idle);

	if (f->passed == DEADLINE_RUN)
		set(o, OUTCOME_TIMEOUT, 124, xasprintf("it took longer than %s", run),
		    f->console_tail);
	else if (f->passed == DEADLINE_IDLE)
		set(o, OUTCOME_HANG, 123, xasprintf("nothing was heard of the guest for %s", idle),
		    f->console_tail);
	else if (f->kernel_seen)
		set(o, OUTCOME_HANG, 123, xasprintf("/init did not answer within %s", boot),
		    f->console_tail);
	else
		set(o, OUTCOME_NO_BOOT, 123, xasprintf("the kernel said nothing within %s", boot),
		    NULL);
}

/* As a shell says it; 126 and 127 are its statuses for it, too. */
static void not_run(const struct ending_facts *f, struct outcome *o)
{
	const char *name = f->command[0];
	int errnum = (int)f->end->value;
	bool missing = errnum == ENOENT;

	if (f->end->end == WIRE_NO_TTY)
		set(o, OUTCOME_CONFIG_UNMET, 125,
		    xasprintf("the guest's kernel has no pseudo-terminals: %s", strerror(errnum)),
		    NULL);
	else if (missing && !strchr(name, '/'))
		set(o, OUTCOME_FAIL, 127, xasprintf("'%s' is not there in the guest", name), NULL);
	else
		set(o, OUTCOME_FAIL, missing ? 127 : 126,
		    xasprintf("cannot run '%s' in the guest: %s", name, strerror(errnum)), NULL);
}

/* What a kernel says without 9p, without its virtio transport, and without the device's (linux: fs/9p, net/9p). */
static bool lacks_9p(int errnum)
{
	return errnum == ENODEV || errnum == EINVAL || errnum == ENOENT;
}

static void not_shared(const struct ending_facts *f, struct outcome *o)
{
	const struct share *s = f->no_share;

	if (lacks_9p(f->no_share_errno))
		set(o, OUTCOME_CONFIG_UNMET, 125,
		    xasprintf("the guest cannot mount '%s' at '%s': its kernel lacks 9P_FS, "
			      "NET_9P_VIRTIO or the machine's virtio",
			      s->host, s->guest),
		    NULL);
	else
		set(o, OUTCOME_HOST_ERROR, 128,
		    xasprintf("the guest cannot mount '%s' at '%s': %s", s->host, s->guest,
			      strerror(f->no_share_errno)),
		    NULL);
}

static bool is_own(uint64_t status)
{
	return status <= LARGEST_STATUS || status == 126 || status == 127;
}

static void ended(const struct ending_facts *f, struct outcome *o)
{
	const int value = (int)f->end->value;

	if (f->end->end == WIRE_EXITED) {
		set(o, value ? OUTCOME_FAIL : OUTCOME_PASS,
		    is_own(f->end->value) ? value : LARGEST_STATUS,
		    is_own(f->end->value) ? NULL
					  : xasprintf("the command exited with status %d", value),
		    NULL);
	} else if (f->end->end == WIRE_SIGNALLED_END) {
		set(o, OUTCOME_FAIL, LARGEST_STATUS,
		    xasprintf("the command was killed by %s", signal_name(value)), NULL);
	} else {
		not_run(f, o);
	}
}

/* A crash, or a limit, does not hide it. */
static void keep_end(const struct wire_exit *end, struct outcome *o)
{
	static const enum outcome_end ends[] = {
		[WIRE_EXITED] = OUTCOME_EXITED,	  [WIRE_SIGNALLED_END] = OUTCOME_SIGNALLED,
		[WIRE_NOT_RUN] = OUTCOME_NOT_RUN, [WIRE_NO_DIR] = OUTCOME_NOT_RUN,
		[WIRE_NO_TTY] = OUTCOME_NOT_RUN,
	};

	o->command = (struct outcome_command){ends[end->end], (int)end->value};
}

void ending(const struct ending_facts *f, struct outcome *o)
{
	if (f->end)
		keep_end(f->end, o);
	if (o->word == OUTCOME_PASS && f->passed)
		end_by_limit(f, o);
	else if (o->word == OUTCOME_PASS && f->command && f->end)
		ended(f, o);
	else if (o->word == OUTCOME_PASS && f->no_share)
		not_shared(f, o);
	else if (o->word == OUTCOME_PASS && f->command && f->broken)
		set(o, OUTCOME_VANISHED, 123, xstrdup(f->broken), f->console_tail);
	else if (o->word == OUTCOME_PASS && f->command)
		set(o, OUTCOME_VANISHED, 123,
		    xasprintf("the guest %s before the command had ended",
			      f->bye ? "powered off" : "restarted"),
		    f->console_tail);
}
