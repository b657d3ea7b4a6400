/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/link-uart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/base/text.h"
#include "guest/system/tty.h"

#define DRAIN_NS (100 * NS_PER_MS)

/*
 * Raw bytes both ways: no echo, no lines, no signals, no flow control. QEMU's UART ignores the
 * speed.
 *
 * libc's struct termios is larger than the kernel's. Only the flags are changed, the first four
 * words of both. That holds wherever TCGETS is a plain number (linux: asm-generic/ioctls.h); where
 * it encodes the size of the kernel's struct (powerpc, sparc, alpha), check libc's own header.
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

/* A node without a UART can be opened, but not read. */
static bool is_there(int fd)
{
	char byte;

	return read(fd, &byte, 1) >= 0 || errno == EAGAIN;
}

/*
 * The UART's buffer holds 16 bytes. Makes it interrupt when it is nearly full, not half full; only
 * 8250 drivers can do that, and without it the channel is slower.
 */
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

/* Polls: sleeping would let the command run on. */
void uart_drain(int fd)
{
	const uint64_t limit = clock_ns() + DRAIN_NS;
	int left;

	while (!ioctl(fd, TIOCOUTQ, &left) && left > 0 && clock_ns() < limit)
		;
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
	/* a program that tries all terminals must not find this one */
	text_join(path, sizeof(path), "/dev/", name, NULL);
	unlinkat(AT_FDCWD, path, 0);
	return fd;
}
