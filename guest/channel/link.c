/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/link.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/base/text.h"
#include "guest/channel/link-uart.h"
#include "guest/system/tty.h"

#define PORTS "/sys/class/virtio-ports"

/*
 * A work queue of the kernel makes the ports and names them, usually before PID 1 starts. Nothing
 * guarantees that, and not every kernel notifies of it. So look again after 1, 2, 4 … ms.
 */
#define TRIES 11

static bool is_ours(const char *name)
{
	char path[128], value[64];

	text_join(path, sizeof(path), PORTS "/", name, "/name", NULL);
	return text_read(path, value, sizeof(value)) && !strcmp(value, WIRE_PORT);
}

/* Opens the port; 0: it is not there (yet). */
static int open_port(int dir)
{
	_Alignas(struct dirent64) char buf[1024];
	ssize_t n;

	while ((n = getdents64(dir, (void *)buf, sizeof(buf))) > 0) {
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *d = (const struct dirent64 *)(buf + at);
			int fd = -1;

			if (d->d_name[0] != '.' && is_ours(d->d_name))
				fd = tty_open_node("virtio-ports", d->d_name, O_RDWR | O_NONBLOCK);
			if (fd > 0)
				return fd;
			at += d->d_reclen;
		}
	}
	return 0;
}

static void try_again(struct port *p)
{
	if (p->tries < TRIES)
		p->next_ns = clock_ns() + (NS_PER_MS << p->tries++);
}

void link_look(struct port *p)
{
	int dir;

	p->next_ns = 0;
	if (*p->uart) {
		p->fd = uart_open(p->uart);
		if (p->fd < 0)
			p->fd = 0;
		return;
	}
	dir = open(PORTS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return; /* the kernel has no such driver */
	p->fd = open_port(dir);
	close(dir);
	if (!p->fd)
		try_again(p);
}

void link_hung_up(struct port *p)
{
	close(p->fd);
	p->fd = 0;
	p->in_len = p->out_len = 0;
	p->to_say |= p->unsent;
	if (!p->hello)
		try_again(p);
}

void link_broken(struct port *p, const char *why)
{
	text_complain("channel closed: the host sent", why, 0);
	close(p->fd);
	p->fd = 0;
	p->next_ns = 0;
	p->tries = TRIES;
}
