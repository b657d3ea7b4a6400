/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several guests on one loop at the same time, played by tests/fake-qemu. */
#include <fcntl.h>
#include <signal.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/strbuf.h"
#include "test.h"
#include "vm/machine.h"

/* never changed, though not const */
#define TEXT(s) ((char *)(uintptr_t)(s))

enum { MOST = 8 };

struct guest {
	struct crew *crew;
	struct machine *machine; /* NULL: over */
	struct machine_io io;
	struct outcome out;
	struct err e;
	int result;
	char *argv[4]; /* of its command */
	int pipe[2];   /* of its stdout */
	struct strbuf said;
	struct loop_fd *watch;
};

struct crew {
	struct loop *loop;
	char *dir, *qemu;
	struct board board;
	struct target target;
	struct image image;
	struct machine_spec spec;
	struct guest guests[MOST];
	unsigned n, left, up; /* guests; those not over; those that printed something */
	int signo;	      /* sent to all once all are up; 0: none */
};

static void setup(struct crew *c)
{

	*c = (struct crew){.loop = loop_new()};
	signal(SIGPIPE, SIG_IGN);
	unsetenv("JIFFY_FAKE_QEMU_KICK");
	c->dir = temporary_dir("jiffy-test");
	c->qemu = path_join(getenv("SRCDIR"), "tests/fake-qemu");
	c->board = (struct board){
		.name = TEXT("fake"), .console = TEXT("ttyS0"), .virtio = TEXT("device")};
	c->target = (struct target){
		.name = TEXT("fake"), .boards = &c->board, .n_boards = 1, .pc = TEXT("RIP")};
	c->image = (struct image){.kernel = TEXT("/kernel"), .initramfs = TEXT("/initramfs")};
	c->spec = (struct machine_spec){.target = &c->target,
					.board = &c->board,
					.image = &c->image,
					.qemu = c->qemu,
					.memory = 256 << 20,
					.cpus = 1,
					.loglevel = 7,
					.agent_expected = true};
}

static void teardown(struct crew *c)
{
	struct err e = ERR_INIT;

	for (unsigned i = 0; i < c->n; i++) {
		struct guest *g = &c->guests[i];

		machine_free(g->machine);
		outcome_free(&g->out);
		err_free(&g->e);
		sb_free(&g->said);
		close(g->pipe[0]);
		close(g->pipe[1]);
		free(TEXT(g->io.rundir));
	}
	loop_free(c->loop);
	CHECK_OK(fs_remove(c->dir, &e), &e);
	free(c->dir);
	free(c->qemu);
}

static void signal_all(struct crew *c)
{
	for (unsigned i = 0; i < c->n; i++)
		if (c->guests[i].machine)
			machine_signal(c->guests[i].machine, c->signo);
}

static void on_said(void *arg, int fd, short revents)
{
	struct guest *g = arg;
	char buf[512];
	const bool first = !g->said.len;
	const ssize_t n = read(fd, buf, sizeof(buf));

	if (n <= 0)
		return;
	sb_addn(&g->said, buf, (size_t)n);
	if (first && ++g->crew->up == g->crew->n && g->crew->signo)
		signal_all(g->crew);
}

static void on_ended(void *arg, struct machine *m)
{
	struct guest *g = arg;

	CHECK(g->machine == m);
	g->result = machine_result(m, &g->e);
	machine_free(TAKE_PTR(g->machine)); /* from its own hook */
	loop_remove_fd(g->crew->loop, TAKE_PTR(g->watch));
	if (!--g->crew->left)
		loop_quit(g->crew->loop);
}

static struct guest *add(struct crew *c, const char *scenario, const char *word1, const char *word2)
{
	struct guest *g = &c->guests[c->n];
	const struct machine_hooks hooks = {on_ended, g};
	struct err e = ERR_INIT;

	*g = (struct guest){.crew = c, .argv = {TEXT(word1), TEXT(word2)}, .result = -2};
	BUG_ON(c->n++ == MOST);
	BUG_ON(pipe2(g->pipe, O_CLOEXEC | O_NONBLOCK));
	g->io = (struct machine_io){.in_fd = -1,
				    .out_fd = g->pipe[1],
				    .err_fd = -1,
				    .limits = {.run = 60 * NS_PER_SEC}};
	g->io.rundir = path_joinf(c->dir, "%u", c->n);
	if (word1)
		g->io.command = g->argv;
	if (str_eq(word2, "limit"))
		g->io.limits.run = 300 * NS_PER_MS;
	CHECK_OK(fs_mkdir_p(g->io.rundir, 0700, &e), &e);
	setenv("JIFFY_FAKE_QEMU", scenario, 1);
	g->watch = loop_add_fd(c->loop, g->pipe[0], POLLIN, on_said, g);
	g->machine = machine_start(c->loop, &c->spec, &g->io, &g->out, &hooks, &e);
	CHECK_OK(g->machine ? 0 : -1, &e);
	c->left += g->machine != NULL;
	return g;
}

