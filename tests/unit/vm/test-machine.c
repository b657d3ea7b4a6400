/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every way in which a guest can end, played by tests/fake-qemu. */
#include <fcntl.h>
#include <signal.h>
#include <termios.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/strbuf.h"
#include "test.h"
#include "vm/machine.h"

/* never changed, though not const */
#define TEXT(s) ((char *)(uintptr_t)(s))

static int interrupt_pipe[2];
static volatile sig_atomic_t terminal = -1; /* closed when the guest waits */

/* The fake QEMU sends us a signal when its guest waits for our move. */
static void on_kick(int signo)
{
	unsigned char byte = SIGTERM;

	if (terminal >= 0)
		close(terminal);
	else if (write(interrupt_pipe[1], &byte, 1) < 0)
		_exit(1);
}

struct life {
	struct machine_io io;
	bool own_init;
	struct outcome out;
	struct err e;
	int result;
	struct strbuf console;
	char *dir;
};

static struct life new_life(void)
{
	struct life l = {.io = {.in_fd = -1, .out_fd = -1}};

	if (pipe2(interrupt_pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		abort();
	l.dir = temporary_dir("jiffy-test");
	l.io.rundir = l.dir;
	terminal = -1;
	unsetenv("JIFFY_FAKE_QEMU_KICK");
	return l;
}

static void on_ended(void *arg, struct machine *m)
{
	loop_quit(arg);
}

static void on_interrupt(void *arg, int fd, short revents)
{
	unsigned char signo;

	if (read(fd, &signo, 1) == 1)
		machine_signal(arg, signo);
}

static void live(struct life *l, const struct machine_spec *spec)
{
	struct loop *loop = loop_new();
	const struct machine_hooks hooks = {on_ended, loop};
	struct machine *m = machine_start(loop, spec, &l->io, &l->out, &hooks, &l->e);

	l->result = -1;
	if (m) {
		loop_add_fd(loop, interrupt_pipe[0], POLLIN, on_interrupt, m);
		l->result = loop_run(loop, &l->e);
		if (l->result == 0)
			l->result = machine_result(m, &l->e);
	}
	machine_free(m);
	loop_free(loop);
}

static void play(struct life *l, const char *scenario)
{
	_cleanup_free_ char *qemu = path_join(getenv("SRCDIR"), "tests/fake-qemu");
	struct board board = {
		.name = TEXT("fake"), .console = TEXT("ttyS0"), .virtio = TEXT("device")};
	struct target target = {.name = TEXT("fake"), .boards = &board, .n_boards = 1};
	struct image image = {.kernel = TEXT("/kernel, and more"), .initramfs = TEXT("/initramfs")};
	struct machine_spec spec = {.target = &target,
				    .board = &board,
				    .image = &image,
				    .qemu = qemu,
				    .memory = 256 << 20,
				    .cpus = 1,
				    .loglevel = 7,
				    .agent_expected = !l->own_init,
				    .interactive = true};
	struct sigaction kick = {.sa_handler = on_kick, .sa_flags = SA_RESTART};

	sigaction(SIGUSR1, &kick, NULL);
	signal(SIGPIPE, SIG_IGN);
	setenv("JIFFY_FAKE_QEMU", scenario, 1);
	live(l, &spec);
	if (l->out.console_log && fs_exists(l->out.console_log))
		fs_read(l->out.console_log, &l->console, &l->e);
}

static void kick(void)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", SIGUSR1);
	setenv("JIFFY_FAKE_QEMU_KICK", number, 1);
}

static void end_life(struct life *l)
{
	struct err e = ERR_INIT;

	close(interrupt_pipe[0]);
	close(interrupt_pipe[1]);
	fs_remove(l->dir, &e);
	err_free(&e);
	free(l->dir);
	sb_free(&l->console);
	outcome_free(&l->out);
	err_free(&l->e);
}

#define _cleanup_life_ _cleanup_(end_life)

TEST(boots_and_powers_off)
{
	_cleanup_life_ struct life l = new_life();

	play(&l, "boots-and-powers-off");
	CHECK_OK(l.result, &l.e);
	CHECK_STR(outcome_name(l.out.word), "pass");
	CHECK_INT(l.out.status, 0);
	CHECK_STR(l.out.title, NULL);
	CHECK_CONTAINS(sb_str(&l.console), "Linux version");
	CHECK_CONTAINS(sb_str(&l.console), "console=ttyS0 loglevel=7");
	CHECK_CONTAINS(sb_str(&l.console), "Restarting system");
	CHECK(l.out.times.kernel > 0);
	CHECK(l.out.times.init >= l.out.times.kernel);
	CHECK(l.out.times.prompt >= l.out.times.init);
	CHECK(l.out.times.end > 0);
	CHECK_INT(l.out.memory.total, 250 << 20);
	CHECK_INT(l.out.memory.available, 240 << 20);
	CHECK_INT(l.out.memory.kernel, 4 << 20);
	CHECK_INT(l.out.memory.free, 238 << 20);
	CHECK_INT(l.out.memory.slab, 3 << 20);
	CHECK_INT(l.out.memory.stacks, 256 << 10);
	CHECK_INT(l.out.memory.tables, 64 << 10);
	CHECK_INT(l.out.memory.files, 2 << 20);
	CHECK_INT(l.out.memory.processes, 96 << 10);
	CHECK_INT(l.out.memory.machine, 256 << 20);
	CHECK(l.out.times.qemu && l.out.times.zero);
}

/* Ends that need only a scenario. */
static const struct {
	const char *scenario;
	bool own_init;
	const char *word;
	int status;
	const char *title, *tail;
} lives[] = {
	{"own-init", true, "pass", 0, NULL, NULL},
	{"panic-before-init", false, "crash", 122, "kernel panic: IO-APIC + timer doesn't work!",
	 "panic+0x102"},
	{"panic-before-init", true, "crash", 122, "kernel panic: IO-APIC + timer doesn't work!",
	 "panic+0x102"},
	{"half-root", false, "bad-root", 123,
	 "the kernel could not unpack the initramfs: write error",
	 "Initramfs unpacking failed: write error"},
	{"half-root-of-own-init", true, "bad-root", 123,
	 "the kernel could not unpack the initramfs: write error",
	 "Initramfs unpacking failed: write error"},
	{"oops", false, "crash", 122, "NULL pointer dereference", "Fatal exception"},
	{"silent", false, "no-boot", 123, "the guest reset itself before the kernel said a word",
	 NULL},
	{"silent", true, "no-boot", 123, "the guest reset itself before the kernel said a word",
	 NULL},
	{"vanishes", false, "vanished", 123, "the guest reset itself without saying goodbye",
	 "Boot took"},
	{"killed", false, "vanished", 123, "'fake-qemu' was killed by SIGKILL", "Boot took"},
	{"terminated", false, "vanished", 123, "'fake-qemu' was ended by SIGTERM", "Boot took"},
	{"qmp-garbage", false, "pass", 0, NULL, NULL},
	{"error", false, "host-error", 128, "'fake-qemu' exited with status 1",
	 "qemu: -bogus: invalid option"},
};

TEST(every_end)
{
	for (size_t i = 0; i < ARRAY_SIZE(lives); i++) {
		_cleanup_life_ struct life l = new_life();
		int before = test_failures;

		l.own_init = lives[i].own_init;
		play(&l, lives[i].scenario);
		CHECK_OK(l.result, &l.e);
		CHECK_STR(outcome_name(l.out.word), lives[i].word);
		CHECK_INT(l.out.status, lives[i].status);
		CHECK_STR(l.out.title, lives[i].title);
		if (lives[i].tail)
			CHECK_CONTAINS(l.out.tail, lives[i].tail);
		else
			CHECK_STR(l.out.tail, NULL);
		if (test_failures > before)
			printf("# in the life '%s'\n", lives[i].scenario);
	}
}

TEST(qemu_that_is_not_there)
{
	struct board board = {.console = TEXT("ttyS0"), .virtio = TEXT("device")};
	struct image image = {.kernel = TEXT("k")};
	struct machine_spec spec = {.board = &board, .image = &image, .qemu = "/nonexistent/qemu"};
	_cleanup_life_ struct life l = new_life();

	live(&l, &spec);
	CHECK_INT(l.result, -1);
	CHECK_CONTAINS(l.e.msg, "cannot run '/nonexistent/qemu'");
	CHECK_INT(l.out.status, 128);
}

TEST(a_pipe_is_typed_once_the_shell_runs)
{
	_cleanup_life_ struct life l = new_life();
	int in[2];

	REQUIRE(pipe(in) == 0);
	REQUIRE(write(in[1], "hello \001x\nexit\n", 15) == 15);
	close(in[1]);
	l.io.in_fd = in[0];
	play(&l, "shell");
	close(in[0]);
	CHECK_OK(l.result, &l.e);
	CHECK_STR(outcome_name(l.out.word), "pass");
	/* it comes after the prompt, and its Ctrl-a is not for QEMU */
	CHECK_CONTAINS(sb_str(&l.console), "/ # hello ^Ax");
}

static int open_terminal(int *master)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*master < 0 || grantpt(*master) < 0 || unlockpt(*master) < 0)
		return -1;
	return open(ptsname(*master), O_RDWR | O_NOCTTY | O_CLOEXEC);
}

