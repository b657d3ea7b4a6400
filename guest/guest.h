/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's PID 1: small, static, quick to start. It must never die, and it must come up in a
 * kernel with hardly anything configured: whatever the kernel lacks is left out in silence,
 * whatever else fails is told on the console.
 *
 * Plain POSIX and Linux calls, of which guest/nolibc.c replaces libc where it can; so only what
 * stands there may be called (no stdio, no malloc), and the program needs no set-up before main.
 *
 * Words of the kernel command line that it reads: jiffy.hostname, jiffy.rows, jiffy.cols,
 * jiffy.term, jiffy.exec, jiffy.uart, jiffy.share0 and on.
 */
#ifndef JIFFY_GUEST_H
#define JIFFY_GUEST_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "wire/wire.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NS_PER_MS     UINT64_C(1000000)

#define PORT_WRITE                                                                                 \
	32768 /* what the kernel's driver takes at once (drivers/char/virtio_console.c) */
#define STDIN_WINDOW 65536
#define ENV_MAX	     64 /* what is added to a program's environment */

/* The channel to the host. All zero: not there yet. */
struct port {
	int fd;		/* 0: closed */
	char uart[32];	/* name of the UART's terminal; "": it is a virtio port */
	uint64_t taken; /* of a UART: bytes that were read, of which the host has not heard */
	unsigned tries;
	uint64_t next_ns;  /* when to look for it again; 0: no more */
	bool hello, newer; /* the host has answered; its minor version is newer */
	bool asked, acked; /* POWEROFF, BYE_ACK came */
	unsigned to_say;   /* PORT_SAY_*: what the host shall hear as soon as it can */
	unsigned unsent;   /* PORT_SAY_*: what is in 'out' */
	size_t in_len, out_len;
	uint8_t out[2 * PORT_WRITE + 1024]; /* output of a command, and all messages together */
	uint8_t in[WIRE_HEADER + WIRE_MAX];
};

enum {
	PORT_SAY_READY = 1,
	PORT_SAY_PROMPT = 2,
	PORT_SAY_BYE = 4,
	PORT_SAY_PONG = 8,
	PORT_SAY_TAKEN = 16,
};

enum { RELAY_IN, RELAY_OUT, RELAY_ERR, RELAY_N };

/* What the host wants to be run. All zero: nothing. */
struct command {
	unsigned stream, last; /* its number, 0: there is none; the one before */
	struct wire_exec want;
	void *memory; /* of argv and strings, until it runs */
	size_t memory_size;
	char *strings, *dir, **argv, **env;
	uint64_t have;		  /* bytes of strings */
	pid_t pid;		  /* 0: not started, or ended */
	volatile int exec_errno;  /* written by the child, as 'failed' is */
	volatile unsigned failed; /* what it was about to do: enum wire_end */
	unsigned say;
	struct wire_started started;
	struct wire_exit exit; /* end 0: it has not ended */
	uint64_t late_ns;      /* from then on only what is there is read; 0: never, or already */
	bool late;
	int fd[RELAY_N];	  /* our ends of pipes or terminal; -1: closed */
	uint64_t window[RELAY_N]; /* what the host takes */
	uint64_t left[RELAY_N];	  /* when late: what was there */
	uint64_t in_window;	  /* what the host may send */
	uint64_t in_done;	  /* what went on to the command, and has not opened the window */
	bool in_eof, in_closed;	  /* the host's end has come; the command's is to be told */
	bool in_partial;	  /* a line without its end */
	size_t in_at, in_len;
	uint8_t in[STDIN_WINDOW + 2];
};

/* What the kernel says. All zero: not opened. */
struct kmsg {
	int fd;		 /* 0: closed */
	bool ready;	 /* there may be more to read */
	bool turn;	 /* a command's output goes next */
	unsigned last;	 /* frames since the host is to hear all */
	bool said_taint; /* 'taint' is known to the host */
	uint64_t taint;
};

struct guest {
	uint64_t init_ns, shell_ns; /* boot clock when PID 1 began and when the shell was started */
	char cmdline[4096];
	char **env;	   /* the kernel's for PID 1 */
	bool exec;	   /* no shell: the host says what runs */
	int tty;	   /* the shell's terminal; -1: none */
	char tty_name[32]; /* below /dev */
	pid_t shell;
	bool giving_way;	 /* to the shell, until the kernel's first words are told */
	volatile int exec_errno; /* why the shell could not be executed; written by the child */
	struct wire_bye bye;	 /* cause 0: the guest goes on */
	struct port port;
	struct kmsg kmsg;
	struct command command;
};

/* text.c: strings, files, messages. Buffers are never overrun; what does not fit is cut off. */

