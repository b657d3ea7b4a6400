/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever QEMU sends, each call is answered once. */
#include <sys/socket.h>

#include "vm/qemu/qmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_event(void *arg, const char *event, const struct json *data)
{
	BUG_ON(!event);
}

static void on_reply(void *arg, const struct json *result, const char *error)
{
	BUG_ON(result && error);
	++*(int *)arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct loop *l = loop_new();
	struct err e = ERR_INIT;
	int pair[2], answers = 0;
	struct qmp *q;

	if (size > 65536 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		loop_free(l);
		return 0;
	}
	q = qmp_new(l, pair[0], on_event, NULL);
	qmp_call(q, "query-status", NULL, on_reply, &answers);
	qmp_call(q, "quit", NULL, on_reply, &answers);
	BUG_ON(size && send(pair[1], data, size, MSG_NOSIGNAL) != (ssize_t)size);
	shutdown(pair[1], SHUT_WR);
	BUG_ON(loop_run(l, &e) < 0);
	BUG_ON(qmp_state(q) != QMP_CLOSED || answers != 2);
	qmp_free(q);
	close(pair[1]);
	loop_free(l);
	return 0;
}
