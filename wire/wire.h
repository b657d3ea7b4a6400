/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protocol between jiffy and the agent, the guest's PID 1. wire/numbers.h has its error and
 * signal numbers, wire/files.h the files that it carries.
 *
 * Transport: the virtio-serial port named WIRE_PORT, a byte stream in both directions. A guest
 * without virtio has a second UART instead, which the kernel's command line names
 * (jiffy.uart=ttyS1). It carries the same frames, with two more rules: see "UART".
 *
 * Frame: a header of WIRE_HEADER bytes, then 'length' bytes of payload, at most WIRE_MAX:
 *
 *	0  u32 magic   "JFY1"; anything else means that the stream is broken
 *	4  u16 type    the bit WIRE_FROM_HOST is the direction
 *	6  u16 stream  0: the guest as a whole; others: commands that run in it
 *	8  u32 length  of the payload
 *
 * All integers are little-endian. The payload of each message below is an array of u64 words, the
 * struct with its name. Times are ns of the guest's CLOCK_BOOTTIME: the host's clock at receipt
 * minus sent_ns is the host's time at the guest's zero. Memory is in bytes.
 *
 *	guest                            host
 *	READY  ------------------------> (waits for READY: anything else is an error)
 *	       <------------------------ HELLO
 *	PROMPT ------------------------>
 *	       <------------------------ WINSIZE, any number, at any time after HELLO
 *	       <------------------------ POWEROFF: asks the guest to end; optional
 *	BYE    ------------------------> the last frame of the guest
 *	       <------------------------ BYE_ACK: the guest waits for it briefly
 *
 * READY, PROMPT and BYE come at most once each, in this order. BYE without PROMPT: no shell came
 * up. A command that arrives after BYE does not run. The guest sends without waiting for HELLO.
 * After HELLO the host may send PING; the guest answers with PONG as soon as it can, which shows
 * that it still runs.
 *
 * Each command has a stream of its own, whose number is greater than all before. There is one
 * command at a time: EXEC may come after HELLO, and again after EXIT. With jiffy.exec=1 on the
 * kernel's command line there is no shell and so no PROMPT: the guest does only what it is asked
 * to.
 *
 *	guest                            host
 *	       <------------------------ EXEC: how many bytes of strings follow, and more
 *	       <------------------------ STRINGS, until all of these have come
 *	STARTED ----------------------->
 *	       <------------------------ STDIN, as far as the guest's window allows; SIGNAL; WINSIZE
 *	STDOUT, STDERR ----------------> as far as the host's windows allow
 *	STDIN_CREDIT ------------------> opens the window further
 *	       <------------------------ STDOUT_CREDIT, STDERR_CREDIT: the same
 *	STDIN_CLOSED ------------------> the command no longer reads: further input is dropped
 *	EXIT   ------------------------> ends the stream; without STARTED: it was not run
 *
 * STRINGS, STDIN, STDOUT and STDERR carry raw bytes. An empty STDIN, STDOUT or STDERR is the end of
 * that stream, and comes once; the guest's come before EXIT. A window counts bytes of payload:
 * STARTED and EXEC say how many may be sent, each CREDIT how many more. Sending more breaks the
 * protocol. With a terminal, all output comes as STDOUT.
 *
 * The host may still send when EXIT is on its way: the guest ignores messages on a stream that has
 * ended.
 *
 * The kernel's messages, beginning with its first record, may come at any time after HELLO; all of
 * them come before EXIT and BYE. KMSG holds the first line of each record of /dev/kmsg, with its
 * newline. Records of programs (a facility other than 0) are left out. A line WIRE_KMSG_LOST
 * replaces records that were overwritten before they were read. TAINT comes before the first KMSG,
 * and again before EXIT or BYE if the flags changed. A guest without printk sends neither.
 *
 * UART: PID 1 puts the line into raw mode. Until then, input would be lost or echoed, and firmware
 * or a driver may write to the line. So until READY the host sends nothing, and ignores bytes that
 * are not a frame. A UART's driver drops what is not read in time. So the host never has more than
 * WIRE_UART_WINDOW bytes, headers included, on the way; TAKEN says how many more PID 1 has read. In
 * the other direction QEMU's UART waits for its reader. The kernel's console is on another UART.
 *
 *	guest                            host
 *	TAKEN  ------------------------> any number, at any time after HELLO
 *
 * Versions: the first word of READY and HELLO is the sender's WIRE_VERSION, in all future versions.
 * Another major version is an error. A peer with a newer minor version may send further types, and
 * may append words to a payload: both are ignored. From any other peer, they are errors.
 *
 *	2.1  WIRE_BAD_ROOT
 *	2.0  errors and signals have the numbers of wire/numbers.h; WIRE_SHELL_KILLED
 *	1.1  TAKEN
 *
 * The archive's last entry is the file WIRE_SEAL with the text WIRE_SEALED: the agent looks at it
 * first. The kernel leaves it out or empty if it could not unpack all that comes before. Then
 * devtmpfs hides it.
 */
