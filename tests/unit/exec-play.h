/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands over the channel, with the code of both ends. PID 1's runs the commands on the host. */
#ifndef JIFFY_TEST_EXEC_PLAY_H
#define JIFFY_TEST_EXEC_PLAY_H

#define GUEST_RUNS
#include <fcntl.h>
#include <sys/socket.h>

#include "base/strbuf.h"
#include "tests/unit/guest-port.h"
#include "tests/unit/test.h"
#include "vm/agent/exec.h"
#include "vm/agent/session.h"

#define LIMIT_NS (60 * NS_PER_SEC) /* only keeps the test from hanging */

struct fixture {
	struct guest *guest;
	struct loop *loop;
	struct channel *channel;
	struct session *session;
	struct exec *exec;
	struct exec_spec spec;
	int in[2], out[2], err[2]; /* pipes; the test's ends are in[1], out[0], err[0] */
	struct strbuf said, complained;
	uint64_t give_up;
	bool started, ended, patient; /* patient: does not read 'out' */
	int gone, signo;	      /* signo: sent when the first output comes */
	bool (*seen)(struct fixture *f);
	int go; /* gets a line once 'seen' is true */
	char *broken, *failed;
};

static void on_ready(void *arg, const struct wire_ready *r)
{
	struct fixture *f = arg;

	session_begin(f->session, f->channel);
}

static void on_broken(void *arg, const char *why)
{
	str_set(&((struct fixture *)arg)->broken, why);
}

static const char *on_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			    bool newer)
{
	return session_frame(((struct fixture *)arg)->session, h, payload, newer);
}

static bool on_room(void *arg)
{
	return session_room(((struct fixture *)arg)->session);
}

static void on_started(void *arg, const struct wire_started *s)
{
	((struct fixture *)arg)->started = true;
}

static void on_ended(void *arg)
{
	((struct fixture *)arg)->ended = true;
}

static void on_gone(void *arg, int signo)
{
	((struct fixture *)arg)->gone = signo;
}

static void on_failed(void *arg, const char *what, int errnum)
{
	struct fixture *f = arg;

	free(f->failed);
	f->failed = xasprintf("%s: %s", what, strerror(errnum));
}

static void setup(struct fixture *f)
{
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	*f = (struct fixture){.guest = xcalloc(1, sizeof(struct guest)), .loop = loop_new()};
	guest_complaints = 0;
	BUG_ON(pipe2(f->in, O_CLOEXEC) || pipe2(f->out, O_CLOEXEC) || pipe2(f->err, O_CLOEXEC));
	fcntl(f->in[1], F_SETFL, O_NONBLOCK);
	fcntl(f->out[0], F_SETFL, O_NONBLOCK);
	fcntl(f->err[0], F_SETFL, O_NONBLOCK);
	f->spec = (struct exec_spec){.in_fd = f->in[0], .out_fd = f->out[1], .err_fd = f->err[1]};
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	f->guest->port.fd = fds[0];
	f->session = session_new(&(struct session_hooks){on_ended, f});
	f->channel = channel_new(f->loop, fds[1],
				 &(struct channel_hooks){.ready = on_ready,
							 .broken = on_broken,
							 .frame = on_frame,
							 .room = on_room,
							 .arg = f});
}

static void teardown(struct fixture *f)
{
	int *const fds[] = {&f->in[0], &f->in[1], &f->out[0], &f->out[1], &f->err[0], &f->err[1]};

	session_free(f->session);
	channel_free(f->channel);
	loop_free(f->loop);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		cleanup_close(fds[i]);
	for (unsigned i = 0; f->guest->command.stream && i < RELAY_N; i++)
		relay_close(&f->guest->command, i);
	if (f->guest->port.fd)
		close(f->guest->port.fd);
	free(f->guest);
	free(f->broken);
	free(f->failed);
	sb_free(&f->said);
	sb_free(&f->complained);
}

static void guest_turn(struct fixture *f)
{
	struct pollfd fds[1 + RELAY_N] = {port_poll(f->guest)};
	int status;
	pid_t pid;

	guest_clock = now_ns();
	relay_poll(f->guest, fds + 1);
	if (poll(fds, ARRAY_SIZE(fds), 1) > 0) {
		relay_serve(f->guest, fds + 1);
		port_serve(f->guest, fds[0].revents);
	}
	port_say(f->guest, 0);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		command_reaped(f->guest, pid, status);
}

static void drain(int fd, struct strbuf *to)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		sb_addn(to, buf, (size_t)n);
}

static void on_turn(void *arg)
{
	struct fixture *f = arg;

	guest_turn(f);
	if (!f->patient)
		drain(f->out[0], &f->said);
	drain(f->err[0], &f->complained);
	if (f->signo && f->said.len) {
		CHECK(exec_signal(f->exec, f->signo));
		f->signo = 0;
	}
	if (f->seen && f->seen(f)) {
		CHECK_INT(write(f->go, "\n", 1), 1);
		f->seen = NULL;
	}
	if (f->ended || f->broken || now_ns() > f->give_up)
		loop_quit(f->loop);
	else
		loop_add_timer(f->loop, 0, on_turn, f);
}

static void begin(struct fixture *f, const char *const *argv)
{
	f->spec.argv = (char *const *)(uintptr_t)argv;
	f->exec = exec_new(f->loop, &f->spec,
			   &(struct exec_hooks){on_started, on_ended, on_gone, on_failed, f});
	session_add(f->session, exec_job(f->exec));
	port_say(f->guest, PORT_SAY_READY);
}

static void go_on(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	f->give_up = now_ns() + LIMIT_NS;
	loop_add_timer(f->loop, 0, on_turn, f);
	CHECK_OK(loop_run(f->loop, &e), &e);
}

static void play(struct fixture *f, const char *const *argv)
{
	begin(f, argv);
	go_on(f);
	CHECK(f->ended);
	CHECK_STR(f->broken, NULL);
	CHECK_INT(guest_complaints, 0);
}

#define PLAY(f, ...) play(f, (const char *const[]){__VA_ARGS__, NULL})

static void check_end(struct fixture *f, unsigned end, int value)
{
	const struct wire_exit *x = exec_end(f->exec);

	REQUIRE(x != NULL);
	CHECK_INT(x->end, end);
	CHECK_INT(x->value, value);
}

#endif
