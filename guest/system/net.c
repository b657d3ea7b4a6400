/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/system/net.h"

#include <errno.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guest/base/text.h"

/*
 * QEMU's user network has the same addresses in every guest (QEMU manual, "Using the user mode
 * network stack"). The archive holds an /etc/resolv.conf with its resolver.
 */
#define GUEST_ADDRESS 0x0a00020f /* 10.0.2.15 */
#define GUEST_NETMASK 0xffffff00
#define GATEWAY	      0x0a000202 /* 10.0.2.2 */

static void set_address(struct sockaddr *where, uint32_t address)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};

	memcpy(where, &in, sizeof(in));
}

static int up(int fd, const char *name)
{
	struct ifreq r = {.ifr_flags = IFF_UP | IFF_RUNNING};

	text_join(r.ifr_name, sizeof(r.ifr_name), name, NULL);
	return ioctl(fd, SIOCSIFFLAGS, &r);
}

static int set(int fd, const char *name, unsigned long request, uint32_t address)
{
	struct ifreq r = {0};

	text_join(r.ifr_name, sizeof(r.ifr_name), name, NULL);
	set_address(&r.ifr_addr, address);
	return ioctl(fd, request, &r);
}

static int add_default_route(int fd)
{
	struct rtentry r = {.rt_flags = RTF_UP | RTF_GATEWAY};

	set_address(&r.rt_dst, 0);
	set_address(&r.rt_genmask, 0);
	set_address(&r.rt_gateway, GATEWAY);
	return ioctl(fd, SIOCADDRT, &r);
}

void net_up(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return; /* the kernel has no IPv4 */
	up(fd, "lo");
	if (!set(fd, "eth0", SIOCSIFADDR, GUEST_ADDRESS)) {
		if (set(fd, "eth0", SIOCSIFNETMASK, GUEST_NETMASK) || up(fd, "eth0") ||
		    add_default_route(fd))
			text_complain("cannot configure", "eth0", errno);
	} else if (errno != ENODEV) {
		text_complain("cannot configure", "eth0", errno);
	}
	close(fd);
}