#ifndef JIFFY_WIRE_H
#define JIFFY_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_SEAL   "/dev/sealed"
#define WIRE_SEALED "sealed"

#define WIRE_PORT      "org.jiffy.agent"
#define WIRE_MAGIC     0x3159464au
#define WIRE_HEADER    12
#define WIRE_MAX       65536
#define WIRE_FROM_HOST 0x8000

/*
 * Half of what every kernel buffers (linux: drivers/tty/tty_buffer.c, TTYB_DEFAULT_MEM_LIMIT: once
 * 64 KiB, now 640).
 */
#define WIRE_UART_WINDOW 32768

#define WIRE_MAJOR   2
#define WIRE_MINOR   1
#define WIRE_VERSION ((uint64_t)WIRE_MAJOR << 16 | WIRE_MINOR)

static inline unsigned wire_major(uint64_t version)
{
	return version >> 16 & 0xffff;
}

static inline unsigned wire_minor(uint64_t version)
{
	return version & 0xffff;
}

enum wire_type {
	WIRE_READY = 1,
	WIRE_PROMPT = 2,
	WIRE_BYE = 3,
	WIRE_PONG = 4, /* no payload */
	WIRE_KMSG = 5, /* bytes */
	WIRE_TAINT = 6,
	WIRE_TAKEN = 7, /* struct wire_credit */
	WIRE_HELLO = WIRE_FROM_HOST | 1,
	WIRE_WINSIZE = WIRE_FROM_HOST | 2,
	WIRE_POWEROFF = WIRE_FROM_HOST | 3, /* no payload */
	WIRE_BYE_ACK = WIRE_FROM_HOST | 4,  /* no payload */
	WIRE_PING = WIRE_FROM_HOST | 5,	    /* no payload */
	/* on the stream of a command */
	WIRE_STARTED = 16,
	WIRE_STDIN_CREDIT = 17,
	WIRE_STDIN_CLOSED = 18, /* no payload */
	WIRE_STDOUT = 19,	/* bytes */
	WIRE_STDERR = 20,	/* bytes */
	WIRE_EXIT = 21,
	WIRE_EXEC = WIRE_FROM_HOST | 16,
	WIRE_STRINGS = WIRE_FROM_HOST | 17, /* bytes */
	WIRE_STDIN = WIRE_FROM_HOST | 18,   /* bytes */
	WIRE_STDOUT_CREDIT = WIRE_FROM_HOST | 19,
	WIRE_STDERR_CREDIT = WIRE_FROM_HOST | 20,
	WIRE_SIGNAL = WIRE_FROM_HOST | 21,
};

/*
 * From /proc/meminfo; 0 if the guest has none. total and available: MemTotal and MemAvailable.
 * kernel: Slab + KernelStack + PageTables + SecPageTables + Percpu. MemTotal lacks the kernel's
 * image and its page structures: they are the rest of the machine's memory. The others: MemFree,
 * Slab, KernelStack, PageTables + SecPageTables, Buffers + Cached, AnonPages. MemAvailable and
 * MemFree lack the free pages that each CPU has at hand: /proc/zoneinfo counts them, and they are
 * added to available and free.
 */
struct wire_memory {
	uint64_t total, available, kernel;
	uint64_t free, slab, stacks, tables, files, processes;
};

struct wire_ready {
	uint64_t version;
	uint64_t sent_ns;
	uint64_t init_ns; /* PID 1's first instructions */
};

/* The shell has been executed. */
struct wire_prompt {
	uint64_t sent_ns;
	uint64_t prompt_ns; /* just before it was executed */
	struct wire_memory memory;
};

#define WIRE_STATUS_MAX 255 /* of an exit status */

enum wire_cause {
	WIRE_SHELL_ENDED = 1,  /* status: its exit status */
	WIRE_NO_SHELL = 2,     /* status: the error */
	WIRE_SIGNALLED = 3,    /* poweroff, reboot, halt, Ctrl-Alt-Del; status: PID 1's signal */
	WIRE_ASKED = 4,	       /* POWEROFF came; status: 0 */
	WIRE_NO_SHARE = 5,     /* a share cannot be mounted; status: its number << 32 | error */
	WIRE_SHELL_KILLED = 6, /* status: the signal */
	WIRE_BAD_ROOT = 7,     /* the archive was not unpacked to its end; status: 0 */
};