TEST(ctrl_a_x_leaves_and_the_terminal_is_as_before)
{
	_cleanup_life_ struct life l = new_life();
	struct termios before, after;
	int master, tty = open_terminal(&master);

	REQUIRE(tty >= 0);
	tcgetattr(tty, &before);
	REQUIRE(write(master, "\001x\n", 3) == 3);
	l.io.in_fd = l.io.out_fd = tty;
	l.io.raw = true;
	play(&l, "shell");
	tcgetattr(tty, &after);
	CHECK_OK(l.result, &l.e);
	CHECK_STR(outcome_name(l.out.word), "pass");
	CHECK_CONTAINS(sb_str(&l.console), "QEMU: Terminated");
	CHECK_INT(after.c_lflag, before.c_lflag);
	CHECK_INT(after.c_iflag, before.c_iflag);
	CHECK_INT(after.c_oflag, before.c_oflag);
	close(tty);
	close(master);
}

TEST(a_terminal_that_goes_away_ends_the_guest)
{
	_cleanup_life_ struct life l = new_life();
	int master, tty = open_terminal(&master);

	REQUIRE(tty >= 0);
	l.io.in_fd = l.io.out_fd = tty;
	l.io.raw = true;
	terminal = master;
	kick();
	play(&l, "shell");
	CHECK_INT(l.result, -1);
	CHECK_INT(l.e.kind, ERR_SIGNAL);
	CHECK_INT(l.e.signo, SIGHUP);
	close(tty);
}

