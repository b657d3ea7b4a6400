/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree's own 'conf', which parses the Kconfig files once for any number of configurations.
 * tests/vm/advice.py compiles it against a kernel's build folder. stdin has a line for each:
 *
 *	--allnoconfig REQUESTS RESULT
 *	--allyesconfig - RESULT
 *	--randconfig SEED RESULT
 */
#define main	   conf_main
#define conf_parse already_parsed
#include "conf.c"
#undef main
#undef conf_parse

#include <sys/wait.h>

void conf_parse(const char *name);

void already_parsed(const char *name)
{
}

static int configure(char *mode, char *from, char *result)
{
	char *argv[] = {"conf", "-s", mode, "Kconfig", NULL};

	setenv("KCONFIG_CONFIG", result, 1);
	unsetenv("KCONFIG_ALLCONFIG");
	if (!strcmp(mode, "--allnoconfig"))
		setenv("KCONFIG_ALLCONFIG", from, 1);
	setenv("KCONFIG_SEED", from, 1);
	setenv("KCONFIG_PROBABILITY", "80", 1);
	/* it is there, so it is not made */
	setenv("KCONFIG_AUTOCONFIG", "/dev/null", 1);
	return conf_main(4, argv);
}

int main(void)
{
	char mode[32], from[4096], result[4096];
	int status;

	if (dup2(2, 1) < 0)
		return 1;
	conf_parse("Kconfig");
	while (scanf("%31s %4095s %4095s", mode, from, result) == 3) {
		pid_t pid = fork();

		if (!pid)
			exit(configure(mode, from, result));
		if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
			return 1;
	}
	return 0;
}
