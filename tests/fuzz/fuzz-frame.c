/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A frame of the guest's. Its first byte says whose its address is. */
#include <netinet/in.h>

#include "vm/net/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct question {
	enum frame_place place;
	unsigned asked;
};

static enum frame_place where(void *arg, int family, const void *address)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct question *q = arg;

	BUG_ON(family != AF_INET && family != AF_INET6);
	/* an IPv4 address in IPv6 is never asked about: the answer would be another one */
	BUG_ON(family == AF_INET6 && !memcmp(address, mapped, sizeof(mapped)));
	q->asked++;
	return q->place;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t answer[FRAME_REFUSAL_MAX];
	struct question q = {.place = FRAME_ELSEWHERE};
	enum frame_verdict verdict;

	if (size < 1)
		return 0;
	q.place = data[0] % 3;
	verdict = frame_judge(data + 1, size - 1, where, &q);
	BUG_ON(q.asked > 1);
	BUG_ON(q.asked && (verdict == FRAME_PASS) != (q.place == FRAME_ELSEWHERE));
	if (verdict == FRAME_REFUSE)
		BUG_ON(frame_refusal(data + 1, size - 1, answer) > FRAME_REFUSAL_MAX);
	return 0;
}
