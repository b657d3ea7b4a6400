/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PID 1 calls, without libc: a static glibc is 680 KB to unpack, and sets itself up (TLS,
 * indirect functions, CPU features) before main. Without it a boot under TCG takes 9 ms less of
 * QEMU's CPU time (239 instead of 248; medians of 25, alternating; musl: 239).
 *
 * The C library's own start file calls __libc_start_main; as that is defined here, nothing of libc
 * is linked. There is no TLS: a function of libc that is not here and uses errno would crash, so
 * whatever the other files call has to be added here. Only for architectures that have their system
 * call below; the others use their libc, to which this file is empty.
 */
#if defined(__x86_64__)
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

#define SIGSET_SIZE 8 /* of the kernel's sigset_t; libc's is larger */

/*
 * System V ABI for x86_64, A.2.1: number in rax, arguments in rdi rsi rdx r10 r8 r9; rcx and r11
 * are lost.
 */
static inline long call6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "+a"(n)
			 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return n;
}

/* rt_sigreturn(2), to which the kernel lets every signal handler return. */
void signal_return(void);
__asm__(".text\nsignal_return:\n\tmov $15, %eax\n\tsyscall\n");

/*
 * It returns twice to one stack, where the child's calls overwrite the return address: that is kept
 * in rdx.
 */
__asm__(".globl vfork\nvfork:\n\tpop %rdx\n\tmov $58, %eax\n\tsyscall\n\tpush %rdx\n"
	"\tmov %rax, %rdi\n\tjmp system_call_result\n");

#define SA_RESTORER 0x04000000
#define SIGSET_SIZE 8 /* of the kernel's sigset_t; libc's is larger */

/* struct sigaction as the kernel has it (arch/x86/include/uapi/asm/signal.h). */
struct kernel_sigaction {
	void (*handler)(int signo);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

/* Declared here, since no header does: both glibc and musl have them so. */
int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv);
int *__errno_location(void);

static int error;

int *__errno_location(void)
{
	return &error;
}

/* What libc returns for what the kernel did; not static, since vfork ends with it. */
long system_call_result(long r);
long system_call_result(long r)
{
	if (r >= 0 || r < -4095)
		return r;
	errno = (int)-r;
	return -1;
}

/* A system call with up to six arguments: sys(number, arguments…). */
#define sys(...) sys_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define sys_7(n, a, b, c, d, e, f, ...)                                                            \
	system_call_result(                                                                        \
		call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)))

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv)
{
	_exit(program(argc, argv, argv + argc + 1));
}

void _exit(int status)
{
	for (;;)
		sys(SYS_exit_group, status);
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return (int)sys(SYS_open, path, flags, mode);
}

int fcntl(int fd, int what, ...)
{
	va_list ap;
	long arg;

	va_start(ap, what);
	arg = what == F_SETFL || what == F_DUPFD_CLOEXEC ? va_arg(ap, int) : 0;
	va_end(ap);
	return (int)sys(SYS_fcntl, fd, what, arg);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	long arg;

	va_start(ap, request);
	arg = va_arg(ap, long);
	va_end(ap);
	return (int)sys(SYS_ioctl, fd, request, arg);
}

int close(int fd)
{
	return (int)sys(SYS_close, fd);
}

ssize_t read(int fd, void *buf, size_t n)
{
	return sys(SYS_read, fd, buf, n);
}

ssize_t write(int fd, const void *buf, size_t n)
{
	return sys(SYS_write, fd, buf, n);
}

ssize_t getdents64(int fd, void *buf, size_t n)
{
	return sys(SYS_getdents64, fd, buf, n);
}

int openat(int dir, const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return (int)sys(SYS_openat, dir, path, flags, mode);
}

/* The kernel's struct stat is libc's. */

int fstatat(int dir, const char *path, struct stat *st, int flags)
{
	return (int)sys(SYS_newfstatat, dir, path, st, flags);
}

int stat(const char *path, struct stat *st)
{
	return fstatat(AT_FDCWD, path, st, 0);
}

int fstat(int fd, struct stat *st)
{
	return (int)sys(SYS_fstat, fd, st);
}