struct wire_bye {
	uint64_t sent_ns;
	uint64_t cause;
	uint64_t status;
	struct wire_memory memory;
};

#define WIRE_KMSG_LOST "lost\n"

struct wire_taint {
	uint64_t flags; /* /proc/sys/kernel/tainted */
};

struct wire_hello {
	uint64_t version;
};

struct wire_winsize {
	uint64_t rows, cols; /* 1..65535 */
};

enum {
	WIRE_EXEC_TTY = 1, /* on a terminal with this size; otherwise on three pipes */
	/*
	 * The agent's own program gives or takes files. The arguments are WIRE_GIVE and a path, or
	 * WIRE_TAKE, a path and a name. It writes the records of wire/files.h to stdout, or reads
	 * them from stdin and writes FAILED or nothing to stdout. It exits with status 0 only if
	 * it succeeded.
	 */
	WIRE_EXEC_FILES = 2,
};

#define WIRE_GIVE "jiffy-give"
#define WIRE_TAKE "jiffy-take"

/*
 * The strings, each with a '\0' at the end: the working directory ("": the guest chooses it), the
 * arguments, and the environment, which overrides the guest's own.
 */
struct wire_exec {
	uint64_t strings; /* bytes */
	uint64_t argc, envc;
	uint64_t flags;
	uint64_t rows, cols; /* 0: unknown */
	uint64_t stdout_window, stderr_window;
};

struct wire_started {
	uint64_t sent_ns;
	uint64_t started_ns;
	uint64_t stdin_window;
	struct wire_memory memory;
};

struct wire_credit {
	uint64_t bytes;
};

struct wire_signal {
	uint64_t signal; /* for the command's process group */
};

enum wire_end {
	WIRE_EXITED = 1,	/* value: its exit status */
	WIRE_SIGNALLED_END = 2, /* value: the signal that ended it */
	WIRE_NOT_RUN = 3, /* value: the error; the program is missing, or cannot be executed */
	WIRE_NO_DIR = 4,  /* value: the error; the working directory cannot be entered */
	WIRE_NO_TTY = 5,  /* value: the error; there are no pseudo-terminals */
};

struct wire_exit {
	uint64_t sent_ns;
	uint64_t ended_ns;
	uint64_t end;
	uint64_t value;
};

/* A received header. */
struct wire_header {
	uint16_t type, stream;
	uint32_t length;
};

static inline void wire_put(uint8_t *p, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

static inline uint64_t wire_get(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

/* Writes the header of a frame with 'size' bytes of payload; returns its own length. */
static inline size_t wire_head(uint8_t *out, unsigned type, unsigned stream, size_t size)
{
	wire_put(out, WIRE_MAGIC, 4);
	wire_put(out + 4, type, 2);
	wire_put(out + 6, stream, 2);
	wire_put(out + 8, size, 4);
	return WIRE_HEADER;
}

/* Writes a frame with a message, a struct of words (NULL if size is 0); returns its length. */
static inline size_t wire_encode(uint8_t *out, unsigned type, unsigned stream, const void *message,
				 size_t size)
{
	const uint64_t *words = message;

	wire_head(out, type, stream, size);
	for (size_t i = 0; i < size / 8; i++)
		wire_put(out + WIRE_HEADER + 8 * i, words[i], 8);
	return WIRE_HEADER + size;
}

/*
 * Looks at n received bytes. Returns NULL, or why the stream is broken. With *whole, h describes a
 * frame whose payload begins at p + WIRE_HEADER; otherwise more bytes are needed.
 */
static inline const char *wire_parse(const uint8_t *p, size_t n, struct wire_header *h, bool *whole)
{
	*whole = false;
	if (n >= 4 && wire_get(p, 4) != WIRE_MAGIC)
		return "bytes that are not a frame";
	if (n < WIRE_HEADER)
		return NULL;
	h->type = (uint16_t)wire_get(p + 4, 2);
	h->stream = (uint16_t)wire_get(p + 6, 2);
	h->length = (uint32_t)wire_get(p + 8, 4);
	if (h->length > WIRE_MAX)
		return "a frame that is too long";
	*whole = n - WIRE_HEADER >= h->length;
	return NULL;
}

/*
 * Reads a message of 'size' bytes from the payload; false if its length is wrong. With 'newer' (the
 * peer's minor version is newer than ours) it may be longer.
 */
static inline bool wire_decode(const uint8_t *payload, uint32_t length, bool newer, void *message,
			       size_t size)
{
	uint64_t *words = message;

	if (length < size || (length > size && !newer) || length % 8)
		return false;
	for (size_t i = 0; i < size / 8; i++)
		words[i] = wire_get(payload + 8 * i, 8);
	return true;
}

#endif
