/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of the guest: it comes up, serves the host, and ends. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/base/process.h"
#include "guest/base/text.h"
#include "guest/channel/command.h"
#include "guest/channel/kmsg.h"
#include "guest/channel/memory.h"
#include "guest/channel/port.h"
#include "guest/files.h"
#include "guest/guest.h"
#include "guest/program/relay.h"
#include "guest/program/shell.h"
#include "guest/system/mount.h"
#include "guest/system/net.h"
#include "guest/system/share.h"
#include "guest/system/tty.h"
#include "wire/numbers.h"

/* How long to wait, at the end, for processes to exit and for the host to answer. */
#define GRACE_NS (200 * NS_PER_MS)

static volatile sig_atomic_t end_signal; /* the one that asked the guest to end */

static void on_signal(int signo)
{
	if (signo != SIGCHLD)
		end_signal = signo;
}

/* While records are known to be ready, there is nothing to wait for. */
static struct pollfd kmsg_poll(const struct guest *g)
{
	return (struct pollfd){
		.fd = g->kmsg.fd && !g->kmsg.ready && g->port.hello ? g->kmsg.fd : -1,
		.events = POLLIN,
	};
}

/* Waits for a signal, the host or the deadline (0: none), and serves the host. */
static void wait_for(struct guest *g, uint64_t deadline_ns)
{
	struct pollfd fds[2 + RELAY_N] = {port_poll(g), kmsg_poll(g)};
	const uint64_t command_ns = command_deadline(g);
	uint64_t now = clock_ns(), left;
	struct timespec t;
	sigset_t none;

	if (g->port.next_ns && (!deadline_ns || g->port.next_ns < deadline_ns))
		deadline_ns = g->port.next_ns;
	if (command_ns && (!deadline_ns || command_ns < deadline_ns))
		deadline_ns = command_ns;
	relay_poll(g, fds + 2);
	left = deadline_ns > now ? deadline_ns - now : 0;
	t.tv_sec = (time_t)(left / (1000 * NS_PER_MS));
	t.tv_nsec = (long)(left % (1000 * NS_PER_MS));
	sigemptyset(&none);
	if (ppoll(fds, ARRAY_SIZE(fds), deadline_ns ? &t : NULL, &none) > 0) {
		g->kmsg.ready |= fds[1].revents != 0;
		relay_serve(g, fds + 2);
		port_serve(g, fds[0].revents);
	}
	port_say(g, 0);
}

/* Reaps dead children; false when no process is left. */
static bool reap(struct guest *g)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		command_reaped(g, pid, status);
		if (pid != g->shell || g->bye.cause)
			continue;
		g->bye.cause = WIFSIGNALED(status) ? WIRE_SHELL_KILLED : WIRE_SHELL_ENDED;
		g->bye.status = WIFSIGNALED(status) ? wire_signal(WTERMSIG(status))
						    : (uint64_t)WEXITSTATUS(status);
	}
	return !pid;
}

/* Only the host knows what to run, and the agent cannot reach it. */
static bool is_lost(const struct guest *g)
{
	return g->exec && !g->port.fd && !g->port.next_ns;
}

/* Once the kernel's first records are sent, nothing that PID 1 does takes long. */
static void give_way_no_more(struct guest *g)
{
	if (g->giving_way && g->port.hello && !g->kmsg.ready && !g->port.out_len)
		g->giving_way = setpriority(PRIO_PROCESS, 0, 0) != 0;
}

/* Runs until there is a reason to end. */
static void serve(struct guest *g)
{
	while (!g->bye.cause) {
		give_way_no_more(g);
		if (is_lost(g) && !g->port.hello)
			text_complain("no channel to the host on",
				      *g->port.uart ? g->port.uart : WIRE_PORT, 0);
		if (!is_lost(g))
			wait_for(g, 0);
		reap(g);
		if (!g->bye.cause && end_signal) {
			g->bye.cause = WIRE_SIGNALLED;
			g->bye.status = wire_signal(end_signal);
		} else if (!g->bye.cause && (g->port.asked || is_lost(g))) {
			g->bye.cause = WIRE_ASKED;
		}
	}
}

/* Waits briefly until no process is left and the host has the BYE. False: some are left. */
static bool wait_for_end(struct guest *g)
{
	const uint64_t deadline = clock_ns() + GRACE_NS;
	bool left;

	while ((left = reap(g)) || (g->port.fd && !g->port.acked)) {
		if (clock_ns() >= deadline)
			break;
		wait_for(g, deadline);
	}
	return !left;
}