ssize_t readlinkat(int dir, const char *path, char *buf, size_t n)
{
	return sys(SYS_readlinkat, dir, path, buf, n);
}

off_t lseek(int fd, off_t at, int whence)
{
	return sys(SYS_lseek, fd, at, whence);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	return (int)sys(SYS_mkdirat, dir, path, mode);
}

int symlinkat(const char *to, int dir, const char *path)
{
	return (int)sys(SYS_symlinkat, to, dir, path);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return (int)sys(SYS_renameat, from_dir, from, to_dir, to);
}

int unlinkat(int dir, const char *path, int flags)
{
	return (int)sys(SYS_unlinkat, dir, path, flags);
}

int fchmod(int fd, mode_t mode)
{
	return (int)sys(SYS_fchmod, fd, mode);
}

int mkdir(const char *path, mode_t mode)
{
	return (int)sys(SYS_mkdir, path, mode);
}

int mknod(const char *path, mode_t mode, dev_t dev)
{
	return (int)sys(SYS_mknod, path, mode, dev);
}

/*
 * What makedev() of glibc calls: the kernel's own encoding (include/linux/kdev_t.h,
 * new_encode_dev).
 */
dev_t gnu_dev_makedev(unsigned major, unsigned minor)
{
	return (minor & 0xff) | (dev_t)major << 8 | (dev_t)(minor & ~0xffu) << 12;
}

int symlink(const char *to, const char *path)
{
	return (int)sys(SYS_symlink, to, path);
}

int mount(const char *what, const char *where, const char *type, unsigned long flags,
	  const void *options)
{
	return (int)sys(SYS_mount, what, where, type, flags, options);
}

int umount2(const char *where, int flags)
{
	return (int)sys(SYS_umount2, where, flags);
}

void sync(void)
{
	sys(SYS_sync);
}

int reboot(int how)
{
	return (int)sys(SYS_reboot, 0xfee1dead, 672274793, how); /* reboot(2): both magic numbers */
}

int setpriority(__priority_which_t which, id_t who, int nice)
{
	return (int)sys(SYS_setpriority, which, who, nice);
}

int sethostname(const char *name, size_t n)
{
	return (int)sys(SYS_sethostname, name, n);
}

int chdir(const char *path)
{
	return (int)sys(SYS_chdir, path);
}

int pipe2(int fds[2], int flags)
{
	return (int)sys(SYS_pipe2, fds, flags);
}

void *mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset)
{
	return (void *)sys(SYS_mmap, at, n, prot, flags, fd, offset);
}

int munmap(void *p, size_t n)
{
	return (int)sys(SYS_munmap, p, n);
}

int socket(int domain, int type, int protocol)
{
	return (int)sys(SYS_socket, domain, type, protocol);
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
	return (int)sys(SYS_clock_gettime, clock, t);
}

pid_t getpid(void)
{
	return (pid_t)sys(SYS_getpid);
}

pid_t setsid(void)
{
	return (pid_t)sys(SYS_setsid);
}

int execve(const char *path, char *const argv[], char *const env[])
{
	return (int)sys(SYS_execve, path, argv, env);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return (pid_t)sys(SYS_wait4, pid, status, options);
}

int dup2(int from, int to)
{
	return (int)sys(SYS_dup2, from, to);
}

int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *t, const sigset_t *mask)
{
	struct timespec left = t ? *t : (struct timespec){0}; /* the kernel writes to it */

	return (int)sys(SYS_ppoll, fds, n, t ? &left : NULL, mask, SIGSET_SIZE);
}

int pause(void)
{
	return (int)sys(SYS_pause);
}

int kill(pid_t pid, int signo)
{
	return (int)sys(SYS_kill, pid, signo);
}

int sigaction(int signo, const struct sigaction *act, struct sigaction *old)
{
	struct kernel_sigaction k = {
		.handler = act->sa_handler,
		.flags = (unsigned long)act->sa_flags | SA_RESTORER,
		.restorer = signal_return,
	};

	return (int)sys(SYS_rt_sigaction, signo, &k, NULL, SIGSET_SIZE);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	return (int)sys(SYS_rt_sigprocmask, how, set, NULL, SIGSET_SIZE);
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

#endif
