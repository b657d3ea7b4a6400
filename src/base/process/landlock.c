/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* linux: include/uapi/linux/landlock.h, of which a distribution's headers may have only a part */
#define EXECUTE	    (1ULL << 0)
#define WRITE_FILE  (1ULL << 1)
#define READ_FILE   (1ULL << 2)
#define READ_DIR    (1ULL << 3)
#define MAKE_ANY    (0x1ffULL << 4) /* REMOVE_DIR, REMOVE_FILE, MAKE_CHAR … MAKE_SYM */
#define REFER	    (1ULL << 13)
#define TRUNCATE    (1ULL << 14)
#define IOCTL_DEV   (1ULL << 15)
#define FOR_FILES   (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV)
#define BIND_TCP    (1ULL << 0)
#define CONNECT_TCP (1ULL << 1)
#define SCOPE_UNIX  (1ULL << 0)
#define SCOPE_KILL  (1ULL << 1)
#define GET_VERSION 1 /* LANDLOCK_CREATE_RULESET_VERSION */
#define RULE_PATH   1 /* LANDLOCK_RULE_PATH_BENEATH */

struct ruleset {
	uint64_t fs, net, scoped;
};

struct path_rule {
	uint64_t allowed;
	int32_t parent_fd;
} __attribute__((packed));

/* Every right to files of an ABI. */
static uint64_t file_rights(int abi)
{
	uint64_t all = EXECUTE | WRITE_FILE | READ_FILE | READ_DIR | MAKE_ANY;

	if (abi >= 2)
		all |= REFER;
	if (abi >= 3)
		all |= TRUNCATE;
	if (abi >= 5)
		all |= IOCTL_DEV;
	return all;
}

int landlock_abi(void)
{
	int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, GET_VERSION);

	return abi < 0 ? 0 : abi;
}

int landlock_ruleset(unsigned denied, struct err *e)
{
	const int abi = landlock_abi();
	struct ruleset r = {.fs = file_rights(abi)};
	/* an older kernel does not know the members that it lacks */
	size_t size = abi >= 6 ? sizeof(r) : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
	int fd;

	if (abi >= 4)
		r.net = (denied & LANDLOCK_NO_LISTEN ? BIND_TCP : 0) |
			(denied & LANDLOCK_NO_CONNECT ? CONNECT_TCP : 0);
	if (abi >= 6)
		r.scoped = (denied & LANDLOCK_NO_OTHERS ? SCOPE_KILL : 0) |
			   (denied & LANDLOCK_NO_ABSTRACT ? SCOPE_UNIX : 0);
	fd = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
	return fd < 0 ? err_errno(e, errno, "cannot confine a process with Landlock") : fd;
}

int landlock_allow(int ruleset, const char *path, unsigned rights, struct err *e)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_CLOEXEC);
	struct path_rule rule = {.parent_fd = fd};
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES
			       ? 0
			       : err_errno(e, errno, "cannot open '%s'", path);
	rule.allowed = (rights & LANDLOCK_READ ? READ_FILE | READ_DIR : 0) |
		       (rights & LANDLOCK_EXEC ? EXECUTE : 0) |
		       (rights & LANDLOCK_WRITE ? WRITE_FILE | TRUNCATE : 0) |
		       (rights & LANDLOCK_MAKE ? MAKE_ANY | REFER : 0) |
		       (rights & LANDLOCK_DEVICE ? IOCTL_DEV : 0);
	rule.allowed &= file_rights(landlock_abi());
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= FOR_FILES;
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0) < 0)
		return err_errno(e, errno, "cannot allow a confined process '%s'", path);
	return 0;
}

int landlock_enter(int ruleset)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}
