/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/net/route.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#define ANSWER_MAX 4096 /* bytes; a route is some 100 long */

struct question {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr attribute;
	uint8_t address[sizeof(struct in6_addr)];
};

int route_open(struct err *e)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	return fd < 0 ? err_errno(e, errno, "cannot ask the kernel for routes") : fd;
}

static ssize_t ask(int fd, int family, const void *address, void *answer)
{
	const size_t size = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	struct question q = {
		.header = {.nlmsg_len = (uint32_t)(offsetof(struct question, address) + size),
			   .nlmsg_type = RTM_GETROUTE,
			   .nlmsg_flags = NLM_F_REQUEST},
		.route = {.rtm_family = (unsigned char)family,
			  .rtm_dst_len = (unsigned char)(8 * size)},
		.attribute = {.rta_len = (unsigned short)(RTA_LENGTH(size)), .rta_type = RTA_DST},
	};

	memcpy(q.address, address, size);
	if (send(fd, &q, q.header.nlmsg_len, 0) < 0)
		return -1;
	/* the kernel has answered when send() returns */
	return recv(fd, answer, ANSWER_MAX, MSG_DONTWAIT);
}

static enum frame_place place_of_type(unsigned type)
{
	switch (type) {
	case RTN_UNICAST:
	case RTN_BLACKHOLE:
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		return FRAME_ELSEWHERE;
	case RTN_BROADCAST:
	case RTN_MULTICAST:
		return FRAME_MANY;
	default:
		return FRAME_HOST;
	}
}

/* No route leads there: connect() will fail in the same way. */
static enum frame_place place_of_error(int errnum)
{
	return errnum == ENETUNREACH || errnum == EHOSTUNREACH || errnum == EACCES ? FRAME_ELSEWHERE
										   : FRAME_HOST;
}

enum frame_place route_place(int fd, int family, const void *address)
{
	union {
		struct nlmsghdr header;
		char bytes[ANSWER_MAX];
	} answer;
	const ssize_t n = ask(fd, family, address, &answer);
	const struct rtmsg *route = NLMSG_DATA(&answer.header);
	const struct nlmsgerr *error = NLMSG_DATA(&answer.header);

	if (n < (ssize_t)sizeof(answer.header) || answer.header.nlmsg_len > (size_t)n)
		return FRAME_HOST;
	if (answer.header.nlmsg_type == RTM_NEWROUTE &&
	    answer.header.nlmsg_len >= NLMSG_LENGTH(sizeof(*route)))
		return place_of_type(route->rtm_type);
	if (answer.header.nlmsg_type == NLMSG_ERROR &&
	    answer.header.nlmsg_len >= NLMSG_LENGTH(sizeof(*error)))
		return place_of_error(-error->error);
	return FRAME_HOST;
}
