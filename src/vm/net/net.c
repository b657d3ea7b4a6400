/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/net/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/file/path.h"
#include "base/process/landlock.h"
#include "base/process/proc-call.h"
#include "vm/net/frame.h"
#include "vm/net/route.h"
#include "vm/net/slirp.h"

#define LENGTH	     4		 /* bytes before each frame */
#define FRAME_MAX    (64 * 1024) /* the guest's card sends at most 1514 bytes */
#define INPUT_MAX    (4 * (LENGTH + FRAME_MAX))
#define RESOLV_CONF  "/etc/resolv.conf"
#define CONFIG	     1 /* of struct SlirpConfig: its first version has all that is set here */
#define PREFIX6_BITS 64

/* One of libslirp's. It makes one or none. */
struct timer {
	struct timer *next;
	SlirpTimerCb call;
	void *arg;
	int64_t due_ms; /* on CLOCK_MONOTONIC; -1: never */
};

struct net {
	struct slirp lib;
	Slirp *stack;
	bool host_loopback;
	int fd, route_fd, ruleset, null_fd;
	struct timer *timers;
	struct pollfd *polled; /* 0: fd */
	size_t n_polled;
	uint8_t input[INPUT_MAX];
	size_t n_input;
};

/* --- libslirp's side */

/* If QEMU is slow, so is the network. */
static ssize_t send_frame(const void *frame, size_t n, void *arg)
{
	struct net *net = arg;
	uint32_t length = htonl((uint32_t)n);
	struct iovec v[] = {{&length, LENGTH}, {(void *)(uintptr_t)frame, n}};
	struct msghdr m = {.msg_iov = v, .msg_iovlen = ARRAY_SIZE(v)};
	size_t left = LENGTH + n;

	while (left) {
		ssize_t sent = sendmsg(net->fd, &m, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			_exit(0); /* QEMU has ended */
		left -= (size_t)sent;
		for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
			size_t done = (size_t)sent < v[i].iov_len ? (size_t)sent : v[i].iov_len;

			v[i].iov_base = (char *)v[i].iov_base + done;
			v[i].iov_len -= done;
			sent -= (ssize_t)done;
		}
	}
	return (ssize_t)n;
}

static int64_t clock_ns(void *arg)
{
	return (int64_t)now_ns();
}

static int64_t clock_ms(void)
{
	return (int64_t)(now_ns() / NS_PER_MS);
}

static void *timer_new(SlirpTimerCb call, void *call_arg, void *arg)
{
	struct net *net = arg;
	struct timer *t = xcalloc(1, sizeof(*t));

	*t = (struct timer){net->timers, call, call_arg, -1};
	net->timers = t;
	return t;
}

static void timer_free(void *timer, void *arg)
{
	struct net *net = arg;
	struct timer **at = &net->timers;

	while (*at != timer)
		at = &(*at)->next;
	*at = (*at)->next;
	free(timer);
}

static void timer_mod(void *timer, int64_t due_ms, void *arg)
{
	((struct timer *)timer)->due_ms = due_ms;
}

static void guest_error(const char *text, void *arg)
{
}
static void no_fd(int fd, void *arg)
{
}
static void no_notice(void *arg)
{
}

static const SlirpCb callbacks = {
	.send_packet = send_frame,
	.guest_error = guest_error,
	.clock_get_ns = clock_ns,
	.timer_new = timer_new,
	.timer_free = timer_free,
	.timer_mod = timer_mod,
	.register_poll_fd = no_fd,
	.unregister_poll_fd = no_fd,
	.notify = no_notice,
};

static struct in_addr address4(uint32_t address)
{
	return (struct in_addr){htonl(address)};
}

static struct in6_addr address6(const char *text)
{
	struct in6_addr a;
	int bad = inet_pton(AF_INET6, text, &a) != 1;

	BUG_ON(bad);
	return a;
}

static void create_stack(struct net *net)
{
	const SlirpConfig config = {
		.version = CONFIG,
		.in_enabled = true,
		.vnetwork = address4(FRAME_NETWORK),
		.vnetmask = address4(FRAME_NETMASK),
		.vhost = address4(FRAME_GATEWAY),
		.vdhcp_start = address4(FRAME_GUEST),
		.vnameserver = address4(FRAME_DNS),
		.in6_enabled = true,
		.vprefix_addr6 = address6(FRAME_NETWORK6),
		.vprefix_len = PREFIX6_BITS,
		.vhost6 = address6(FRAME_GATEWAY6),
		.vnameserver6 = address6(FRAME_DNS6),
		.disable_host_loopback = !net->host_loopback,
	};

	net->stack = net->lib.create(&config, &callbacks, net);
	if (!net->stack)
		_exit(1);
}

/* --- the guest's side */

static enum frame_place where(void *arg, int family, const void *address)
{
	return route_place(((struct net *)arg)->route_fd, family, address);
}

static void take_frame(struct net *net, const uint8_t *frame, size_t n)
{
	uint8_t refusal[FRAME_REFUSAL_MAX];
	enum frame_verdict verdict =
		net->host_loopback ? FRAME_PASS : frame_judge(frame, n, where, net);

	if (verdict == FRAME_PASS) {
		net->lib.input(net->stack, frame, (int)n);
	} else if (verdict == FRAME_REFUSE) {
		n = frame_refusal(frame, n, refusal);
		if (n)
			send_frame(refusal, n, net);
	}
}

