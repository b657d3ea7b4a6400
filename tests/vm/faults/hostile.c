// SPDX-License-Identifier: GPL-2.0-or-later
/* A command that takes over the agent's port and sends the host garbage. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int agents_port(void)
{
	int agent = (int)syscall(SYS_pidfd_open, 1, 0);

	for (int fd = 3; fd < 64; fd++) {
		char path[32], name[64];
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/1/fd/%d", fd);
		n = readlink(path, name, sizeof(name) - 1);
		if (n > 0 && memmem(name, (size_t)n, "vport", 5))
			return (int)syscall(SYS_pidfd_getfd, agent, fd, 0);
	}
	return -1;
}

int main(void)
{
	char garbage[4096];
	int port = agents_port();

	memset(garbage, 0xa5, sizeof(garbage));
	if (port < 0 || write(port, garbage, sizeof(garbage)) != sizeof(garbage))
		return 1;
	sleep(1000);
	return 0;
}
