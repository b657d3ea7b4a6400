/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls that every Linux has. New architectures (asm-generic/unistd.h) have only the latest
 * of each family: openat but no open, ppoll but no poll.
 */
#include "guest/libc/nolibc.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv, char **env);
int *__errno_location(void); /* errno of glibc and musl; their headers do not declare it */

/* In .data: kernels before 6.6 may refuse a program whose writable segment is only .bss. */
static int error __attribute__((section(".data")));
static int page_size __attribute__((section(".data")));

int *__errno_location(void)
{
	return &error;
}

long nolibc_result(long r)
{
	if (r >= 0 || r < -4095)
		return r;
	errno = (int)-r;
	return -1;
}

/*
 * The stack holds argc, argv with its NULL, the environment with its NULL, and the auxiliary
 * vector, which is pairs of a type and a value (linux: fs/binfmt_elf.c).
 */
void nolibc_start(long *stack)
{
	const int argc = (int)*stack;
	char **argv = (char **)(stack + 1), **env = argv + argc + 1;
	long *aux = (long *)env;

	while (*aux++)
		;
	for (; aux[0] != AT_NULL; aux += 2)
		if (aux[0] == AT_PAGESZ)
			page_size = (int)aux[1];
	_exit(main(argc, argv, env));
}

int getpagesize(void)
{
	return page_size;
}

void _exit(int status)
{
	for (;;)
		syscall(SYS_exit_group, status);
}

/* The caller passes a mode only with O_CREAT. */

int openat(int dir, const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int fcntl(int fd, int what, ...)
{
	va_list ap;
	long arg;

	va_start(ap, what);
	arg = what == F_SETFL || what == F_DUPFD_CLOEXEC ? va_arg(ap, int) : 0;
	va_end(ap);
	return (int)syscall(SYS_fcntl, fd, what, arg);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	long arg;

	va_start(ap, request);
	arg = va_arg(ap, long);
	va_end(ap);
	return (int)syscall(SYS_ioctl, fd, request, arg);
}

int close(int fd)
{
	return (int)syscall(SYS_close, fd);
}

ssize_t read(int fd, void *buf, size_t n)
{
	return syscall(SYS_read, fd, buf, n);
}

ssize_t write(int fd, const void *buf, size_t n)
{
	return syscall(SYS_write, fd, buf, n);
}

ssize_t getdents64(int fd, void *buf, size_t n)
{
	return syscall(SYS_getdents64, fd, buf, n);
}

/* On 64-bit architectures the kernel's struct stat is libc's. */

int fstatat(int dir, const char *path, struct stat *st, int flags)
{
	return (int)syscall(SYS_newfstatat, dir, path, st, flags);
}

int stat(const char *path, struct stat *st)
{
	return fstatat(AT_FDCWD, path, st, 0);
}

int fstat(int fd, struct stat *st)
{
	return (int)syscall(SYS_fstat, fd, st);
}

ssize_t readlinkat(int dir, const char *path, char *buf, size_t n)
{
	return syscall(SYS_readlinkat, dir, path, buf, n);
}

off_t lseek(int fd, off_t at, int whence)
{
	return syscall(SYS_lseek, fd, at, whence);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	return (int)syscall(SYS_mkdirat, dir, path, mode);
}

int mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

int symlinkat(const char *to, int dir, const char *path)
{
	return (int)syscall(SYS_symlinkat, to, dir, path);
}

int symlink(const char *to, const char *path)
{
	return symlinkat(to, AT_FDCWD, path);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
}

int unlinkat(int dir, const char *path, int flags)
{
	return (int)syscall(SYS_unlinkat, dir, path, flags);
}

int fchmod(int fd, mode_t mode)
{
	return (int)syscall(SYS_fchmod, fd, mode);
}

int mknod(const char *path, mode_t mode, dev_t dev)
{
	return (int)syscall(SYS_mknodat, AT_FDCWD, path, mode, dev);
}

/* glibc's makedev() calls this. The encoding is the kernel's (linux: kdev_t.h, new_encode_dev). */
dev_t gnu_dev_makedev(unsigned major, unsigned minor)
{
	return (minor & 0xff) | (dev_t)major << 8 | (dev_t)(minor & ~0xffu) << 12;
}

int mount(const char *what, const char *where, const char *type, unsigned long flags,
	  const void *options)
{
	return (int)syscall(SYS_mount, what, where, type, flags, options);
}

int umount2(const char *where, int flags)
{
	return (int)syscall(SYS_umount2, where, flags);
}

void sync(void)
{
	syscall(SYS_sync);
}

int reboot(int how)
{
	return (int)syscall(SYS_reboot, 0xfee1dead, 672274793, how); /* reboot(2): magic numbers */
}

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
	return (int)syscall(SYS_sched_setscheduler, pid, policy, param);
}

int setpriority(__priority_which_t which, id_t who, int nice)
{
	return (int)syscall(SYS_setpriority, which, who, nice);
}

int sethostname(const char *name, size_t n)
{
	return (int)syscall(SYS_sethostname, name, n);
}

int chdir(const char *path)
{
	return (int)syscall(SYS_chdir, path);
}

int pipe2(int fds[2], int flags)
{
	return (int)syscall(SYS_pipe2, fds, flags);
}

void *mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset)
{
	return (void *)syscall(SYS_mmap, at, n, prot, flags, fd, offset);
}

int munmap(void *p, size_t n)
{
	return (int)syscall(SYS_munmap, p, n);
}

int socket(int domain, int type, int protocol)
{
	return (int)syscall(SYS_socket, domain, type, protocol);
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
	return (int)syscall(SYS_clock_gettime, clock, t);
}

pid_t getpid(void)
{
	return (pid_t)syscall(SYS_getpid);
}

pid_t setsid(void)
{
	return (pid_t)syscall(SYS_setsid);
}

int execve(const char *path, char *const argv[], char *const env[])
{
	return (int)syscall(SYS_execve, path, argv, env);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return (pid_t)syscall(SYS_wait4, pid, status, options, NULL);
}

/* dup3(2) refuses to duplicate a descriptor to itself. */
int dup2(int from, int to)
{
	return from == to ? to : (int)syscall(SYS_dup3, from, to, 0);
}

int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *t, const sigset_t *mask)
{
	struct timespec left = t ? *t : (struct timespec){0}; /* the kernel writes to it */

	return (int)syscall(SYS_ppoll, fds, n, t ? &left : NULL, mask, (size_t)SIGSET_SIZE);
}

int pause(void)
{
	return ppoll(NULL, 0, NULL, NULL);
}

int kill(pid_t pid, int signo)
{
	return (int)syscall(SYS_kill, pid, signo);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	return (int)syscall(SYS_rt_sigprocmask, how, set, NULL, (size_t)SIGSET_SIZE);
}

int sigemptyset(sigset_t *set)
{
	memset(set, 0, sizeof(*set));
	return 0;
}

int sigfillset(sigset_t *set)
{
	memset(set, 0xff, sizeof(*set));
	return 0;
}
