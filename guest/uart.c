/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The channel where there is no virtio: a second UART. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "guest.h"

/*
 * Bytes as they are, both ways: nothing is echoed, waited for until a line's end, taken for a signal or for flow control. QEMU's UART
 * does not care how fast it is said to be. Only flags are changed, since they stand at the same place in libc's struct and the
 * kernel's.
 */
static int set_raw(int fd)
{
	struct termios t = {0};

	if (ioctl(fd, TCGETS, &t))
		return -1;
	t.c_iflag = t.c_oflag = t.c_lflag = 0;
	t.c_cflag = CS8 | CREAD | CLOCAL | B115200;
	return ioctl(fd, TCSETS, &t) || ioctl(fd, TCFLSH, TCIOFLUSH) ? -1 : 0;
}

/* A node may be there for a UART that is not: it opens, and is good for nothing. */
static bool is_there(int fd)
{
	char byte;

	return read(fd, &byte, 1) >= 0 || errno == EAGAIN;
}

/* The UART's own buffer has 16 bytes: each interrupt is for nearly all of them, not for half. Where that cannot be, it is slower. */
static void fill_buffer(const char *name)
{
	static const char bytes[] = "14";
	char path[80];
	int fd;

	text_join(path, sizeof(path), "/sys/class/tty/", name, "/rx_trig_bytes", NULL);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, bytes, sizeof(bytes) - 1) < 0)
		errno = 0;
	close(fd);
}

int uart_open(const char *name)
{
	char path[64];
	int fd = tty_open_node("tty", name, O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return -1;
	if (set_raw(fd) || !is_there(fd)) {
		close(fd);
		return -1;
	}
	fill_buffer(name);
	/* who reads or writes all terminals does not find this one */
	text_join(path, sizeof(path), "/dev/", name, NULL);
	unlinkat(AT_FDCWD, path, 0);
	return fd;
}
