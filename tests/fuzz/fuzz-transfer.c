/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hostile guest sends while files are pulled from it (bit 0 of the first byte) or pushed to
 * it. The other bits are the bytes in a frame. Nothing may appear outside the folder for the files.
 */
#include <sys/socket.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "vm/agent/session.h"
#include "vm/agent/transfer.h"
#include "wire/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_idle(void *arg)
{
}

static void on_skipped(void *arg, bool pull, const char *path)
{
}

static const char *frame(struct session *s, unsigned type, const uint8_t *p, size_t n)
{
	const struct wire_header h = {.type = (uint16_t)type, .stream = 1, .length = (uint32_t)n};

	return session_frame(s, &h, p, false);
}

static void feed(struct session *s, const uint8_t *p, size_t n, size_t step)
{
	const uint8_t started[sizeof(struct wire_started)] = {0};

	if (frame(s, WIRE_STARTED, started, sizeof(started)))
		return;
	for (size_t k; n; p += k, n -= k) {
		k = n < step ? n : step;
		if (frame(s, WIRE_STDOUT, p, k))
			return;
	}
}

static void run(const char *dir, bool pull, const uint8_t *p, size_t n, size_t step)
{
	_cleanup_free_ char *in = path_joinf(dir, "in");
	const struct transfer_spec spec = {.pull = pull, .host = in, .guest = "/tree"};
	struct session *s = session_new(&(struct session_hooks){on_idle, NULL});
	const struct channel_hooks channel = {.room = session_room, .arg = s};
	struct loop *l = loop_new();
	struct channel *c;
	int fds[2];

	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	c = channel_new(l, fds[0], &channel);
	session_add(s, transfer_job(transfer_new(&spec, on_skipped, NULL)));
	session_begin(s, c);
	session_room(s);
	feed(s, p, n, step);
	session_free(s);
	channel_free(c);
	loop_free(l);
	close(fds[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = ERR_INIT;
	const char *tmp = getenv("TMPDIR");
	_cleanup_free_ char *dir = path_join(tmp ? tmp : "/tmp", "jiffy-fuzz-XXXXXX");
	_cleanup_strv_ struct strv names = {0};

	if (!size)
		return 0;
	BUG_ON(!mkdtemp(dir));
	run(dir, data[0] & 1, data + 1, size - 1, data[0] >> 1 ? data[0] >> 1 : size);
	BUG_ON(fs_list(dir, &names, &e));
	strv_foreach(name, &names)
		BUG_ON(!str_eq(name, "in"));
	BUG_ON(fs_remove(dir, &e));
	return 0;
}
