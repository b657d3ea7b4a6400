/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>

#include "base/loop.h"
#include "base/strbuf.h"
#include "test.h"

/* The argument of every callback here. */
struct fixture {
	struct loop *l;
	struct strbuf seen;
	int a[2], b[2]; /* pipes */
	struct loop_fd *fa, *fb;
	struct loop_timer *timer;
};

static void set_up(struct fixture *f)
{
	*f = (struct fixture){.l = loop_new()};
	if (pipe2(f->a, O_CLOEXEC | O_NONBLOCK) < 0 || pipe2(f->b, O_CLOEXEC | O_NONBLOCK) < 0)
		abort();
}

static void tear_down(struct fixture *f)
{
	loop_free(f->l);
	sb_free(&f->seen);
	for (int i = 0; i < 2; i++) {
		cleanup_close(&f->a[i]);
		cleanup_close(&f->b[i]);
	}
}

static void put(int fd)
{
	if (write(fd, "x", 1) != 1)
		abort();
}

static void run(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(loop_run(f->l, &e), &e);
}

TEST(nothing_registered)
{
	struct fixture f;

	set_up(&f);
	run(&f);
	tear_down(&f);
	loop_free(NULL);
}

static void on_read(void *arg, int fd, short revents)
{
	struct fixture *f = arg;
	char c;

	if (read(fd, &c, 1) == 1) {
		sb_addc(&f->seen, 'r');
		return;
	}
	sb_addc(&f->seen, revents & POLLHUP ? 'h' : '?');
	loop_remove_fd(f->l, f->fa);
}

TEST(data_then_hangup_then_the_end)
{
	struct fixture f;

	set_up(&f);
	put(f.a[1]);
	put(f.a[1]);
	close(TAKE_FD(f.a[1]));
	f.fa = loop_add_fd(f.l, f.a[0], POLLIN, on_read, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "rrh");
	tear_down(&f);
}

static void say_a(void *arg)
{
	sb_addc(&((struct fixture *)arg)->seen, 'a');
}

static void say_b(void *arg)
{
	sb_addc(&((struct fixture *)arg)->seen, 'b');
}

static void say_c(void *arg)
{
	sb_addc(&((struct fixture *)arg)->seen, 'c');
}

TEST(timers_run_by_time_then_by_age)
{
	struct fixture f;

	set_up(&f);
	loop_add_timer(f.l, 2 * NS_PER_MS, say_c, &f);
	loop_add_timer(f.l, 0, say_a, &f);
	loop_add_timer(f.l, NS_PER_MS, say_b, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "abc");
	tear_down(&f);
}

static void remove_other_timer(void *arg)
{
	struct fixture *f = arg;

	say_a(f);
	loop_remove_timer(f->l, f->timer);
	loop_remove_timer(f->l, NULL);
}

TEST(removed_timer_does_not_run)
{
	struct fixture f;

	set_up(&f);
	loop_add_timer(f.l, 0, remove_other_timer, &f);
	f.timer = loop_add_timer(f.l, 0, say_b, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "a");
	tear_down(&f);
}

static void again(void *arg)
{
	struct fixture *f = arg;

	say_a(f);
	if (f->seen.len < 5)
		loop_add_timer(f->l, 0, again, f);
}

TEST(timer_adds_itself_again)
{
	struct fixture f;

	set_up(&f);
	loop_add_timer(f.l, 0, again, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "aaaaa");
	tear_down(&f);
}

static void endless(void *arg)
{
	struct fixture *f = arg;

	loop_add_timer(f->l, 0, endless, f);
}

TEST(timers_do_not_starve_descriptors)
{
	struct fixture f;

	set_up(&f);
	put(f.a[1]);
	close(TAKE_FD(f.a[1]));
	loop_add_timer(f.l, UINT64_MAX, say_c, &f); /* never due */
	f.fa = loop_add_fd(f.l, f.a[0], POLLIN, on_read, &f);
	loop_add_timer(f.l, 0, endless, &f);
	f.timer = loop_add_timer(f.l, 50 * NS_PER_MS, (loop_timer_fn)loop_quit, f.l);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "rh");
	tear_down(&f);
}

