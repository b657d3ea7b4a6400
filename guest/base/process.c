/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/base/process.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "guest/base/text.h"

static const int signals[] = {SIGCHLD, SIGTERM, SIGUSR1, SIGUSR2, SIGINT};

uint64_t clock_ns(void)
{
	struct timespec t = {0};

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000 * NS_PER_MS + (uint64_t)t.tv_nsec;
}

static void set_handlers(void (*handler)(int signo))
{
	struct sigaction act = {.sa_handler = handler};

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &act, NULL);
}

/* PID 1 takes signals only while it waits, so that none arrives between its checks and the wait. */
void signals_catch(void (*handler)(int signo))
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	set_handlers(handler);
}

/* The handlers go first: until it executes a program, the child shares our memory. */
void signals_reset(void)
{
	sigset_t none;

	set_handlers(SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The lowest real-time priority is above all ordinary processes. */
void process_goes_first(void)
{
	const struct sched_param lowest = {.sched_priority = 1};

	sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &lowest);
}

/* execve(2) does not write to the strings, although its prototype says so. */
void program_execute(const char *path, const char *const *argv, const char *const *env)
{
	execve(path, (char *const *)argv, (char *const *)env);
}