TEST(a_reader_that_goes_away_ends_the_guest)
{
	_cleanup_life_ struct life l = new_life();
	int out[2];

	REQUIRE(pipe2(out, O_CLOEXEC) == 0);
	close(out[0]);
	l.io.out_fd = out[1];
	play(&l, "shell");
	CHECK_INT(l.result, -1);
	CHECK_INT(l.e.signo, SIGPIPE);
	close(out[1]);
}

TEST(a_signal_powers_the_guest_off)
{
	_cleanup_life_ struct life l = new_life();

	kick();
	play(&l, "shell");
	CHECK_INT(l.result, -1);
	CHECK_INT(l.e.kind, ERR_SIGNAL);
	CHECK_INT(l.e.signo, SIGTERM);
	CHECK_STR(outcome_name(l.out.word), "pass");
}

TEST(a_guest_that_stays_after_its_goodbye_is_ended_by_qmp)
{
	_cleanup_life_ struct life l = new_life();

	play(&l, "stays-after-bye");
	CHECK_OK(l.result, &l.e);
	CHECK_STR(outcome_name(l.out.word), "pass");
}

TEST(every_step_of_the_ladder)
{
	_cleanup_life_ struct life l = new_life();

	kick();
	play(&l, "hangs");
	CHECK_INT(l.result, -1);
	CHECK_INT(l.e.signo, SIGTERM);
	CHECK_STR(outcome_name(l.out.word), "pass");
}

TEST(the_second_signal_kills_at_once)
{
	_cleanup_life_ struct life l = new_life();

	REQUIRE(write(interrupt_pipe[1], "\002\002", 2) == 2);
	play(&l, "hangs");
	CHECK_INT(l.result, -1);
	CHECK_INT(l.e.signo, SIGINT);
}

TEST(a_flood_is_kept_whole)
{
	_cleanup_life_ struct life l = new_life();
	_cleanup_free_ char *path = path_join(l.dir, "out");
	_cleanup_sb_ struct strbuf out = {0};

	l.io.out_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	play(&l, "floods");
	close(l.io.out_fd);
	CHECK_OK(l.result, &l.e);
	CHECK_CONTAINS(sb_str(&l.console), "line 000000 of");
	CHECK_CONTAINS(sb_str(&l.console), "line 019999 of");
	CHECK_OK(fs_read(path, &out, &l.e), &l.e);
	CHECK_INT(out.len, l.console.len);
	CHECK_STR(sb_str(&out), sb_str(&l.console));
}

TEST_MAIN()
