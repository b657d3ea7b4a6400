/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "guest/base/text.h"

/* The kernel refuses a shorter buffer (linux: kernel/printk/printk.c, CONSOLE_EXT_LOG_MAX). */
#define RECORD_MAX 8192
/* Frames after the command's end: a kernel that never falls silent must not delay EXIT forever. */
#define LAST_MAX 256

void kmsg_open(struct kmsg *k)
{
	k->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (k->fd < 0)
		k->fd = 0; /* the kernel has no printk */
	k->ready = k->fd;
}

/* "6,12,345,-;text": a priority below 8 is facility 0, the kernel itself. */
static bool is_kernels(const char *record)
{
	return record[0] >= '0' && record[0] <= '7' && record[1] == ',';
}

/*
 * Copies the record's first line to 'to' and returns its length with the newline. The other lines
 * are keys for udev.
 */
static size_t first_line(char *to, const char *record, size_t n)
{
	size_t len = 0;

	while (len < n && record[len] != '\n')
		len++;
	if (to != record)
		memmove(to, record, len);
	to[len] = '\n';
	return len + 1;
}

/* Reads a record into to[RECORD_MAX]. Returns its length, 0 to skip it, -1 if there is no more. */
static ssize_t read_record(struct kmsg *k, char *to)
{
	ssize_t n = read(k->fd, to, RECORD_MAX);

	if (n > 0)
		return is_kernels(to) ? (ssize_t)first_line(to, to, (size_t)n) : 0;
	if (n < 0 && errno == EPIPE) { /* records were overwritten */
		memcpy(to, WIRE_KMSG_LOST, sizeof(WIRE_KMSG_LOST) - 1);
		return sizeof(WIRE_KMSG_LOST) - 1;
	}
	if (n < 0 && errno == EINTR)
		return 0;
	if (n == 0 || errno != EAGAIN) {
		close(k->fd);
		k->fd = 0;
	}
	k->ready = false;
	return -1;
}

static void say_taint(struct guest *g)
{
	struct port *p = &g->port;
	struct wire_taint taint;
	char text[24];

	if (!text_read("/proc/sys/kernel/tainted", text, sizeof(text)))
		return;
	taint.flags = text_to_number(text);
	if (g->kmsg.said_taint && taint.flags == g->kmsg.taint)
		return;
	g->kmsg.said_taint = true;
	g->kmsg.taint = taint.flags;
	p->out_len += wire_encode(p->out + p->out_len, WIRE_TAINT, 0, &taint, sizeof(taint));
}

void kmsg_say(struct guest *g)
{
	struct kmsg *k = &g->kmsg;
	struct port *p = &g->port;
	size_t head, used = 0;
	ssize_t n = 0;

	if (!k->ready || !p->hello || p->out_len)
		return;
	if (!k->said_taint)
		say_taint(g);
	head = p->out_len;
	while (n >= 0 && head + WIRE_HEADER + used + RECORD_MAX <= PORT_WRITE) {
		n = read_record(k, (char *)p->out + head + WIRE_HEADER + used);
		used += n > 0 ? (size_t)n : 0;
	}
	if (used)
		p->out_len += wire_head(p->out + head, WIRE_KMSG, 0, used) + used;
}

bool kmsg_said_all(struct guest *g)
{
	struct kmsg *k = &g->kmsg;

	if (g->port.out_len)
		return false;
	if (k->fd && g->port.hello && k->last < LAST_MAX) {
		k->last++;
		k->ready = true;
		kmsg_say(g);
	}
	if (g->port.out_len)
		return false;
	if (k->fd && g->port.hello)
		say_taint(g);
	k->last = 0;
	return true;
}

bool kmsg_wanted(const struct guest *g)
{
	const bool up = g->exec ? g->command.stream || g->command.last : g->shell_ns != 0;

	return up && g->kmsg.ready && g->port.hello;
}