static void run(struct crew *c)
{
	struct err e = ERR_INIT;

	CHECK_OK(loop_run(c->loop, &e), &e);
	CHECK_INT(c->left, 0);
}

TEST(each_has_its_own_end)
{
	static const struct {
		const char *scenario, *word1, *word2;
		const char *word;
		int status;
		const char *title;
	} cases[] = {
		{"boots-and-powers-off", NULL, NULL, "pass", 0, NULL},
		{"runs", "exits", "3", "fail", 3, NULL},
		{"runs", "dead", "limit", "timeout", 124, "it took longer than 0.3 s"},
		{"panic-before-init", NULL, NULL, "crash", 122,
		 "kernel panic: IO-APIC + timer doesn't work!"},
		{"runs", "signalled", "11", "fail", 121, "the command was killed by SIGSEGV"},
		{"killed", NULL, NULL, "vanished", 123, "'fake-qemu' was killed by SIGKILL"},
		{"runs", "exits", "0", "pass", 0, NULL},
		{"error", NULL, NULL, "host-error", 128, "'fake-qemu' exited with status 1"},
	};
	_cleanup_(teardown) struct crew c;

	setup(&c);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		add(&c, cases[i].scenario, cases[i].word1, cases[i].word2);
	run(&c);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct guest *g = &c.guests[i];
		const int before = test_failures;

		CHECK_OK(g->result, &g->e);
		CHECK_STR(outcome_name(g->out.word), cases[i].word);
		CHECK_INT(g->out.status, cases[i].status);
		CHECK_STR(g->out.title, cases[i].title);
		CHECK(g->out.times.end > 0);
		CHECK(fs_exists(g->out.console_log));
		if (test_failures > before)
			printf("# the guest '%s %s'\n", cases[i].scenario, cases[i].word1);
	}
}

/* Each command gets the first signal, and may survive it or not. */
TEST(a_signal_reaches_all)
{
	_cleanup_(teardown) struct crew c;
	struct guest *heeds[2], *shell;

	setup(&c);
	c.signo = SIGTERM;
	heeds[0] = add(&c, "runs", "heeds-signal", NULL);
	shell = add(&c, "shell", NULL, NULL);
	heeds[1] = add(&c, "runs", "heeds-signal", NULL);
	run(&c);
	for (size_t i = 0; i < 2; i++) {
		CHECK_OK(heeds[i]->result, &heeds[i]->e);
		CHECK_STR(sb_str(&heeds[i]->said), "up\ngot 15\n");
		CHECK_INT(heeds[i]->out.status, 9);
	}
	CHECK_INT(shell->result, -1);
	CHECK_INT(shell->e.kind, ERR_SIGNAL);
	CHECK_INT(shell->e.signo, SIGTERM);
	CHECK_STR(outcome_name(shell->out.word), "pass");
}

static void on_again(void *arg)
{
	signal_all(arg);
}

TEST(the_second_signal_kills_all)
{
	_cleanup_(teardown) struct crew c;

	setup(&c);
	c.signo = SIGINT;
	for (int i = 0; i < 3; i++)
		add(&c, "hangs", NULL, NULL);
	signal_all(&c);
	loop_add_timer(c.loop, 0, on_again, &c);
	run(&c);
	for (unsigned i = 0; i < c.n; i++) {
		CHECK_INT(c.guests[i].result, -1);
		CHECK_INT(c.guests[i].e.signo, SIGINT);
	}
}

/* Freeing one that runs does not affect the others. */
TEST(one_is_freed_while_it_runs)
{
	_cleanup_(teardown) struct crew c;
	struct guest *gone, *stays;

	setup(&c);
	gone = add(&c, "shell", NULL, NULL);
	stays = add(&c, "runs", "exits", "7");
	machine_free(TAKE_PTR(gone->machine));
	loop_remove_fd(c.loop, TAKE_PTR(gone->watch));
	c.left--;
	run(&c);
	CHECK_INT(gone->result, -2);
	CHECK_STR(stays->out.title, NULL);
	CHECK_INT(stays->out.status, 7);
}

TEST_MAIN()
