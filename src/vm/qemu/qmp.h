/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A QMP client on a connected socket (QEMU: docs/interop/qmp-spec.txt): greeting, qmp_capabilities,
 * then one command after another, and events at any time. Driven by the loop; never blocks.
 * Callbacks must not free the client.
 */
#ifndef JIFFY_VM_QEMU_QMP_H
#define JIFFY_VM_QEMU_QMP_H

#include "base/err.h"
#include "base/file/json.h"
#include "base/loop.h"

enum qmp_state { QMP_GREETING, QMP_NEGOTIATING, QMP_READY, QMP_CLOSED };

struct qmp;

/* event: "SHUTDOWN", "GUEST_PANICKED", "RESET" …; data is borrowed, or NULL. */
typedef void (*qmp_event_fn)(void *arg, const char *event, const struct json *data);
/* Either result or error is set, or neither if QEMU went away before it answered. */
typedef void (*qmp_reply_fn)(void *arg, const struct json *result, const char *error);

/* fd becomes the client's. Garbage from the peer closes the connection. event may be NULL. */
struct qmp *qmp_new(struct loop *l, int fd, qmp_event_fn event, void *arg);
enum qmp_state qmp_state(const struct qmp *q);
/* now_ns() when it became QMP_READY, and QEMU had made the machine; 0: not yet. */
uint64_t qmp_ready_at(const struct qmp *q);
/* Whether it cannot have missed an event: it became QMP_READY, and QEMU kept to the protocol. */
bool qmp_heard_all(const struct qmp *q);
/* Sends it once the connection is ready. Takes args over; args and reply may be NULL. */
void qmp_call(struct qmp *q, const char *command, struct json *args, qmp_reply_fn reply, void *arg);
void qmp_free(struct qmp *q);

#endif
