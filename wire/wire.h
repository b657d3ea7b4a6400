/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest's PID 1 and jiffy say to each other: the only thing that guest/ and src/ share.
 *
 * Transport: the virtio-serial port named WIRE_PORT; a byte stream in both directions.
 * Frame: a header of WIRE_HEADER bytes, then 'length' bytes of payload, at most WIRE_MAX:
 *
 *	0  u32 magic   "JFY1"; anything else means that the stream is not ours: it is broken
 *	4  u16 type    the bit WIRE_FROM_HOST tells the direction
 *	6  u16 stream  0: the guest as a whole; others are for commands that run in it
 *	8  u32 length  of the payload
 *
 * All integers are little-endian. The payload of each message below is a row of u64 words, the
 * struct of its name. Times are ns of the guest's CLOCK_BOOTTIME, so that "host's clock at receipt
 * minus sent_ns" is the host's time of the guest's zero. Memory is in bytes.
 *
 *	guest                            host
 *	READY  ------------------------> (waits for READY: anything else is an error)
 *	       <------------------------ HELLO
 *	PROMPT ------------------------>
 *	       <------------------------ WINSIZE, any number, at any time after HELLO
 *	       <------------------------ POWEROFF: end, please (may be left out)
 *	BYE    ------------------------> the last frame of the guest
 *	       <------------------------ BYE_ACK: the guest waits for it, but not for long
 *
 * READY, PROMPT and BYE come at most once each, in this order (BYE without PROMPT: no shell came
 * up). The guest does not wait for HELLO before it speaks.
 *
 * Versions: the first word of READY and HELLO is WIRE_VERSION of the sender, in every version to
 * come. Another major is an error. A newer minor may know further types and may append words to a
 * payload: both are ignored. From a peer whose minor is not newer, they are errors.
 */
#ifndef JIFFY_WIRE_H
#define JIFFY_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_PORT      "org.jiffy.agent"
#define WIRE_MAGIC     0x3159464au
#define WIRE_HEADER    12
#define WIRE_MAX       65536
#define WIRE_FROM_HOST 0x8000

#define WIRE_MAJOR   1
#define WIRE_MINOR   0
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
	WIRE_HELLO = WIRE_FROM_HOST | 1,
	WIRE_WINSIZE = WIRE_FROM_HOST | 2,
	WIRE_POWEROFF = WIRE_FROM_HOST | 3, /* no payload */
	WIRE_BYE_ACK = WIRE_FROM_HOST | 4,  /* no payload */
};

/*
 * From /proc/meminfo; 0 where the guest has none. total and available: MemTotal and MemAvailable.
 * kernel: Slab + KernelStack + PageTables + SecPageTables + Percpu. The kernel's image and its page
 * structures are no part of MemTotal: they are what total lacks from the machine's memory.
 */
struct wire_memory {
	uint64_t total, available, kernel;
};

struct wire_ready {
	uint64_t version;
	uint64_t sent_ns;
	uint64_t init_ns; /* PID 1's first instructions */
};

/* The shell has been executed. */
struct wire_prompt {
	uint64_t sent_ns;
	uint64_t prompt_ns; /* just before it was */
	struct wire_memory memory;
};

enum wire_cause {
	WIRE_SHELL_ENDED = 1, /* status: its wait status, as Linux encodes it */
	WIRE_NO_SHELL = 2,    /* status: errno, of Linux on x86 and most others */
	WIRE_SIGNALLED = 3,   /* poweroff, reboot, halt, Ctrl-Alt-Del; status: PID 1's signal */
	WIRE_ASKED = 4,	      /* POWEROFF came; status: 0 */
};

struct wire_bye {
	uint64_t sent_ns;
	uint64_t cause;
	uint64_t status;
	struct wire_memory memory;
};

struct wire_hello {
	uint64_t version;
};

struct wire_winsize {
	uint64_t rows, cols; /* 1..65535 */
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

/*
 * Writes a frame of 'size' bytes of message (a struct of words; NULL with 0) to out; returns its
 * length.
 */
static inline size_t wire_encode(uint8_t *out, unsigned type, unsigned stream, const void *message,
				 size_t size)
{
	const uint64_t *words = message;

	wire_put(out, WIRE_MAGIC, 4);
	wire_put(out + 4, type, 2);
	wire_put(out + 6, stream, 2);
	wire_put(out + 8, size, 4);
	for (size_t i = 0; i < size / 8; i++)
		wire_put(out + WIRE_HEADER + 8 * i, words[i], 8);
	return WIRE_HEADER + size;
}

/*
 * Looks at n received bytes. NULL: h tells of a whole frame, whose payload begins at p +
 * WIRE_HEADER, or more bytes are needed (*whole is false). Else the reason why the stream is
 * broken.
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
 * Reads a message of 'size' bytes from the payload; false when its length is wrong. With 'newer'
 * (the peer's minor version is newer than ours) it may be longer.
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