static void remove_both(void *arg, int fd, short revents)
{
	struct fixture *f = arg;

	sb_addc(&f->seen, fd == f->a[0] ? 'a' : 'b');
	loop_remove_fd(f->l, f->fa);
	loop_remove_fd(f->l, f->fb);
	loop_remove_fd(f->l, NULL);
}

TEST(removed_descriptor_is_not_called)
{
	struct fixture f;

	set_up(&f);
	put(f.a[1]);
	put(f.b[1]);
	f.fa = loop_add_fd(f.l, f.a[0], POLLIN, remove_both, &f);
	f.fb = loop_add_fd(f.l, f.b[0], POLLIN, remove_both, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "a");
	tear_down(&f);
}

/*
 * The first callback replaces the second descriptor with one of the same number that has nothing to
 * read.
 */
static void replace_b(void *arg, int fd, short revents)
{
	struct fixture *f = arg;
	int fresh[2];

	say_a(f);
	loop_remove_fd(f->l, f->fa);
	loop_remove_fd(f->l, f->fb);
	if (pipe2(fresh, O_CLOEXEC | O_NONBLOCK) < 0 || dup2(fresh[0], f->b[0]) < 0)
		abort();
	close(fresh[0]);
	close(fresh[1]);
	f->fa = loop_add_fd(f->l, f->b[0], POLLIN, on_read, f);
}

TEST(reused_descriptor_gets_its_own_events)
{
	struct fixture f;

	set_up(&f);
	put(f.a[1]);
	put(f.b[1]);
	f.fa = loop_add_fd(f.l, f.a[0], POLLIN, replace_b, &f);
	f.fb = loop_add_fd(f.l, f.b[0], POLLIN, remove_both, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "ah");
	tear_down(&f);
}

static void on_write(void *arg, int fd, short revents)
{
	struct fixture *f = arg;

	CHECK(revents & POLLOUT);
	sb_addc(&f->seen, 'w');
	put(fd);
	loop_fd_events(f->fb, 0);
	close(TAKE_FD(f->a[1]));
	loop_remove_fd(f->l, f->fb);
}

TEST(events_can_change)
{
	struct fixture f;

	set_up(&f);
	f.fa = loop_add_fd(f.l, f.a[0], POLLIN, on_read, &f);
	f.fb = loop_add_fd(f.l, f.a[1], 0, on_write, &f);
	loop_fd_events(f.fb, POLLOUT);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "wrh");
	tear_down(&f);
}

TEST(quit_before_run_counts_once)
{
	struct fixture f;

	set_up(&f);
	loop_add_timer(f.l, 0, say_a, &f);
	loop_quit(f.l);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "");
	run(&f);
	CHECK_STR(sb_str(&f.seen), "a");
	tear_down(&f);
}

/* Empties both pipes in a nested loop, after which b must not be called for the old event. */
static void nested(void *arg, int fd, short revents)
{
	struct fixture *f = arg;
	char c;

	say_a(f);
	loop_remove_fd(f->l, f->fa);
	if (read(f->a[0], &c, 1) != 1 || read(f->b[0], &c, 1) != 1)
		abort();
	loop_add_timer(f->l, 0, (loop_timer_fn)loop_quit, f->l);
	run(f);
	close(TAKE_FD(f->b[1]));
	f->fa = f->fb;
}

TEST(a_loop_within_a_callback)
{
	struct fixture f;

	set_up(&f);
	put(f.a[1]);
	put(f.b[1]);
	f.fa = loop_add_fd(f.l, f.a[0], POLLIN, nested, &f);
	f.fb = loop_add_fd(f.l, f.b[0], POLLIN, on_read, &f);
	run(&f);
	CHECK_STR(sb_str(&f.seen), "ah");
	tear_down(&f);
}

TEST_MAIN()
