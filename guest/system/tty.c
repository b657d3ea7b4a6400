/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/system/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "guest/base/text.h"

int tty_open_node(const char *class, const char *name, int flags)
{
	char path[64], sys[128], numbers[24];
	const char *colon;
	int fd;

	text_join(path, sizeof(path), "/dev/", name, NULL);
	fd = open(path, flags | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	text_join(sys, sizeof(sys), "/sys/class/", class, "/", name, "/dev", NULL);
	if (!text_read(sys, numbers, sizeof(numbers)) || !(colon = strchr(numbers, ':')))
		return -1;
	if (mknod(path, S_IFCHR | 0600,
		  makedev((unsigned)text_to_number(numbers), (unsigned)text_to_number(colon + 1))))
		return -1;
	return open(path, flags | O_CLOEXEC);
}

/*
 * /dev/console is the last active console. Where neither sysfs nor the command line names one, use
 * "console" itself.
 */
static void find_name(struct guest *g)
{
	char active[128];
	const char *last;

	if (text_read("/sys/class/tty/console/active", active, sizeof(active)) && *active) {
		last = strrchr(active, ' ');
		text_join(g->tty_name, sizeof(g->tty_name), last ? last + 1 : active, NULL);
	} else if (!text_word(g->cmdline, "console", ",", g->tty_name, sizeof(g->tty_name))) {
		text_join(g->tty_name, sizeof(g->tty_name), "console", NULL);
	}
}

static uint64_t number_word(const struct guest *g, const char *key)
{
	char value[24];

	text_word(g->cmdline, key, "", value, sizeof(value));
	return text_to_number(value);
}

/* Without O_NONBLOCK, open() would wait for a carrier. */
void tty_find(struct guest *g)
{
	const int flags = O_RDWR | O_NOCTTY | O_NONBLOCK;

	find_name(g);
	g->tty = tty_open_node("tty", g->tty_name, flags);
	if (g->tty < 0)
		g->tty = open("/dev/console", flags | O_CLOEXEC);
	if (g->tty < 0)
		return;
	fcntl(g->tty, F_SETFL, fcntl(g->tty, F_GETFL) & ~O_NONBLOCK);
	tty_resize(g, number_word(g, "jiffy.rows"), number_word(g, "jiffy.cols"));
}

void tty_resize(struct guest *g, uint64_t rows, uint64_t cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	if (g->tty >= 0 && size.ws_row && size.ws_col)
		ioctl(g->tty, TIOCSWINSZ, &size);
}
