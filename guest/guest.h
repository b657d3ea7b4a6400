/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the agent, the guest's PID 1. The agent is small, static and quick to start. It must
 * never die, and it must come up in a kernel with hardly anything configured. It silently does
 * without what the kernel lacks, and reports every other failure on the console.
 *
 * The code may use only the POSIX and Linux calls that guest/libc/nolibc.h provides: no stdio, no
 * malloc.
 *
 * From the kernel's command line it reads jiffy.hostname, jiffy.rows, jiffy.cols, jiffy.term,
 * jiffy.exec, jiffy.uart, and jiffy.share0 and up.
 */
#ifndef JIFFY_GUEST_GUEST_H
#define JIFFY_GUEST_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "wire/wire.h"

/* The most that the kernel's driver takes at once (linux: drivers/char/virtio_console.c). */
#define PORT_WRITE   32768
#define STDIN_WINDOW 65536

/* The channel to the host. All zero: not open yet. */
struct port {
	int fd;		/* 0: closed */
	char uart[32];	/* name of the UART's terminal; "": a virtio port */
	uint64_t taken; /* of a UART: bytes read that the host has not been told about */
	unsigned tries;
	uint64_t next_ns;  /* when to look for it again; 0: never */
	bool hello, newer; /* HELLO came; the host's minor version is newer than ours */
	bool asked, acked; /* POWEROFF came; BYE_ACK came */
	unsigned to_say;   /* PORT_SAY_*: messages still to be encoded */
	unsigned unsent;   /* PORT_SAY_*: messages in 'out' */
	size_t in_len, out_len;
	uint8_t out[2 * PORT_WRITE + 1024]; /* a command's output plus all messages */
	uint8_t in[WIRE_HEADER + WIRE_MAX];
};

enum { RELAY_IN, RELAY_OUT, RELAY_ERR, RELAY_N };

/* A command that the host asked for. All zero: none. */
struct command {
	unsigned stream, last; /* its number (0: no command), and the previous command's */
	struct wire_exec want;
	void *memory; /* holds argv, env and strings until the command runs */
	size_t memory_size;
	char *strings;
	const char *dir, **argv, **env;
	uint64_t have;		  /* bytes of strings received */
	pid_t pid;		  /* 0: not started, or ended */
	volatile int exec_errno;  /* written by the child, as 'failed' is */
	volatile unsigned failed; /* the step that is being tried: enum wire_end */
	unsigned say;
	struct wire_started started;
	struct wire_exit exit; /* end 0: it has not ended */
	uint64_t late_ns;      /* deadline for draining output after its end; 0: none, or passed */
	bool late;
	int fd[RELAY_N];	  /* our ends of its pipes or terminal; -1: closed */
	uint64_t window[RELAY_N]; /* bytes that the host accepts */
	uint64_t left[RELAY_N];	  /* when late: bytes still to be read */
	uint64_t in_window;	  /* bytes that the host may send */
	uint64_t in_done;	  /* bytes passed on, to be added to the window */
	bool in_eof, in_closed;	  /* the host ended the input; the host must hear that we did */
	bool in_partial;	  /* the last input does not end in a newline */
	size_t in_at, in_len;
	uint8_t in[STDIN_WINDOW + 2];
};

/* The kernel's records. All zero: not open. */
struct kmsg {
	int fd;		 /* 0: closed */
	bool ready;	 /* there may be more to read */
	bool turn;	 /* a command's output goes next */
	unsigned last;	 /* frames sent while EXIT or BYE waits for the last records */
	bool said_taint; /* the host knows 'taint' */
	uint64_t taint;
};

struct guest {
	uint64_t init_ns, shell_ns; /* boot clock when PID 1 began and when the shell started */
	char cmdline[4096];
	const char *const *env; /* the environment that the kernel gave PID 1 */
	bool exec;		/* no shell: the host says what runs */
	int tty;		/* the shell's terminal; -1: none */
	char tty_name[32];	/* below /dev */
	pid_t shell;
	bool giving_way;	 /* to the shell, until the kernel's first records are sent */
	volatile int exec_errno; /* why the shell did not execute; written by the child */
	struct wire_bye bye;	 /* cause 0: the guest goes on */
	struct port port;
	struct kmsg kmsg;
	struct command command;
};

#endif