static void take_input(struct net *net)
{
	ssize_t n = recv(net->fd, net->input + net->n_input, sizeof(net->input) - net->n_input,
			 MSG_DONTWAIT);
	size_t at = 0;

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		_exit(0); /* QEMU has ended */
	net->n_input += (size_t)n;
	while (net->n_input - at >= LENGTH) {
		uint32_t length;

		memcpy(&length, net->input + at, LENGTH);
		length = ntohl(length);
		if (length > FRAME_MAX)
			_exit(1);
		if (net->n_input - at < LENGTH + length)
			break;
		take_frame(net, net->input + at + LENGTH, length);
		at += LENGTH + length;
	}
	net->n_input -= at;
	memmove(net->input, net->input + at, net->n_input);
}

/* --- the loop */

static int add_poll(int fd, int events, void *arg)
{
	struct net *net = arg;

	net->polled = xrealloc(net->polled, net->n_polled + 1, sizeof(*net->polled));
	net->polled[net->n_polled] = (struct pollfd){
		.fd = fd,
		.events = (short)((events & SLIRP_POLL_IN ? POLLIN : 0) |
				  (events & SLIRP_POLL_OUT ? POLLOUT : 0) |
				  (events & SLIRP_POLL_PRI ? POLLPRI : 0)),
	};
	return (int)net->n_polled++;
}

static int polled_events(int i, void *arg)
{
	const short r = ((struct net *)arg)->polled[i].revents;

	return (r & POLLIN ? SLIRP_POLL_IN : 0) | (r & POLLOUT ? SLIRP_POLL_OUT : 0) |
	       (r & POLLPRI ? SLIRP_POLL_PRI : 0) | (r & POLLERR ? SLIRP_POLL_ERR : 0) |
	       (r & POLLHUP ? SLIRP_POLL_HUP : 0);
}

/* How long poll() may wait, at most 'ms' (UINT32_MAX: for ever). */
static int wait_ms(const struct net *net, uint32_t ms)
{
	int64_t least = ms == UINT32_MAX ? INT32_MAX : (int64_t)ms;

	for (const struct timer *t = net->timers; t; t = t->next)
		if (t->due_ms >= 0 && t->due_ms - clock_ms() < least)
			least = t->due_ms - clock_ms();
	return least < 0 ? 0 : least >= INT32_MAX ? -1 : (int)least;
}

static void fire_timers(struct net *net)
{
	for (struct timer *t = net->timers, *next; t; t = next) {
		next = t->next;
		if (t->due_ms < 0 || t->due_ms > clock_ms())
			continue;
		t->due_ms = -1;
		t->call(t->arg);
	}
}

static void serve_once(struct net *net)
{
	uint32_t timeout = UINT32_MAX;
	int n;

	net->n_polled = 0;
	add_poll(net->fd, SLIRP_POLL_IN, net);
	net->lib.fill(net->stack, &timeout, add_poll, net);
	n = poll(net->polled, net->n_polled, wait_ms(net, timeout));
	if (n < 0 && errno != EINTR)
		_exit(1);
	net->lib.poll(net->stack, n < 0, polled_events, net);
	if (n > 0 && net->polled[0].revents)
		take_input(net);
	fire_timers(net);
}

/*
 * In the child. Messages are dropped, since a guest could fill the disk with them. A descriptor 2
 * of libslirp's own would get GLib's messages.
 */
static int serve(void *arg)
{
	struct net *net = arg;

	for (int i = 0; i < 3; i++)
		if (dup2(net->null_fd, i) < 0)
			return 1;
	prctl(PR_SET_NAME, "jiffy-net");
	signal(SIGPIPE, SIG_IGN);
	create_stack(net);
	if (net->ruleset >= 0 && landlock_enter(net->ruleset) < 0)
		return 1;
	for (;;)
		serve_once(net);
}

/* --- its start */

/* Where resolv.conf is a link, its folder, too: the file there is replaced now and then. */
static int allow_resolver(int ruleset, struct err *e)
{
	_cleanup_free_ char *real = realpath(RESOLV_CONF, NULL), *dir = NULL;

	if (!real)
		return 0;
	dir = path_dirname(real);
	return landlock_allow(ruleset, str_eq(dir, "/etc") ? real : dir, LANDLOCK_READ, e);
}

static int prepare(struct net *net, struct err *e)
{
	if (slirp_load(&net->lib, e))
		return -1;
	net->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (net->null_fd < 0)
		return err_errno(e, errno, "cannot open '/dev/null'");
	net->route_fd = route_open(e);
	if (net->route_fd < 0)
		return -1;
	if (!landlock_abi())
		return 0;
	net->ruleset =
		landlock_ruleset(LANDLOCK_NO_LISTEN | LANDLOCK_NO_OTHERS | LANDLOCK_NO_ABSTRACT, e);
	return net->ruleset < 0 ? -1 : allow_resolver(net->ruleset, e);
}

int net_check(struct err *e)
{
	struct slirp unused;

	return slirp_load(&unused, e);
}

int net_start(int fd, bool host_loopback, struct err *e)
{
	struct net *net = xcalloc(1, sizeof(*net));
	int r;

	net->host_loopback = host_loopback;
	net->fd = fd;
	net->route_fd = net->ruleset = net->null_fd = -1;
	r = prepare(net, e);
	if (r == 0) {
		const int keep[] = {net->fd, net->route_fd, net->ruleset, net->null_fd};

		r = proc_detach(serve, net, keep, ARRAY_SIZE(keep), e);
	}
	cleanup_close(&net->route_fd);
	cleanup_close(&net->ruleset);
	cleanup_close(&net->null_fd);
	free(net);
	return r;
}