/* Joins strings up to a NULL into buf. Returns buf. */
char *text_join(char *buf, size_t size, ...);
/* v in decimal digits, at least 'width' of them. Returns buf. */
char *text_number(char buf[24], uint64_t v, unsigned width);
/* The digits at s; 0 when there are none. */
uint64_t text_to_number(const char *s);
/*
 * The whole of a small file without its last '\n'; false, and an empty string, when it cannot be
 * read.
 */
bool text_read(const char *path, char *buf, size_t size);
/*
 * The last 'key=value' of a command line: its value without what follows a blank or one of 'stops'.
 */
bool text_word(const char *cmdline, const char *key, const char *stops, char *buf, size_t size);
/* Says "init: what 'subject': reason" on the console; errnum 0: no reason. */
void text_complain(const char *what, const char *subject, int errnum);

/* mount.c */
void mount_all(void);
/* Every file system on a disk, so that it is clean. */
void mount_end(void);

/* share.c */

/* Of the word jiffy.shareN=ro:/place, or rw:/place, with %XX for bytes that cannot stand there. */
struct guest_share {
	char tag[32]; /* the 9p device's, "shareN" */
	char word[4096], *place;
	bool readonly;
};
/* False: there is no such word. */
bool share_place(const char *cmdline, unsigned number, struct guest_share *s);
/* Mounts them all; where that fails, g->bye says so. */
void share_mount_all(struct guest *g);

/* net.c: the loopback, and eth0 with the fixed addresses of QEMU's user network. */
void net_up(void);

/* tty.c */

/*
 * Opens /dev/NAME, which is made from /sys/class/CLASS/NAME/dev where there is no devtmpfs. -1:
 * cannot.
 */
int tty_open_node(const char *class, const char *name, int flags);
/* Finds and opens the terminal behind /dev/console; sets its size. */
void tty_find(struct guest *g);
void tty_resize(struct guest *g, uint64_t rows, uint64_t cols);

/* shell.c */

/*
 * Executes the login shell in a session of its own, with the terminal as its controlling one. Where
 * it cannot be, g->bye says so.
 */
void shell_start(struct guest *g);
/* Ours, then what the kernel command line put into PID 1's environment. NULL at its end. */
void shell_env(const struct guest *g, const char *first, const char *out[ENV_MAX]);

/* memory.c */
void memory_read(struct wire_memory *m);

/* command.c */

/* A frame on a command's stream; NULL, or what is wrong with it. */
const char *command_receive(struct guest *g, const struct wire_header *h, const uint8_t *payload);
/* Adds what there is to say to the port's output when that is empty. */
void command_say(struct guest *g);
void command_reaped(struct guest *g, pid_t pid, int status);
/* Whether it ended, and the host has not heard of it although all its output is said. */
bool command_wants_exit(const struct guest *g);
/* When command_say() wants to be called; 0: any time. */
uint64_t command_deadline(const struct guest *g);

/* relay.c */
const char *relay_stdin(struct command *c, const uint8_t *payload, uint32_t length);
/* Adds a frame of what can be read, or the end. */
void relay_read(struct command *c, struct port *p, unsigned i);
/* The command has ended, and its children had their time: only what is there counts. */
void relay_last(struct command *c);
void relay_close(struct command *c, unsigned i);
void relay_poll(const struct guest *g, struct pollfd fds[RELAY_N]);
void relay_serve(struct guest *g, const struct pollfd fds[RELAY_N]);

/* kmsg.c */
void kmsg_open(struct kmsg *k);
/* Whether there is more to say of it. Before there is a command, or a shell, nothing keeps them waiting. */
bool kmsg_wanted(const struct guest *g);
/* Adds a frame of what the kernel said to the port's output, when that is empty. */
void kmsg_say(struct guest *g);
/*
 * Whether the host has heard all that the kernel said until now; if not, adds to the port's output. When it has, the taint
 * flags are added, if they are others: the last word goes behind them.
 */
bool kmsg_said_all(struct guest *g);

/* files.c: what PID 1's program does in another process. */
int files_main(int argc, char **argv);

/* run.c */

/* Starts c->argv. Returns 0, or errno of what *why (enum wire_end) says. */
int command_run(struct command *c, unsigned *why);
void command_resize(struct command *c, uint64_t rows, uint64_t cols);
/* Adds to env[0..n) what has another name, up to 'max'; returns how many there are. */
size_t env_add(char **env, size_t n, size_t max, char *const *more);

/* uart.c: opens the terminal /dev/NAME for bytes as they are, and for nobody else. -1: cannot. */
int uart_open(const char *name);

/* port.c */

/* Looks for the port when it is time, and says what there is to say. */
void port_say(struct guest *g, unsigned what);
/* What to poll for. fd -1: nothing. */
struct pollfd port_poll(const struct guest *g);
/* Reads what the host sent, and does it. */
void port_serve(struct guest *g, short revents);

/* init.c */
uint64_t clock_ns(void);  /* CLOCK_BOOTTIME */
void signals_reset(void); /* as a new program expects them */

#endif