/* An interactive shell ignores SIGTERM; a stopped process reacts only to SIGCONT. */
static void end_processes(struct guest *g)
{
	static const int hints[] = {SIGTERM, SIGHUP, SIGCONT};

	for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
		kill(-1, hints[i]);
	if (wait_for_end(g))
		return;
	kill(-1, SIGKILL);
	wait_for_end(g);
}

/*
 * A restart comes first: it needs no ACPI, and QEMU's -no-reboot makes QEMU exit on it. The others
 * are for machines that cannot restart.
 */
static _Noreturn void end_machine(void)
{
	static const int ways[] = {RB_AUTOBOOT, RB_POWER_OFF, RB_HALT_SYSTEM};

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		reboot(ways[i]);
	for (;;)
		pause();
}

/*
 * Prints "Boot took 0.21 seconds". For a user's terminal, turns line wrap on again, which a PC's
 * firmware turns off.
 */
static void tell_boot_time(const struct guest *g)
{
	const uint64_t hundredths = clock_ns() / (10 * NS_PER_MS);
	char line[128], seconds[24], rest[24], term[32];

	text_join(line, sizeof(line),
		  text_word(g->cmdline, "jiffy.term", "", term, sizeof(term)) ? "\033[?7h" : "",
		  "Boot took ", text_number(seconds, hundredths / 100, 1), ".",
		  text_number(rest, hundredths % 100, 2), " seconds\n", NULL);
	if (write(g->tty >= 0 ? g->tty : 2, line, strlen(line)) < 0)
		text_complain("cannot write to", g->tty_name, errno);
}

/*
 * The kernel opens /dev/console three times for PID 1, or not at all if the archive lacks it.
 */
static void open_stdio(void)
{
	if (fcntl(0, F_GETFD) >= 0)
		return;
	for (int fd = -1; fd < 2;) {
		fd = open("/dev/console", O_RDWR | O_NOCTTY);
		if (fd < 0)
			fd = open("/", O_RDONLY);
		if (fd < 0)
			return;
	}
}

static void set_hostname(const struct guest *g)
{
	char name[65];

	if (text_word(g->cmdline, "jiffy.hostname", "", name, sizeof(name)) &&
	    sethostname(name, strlen(name)))
		text_complain("cannot set the host name", name, errno);
}

static void start_shell(struct guest *g)
{
	if (g->bye.cause)
		return;
	tty_find(g);
	tell_boot_time(g);
	shell_start(g);
	if (!g->bye.cause)
		g->port.to_say |= PORT_SAY_PROMPT;
}

/* Whether the kernel unpacked the archive to its end. Before devtmpfs covers the seal. */
static bool is_sealed(void)
{
	char text[16];

	text_read(WIRE_SEAL, text, sizeof(text));
	return !strcmp(text, WIRE_SEALED);
}

/* On half a root, nothing runs: it would fail for reasons that have nothing to do with it. */
static void refuse_root(struct guest *g)
{
	text_complain("the kernel unpacked only a part of the initramfs: it lacks", WIRE_SEAL, 0);
	g->bye.cause = WIRE_BAD_ROOT;
}

/* Does not wait for the host: the user is waiting for the prompt. */
static void start(struct guest *g)
{
	g->tty = -1;
	if (g->exec || g->bye.cause)
		port_say(g, PORT_SAY_READY);
	if (g->bye.cause)
		return;
	set_hostname(g);
	net_up();
	share_mount_all(g);
	if (g->exec)
		return;
	start_shell(g);
	port_say(g, PORT_SAY_READY);
}

int main(int argc, char **argv, char **env)
{
	static struct guest g;
	bool sealed;
	char exec[2];

	g.init_ns = clock_ns();
	if (getpid() != 1)
		return files_main(argc, argv);
	signals_catch(on_signal);
	reboot(RB_DISABLE_CAD);
	sealed = is_sealed();
	mount_all();
	open_stdio();
	text_read("/proc/cmdline", g.cmdline, sizeof(g.cmdline));
	g.port.next_ns = g.init_ns;
	kmsg_open(&g.kmsg);
	g.env = (const char *const *)env;
	g.exec = text_word(g.cmdline, "jiffy.exec", "", exec, sizeof(exec));
	text_word(g.cmdline, "jiffy.uart", "/", g.port.uart, sizeof(g.port.uart));
	if (!sealed)
		refuse_root(&g);
	start(&g);
	serve(&g);
	memory_read(&g.bye.memory);
	port_say(&g, PORT_SAY_BYE);
	end_processes(&g);
	mount_end();
	end_machine();
}
