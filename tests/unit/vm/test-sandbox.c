/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What QEMU gets of the host. This program is its own QEMU: started with QEMU's arguments, it
 * prints what it has, and tries what the kernel's command line says.
 */
#include "vm/qemu/sandbox.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/landlock.h"
#include "base/process/proc-run.h"
#include "test.h"
#include "vm/qemu/disk.h"
#include "vm/qemu/process.h"
#include "vm/qemu/seccomp.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

/* --- QEMU */

static int try_connect(const char *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	return connect(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), (struct sockaddr *)&a,
		       sizeof(a));
}

/* "read=PATH", "write=PATH", "make=PATH", "move=PATH" (to PATH.d/f), "connect=PORT" */
static void play_word(const char *word)
{
	const char *at = strchr(word, '=');
	int r = -1;

	if (!at)
		return;
	at++;
	if (str_starts(word, "read="))
		r = open(at, O_RDONLY | O_CLOEXEC);
	else if (str_starts(word, "write="))
		r = open(at, O_WRONLY | O_CLOEXEC);
	else if (str_starts(word, "make="))
		r = open(at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	else if (str_starts(word, "connect="))
		r = try_connect(at);
	else if (str_starts(word, "move=")) {
		_cleanup_free_ char *to = xasprintf("%s.d/f", at);

		r = rename(at, to);
	} else {
		return;
	}
	fprintf(stderr, "%s: %s\n", word, r < 0 ? strerrorname_np(errno) : "ok");
}

static void print_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *entry;
	unsigned n = 0;

	while (d && (entry = readdir(d)))
		n += entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(d);
	fprintf(stderr, "descriptors: %u\n", n);
}

__attribute__((constructor)) static void play(int argc, char **argv)
{
	_cleanup_strv_ struct strv words = {0};

	if (argc < 2 || !str_eq(argv[1], "-nodefaults"))
		return;
	print_descriptors();
	for (char **s = environ; *s; s++)
		fprintf(stderr, "variable %s\n", *s);
	for (int i = 1; i + 1 < argc; i++)
		if (str_eq(argv[i], "-append"))
			strv_split(&words, argv[i + 1], " ");
	strv_foreach(word, &words)
		play_word(word);
	_exit(0);
}

/* --- its user */

struct fixture {
	struct board board;
	struct target target;
	struct image image;
	struct machine_spec m;
	struct share shares[2];
	struct strv disks, args;
	char *dir, *log;
	struct strbuf said;
	struct err e;
};

/* The path of a file below the folder. It lasts as long as the fixture, which frees nothing. */
static char *at(struct fixture *f, const char *name)
{
	static char *kept[256];
	static size_t n;

	BUG_ON(n == ARRAY_SIZE(kept));
	return kept[n++] = path_join(f->dir, name);
}

static void make(struct fixture *f, const char *name)
{
	CHECK_OK(fs_write_str(at(f, name), "text", &f->e), &f->e);
}

static void begin(struct fixture *f)
{
	*f = (struct fixture){
		.board = {.name = TEXT("mini"), .console = TEXT("ttyS0"), .virtio = TEXT("device")},
		.m = {.qemu = "/proc/self/exe", .memory = 1 << 20, .cpus = 1, .sandbox = true},
	};
	f->dir = temporary_dir("jiffy-sandbox");
	f->log = at(f, "log");
	make(f, "kernel");
	make(f, "initramfs");
	make(f, "disk");
	make(f, "other");
	f->image.kernel = at(f, "kernel");
	f->image.initramfs = at(f, "initramfs");
	strv_add(&f->disks, at(f, "disk"));
	f->shares[0] = (struct share){at(f, "ro"), TEXT("/ro"), false};
	f->shares[1] = (struct share){at(f, "rw"), TEXT("/rw"), true};
	CHECK_OK(fs_mkdir_p(f->shares[0].host, 0755, &f->e), &f->e);
	CHECK_OK(fs_mkdir_p(at(f, "rw/f.d"), 0755, &f->e), &f->e);
	make(f, "ro/f");
	make(f, "rw/f");
	f->m.target = &f->target;
	f->m.board = &f->board;
	f->m.image = &f->image;
	f->m.disks = &f->disks;
	f->m.shares = f->shares;
	f->m.n_shares = 2;
	f->m.qemu_args = &f->args;
}

static void end(struct fixture *f)
{
	CHECK_OK(fs_remove(f->dir, &f->e), &f->e);
	free(f->dir);
	strv_free(&f->disks);
	strv_free(&f->args);
	sb_free(&f->said);
	err_free(&f->e);
}

#define FIXTURE(f)                                                                                 \
	_cleanup_(end) struct fixture f;                                                           \
	begin(&f)

/* Runs it to its end. Each line that it says has a newline before it, too. */
static void run(struct fixture *f, const char *words)
{
	struct qemu q = QEMU_INIT;

	f->m.append = words;
	CHECK_OK(qemu_start(&q, &f->m, f->log, &f->e), &f->e);
	if (q.proc.pid)
		CHECK_OK(proc_wait(&q.proc, &f->e), &f->e);
	CHECK(q.proc.exited && !q.proc.status);
	qemu_end(&q);
	sb_truncate(&f->said, 0);
	sb_addc(&f->said, '\n');
	CHECK_OK(fs_read(f->log, &f->said, &f->e), &f->e);
}

static void check_try(struct fixture *f, const char *what, const char *path, const char *result)
{
	_cleanup_free_ char *word = xasprintf("%s=%s", what, path);
	_cleanup_free_ char *line = xasprintf("\n%s: %s\n", word, result);

	run(f, word);
	CHECK_CONTAINS(sb_str(&f->said), line);
}

TEST(only_its_own_descriptors)
{
	FIXTURE(f);
	int leaked = open("/dev/null", O_RDONLY); /* as from our parent */

	/* 0, 1, 2, console, QMP and channel */
	run(&f, "");
	CHECK_CONTAINS(sb_str(&f.said), "\ndescriptors: 6\n");
	f.m.net = MACHINE_NET;
	run(&f, "");
	CHECK_CONTAINS(sb_str(&f.said), "\ndescriptors: 7\n");
	close(leaked);
}

TEST(only_the_environment_that_it_needs)
{
	FIXTURE(f);

	setenv("JIFFY_SECRET", "1", 1);
	setenv("DISPLAY", ":7", 1);
	setenv("LANG", "C.UTF-8", 1);
	setenv("HOME", "/nowhere", 1);
	run(&f, "");
	CHECK(!strstr(sb_str(&f.said), "JIFFY_SECRET"));
	CHECK(!strstr(sb_str(&f.said), "DISPLAY"));
	CHECK_CONTAINS(sb_str(&f.said), "\nvariable LANG=C.UTF-8\n");
	CHECK_CONTAINS(sb_str(&f.said), "\nvariable HOME=/nowhere\n");
	CHECK_CONTAINS(sb_str(&f.said), "\nvariable PATH=");
	f.m.window = true;
	run(&f, "");
	CHECK(!strstr(sb_str(&f.said), "JIFFY_SECRET"));
	CHECK_CONTAINS(sb_str(&f.said), "\nvariable DISPLAY=:7\n");
	f.m.sandbox = false;
	run(&f, "");
	CHECK_CONTAINS(sb_str(&f.said), "\nvariable JIFFY_SECRET=1\n");
}

TEST(only_the_files_of_its_features)
{
	static const struct {
		const char *what, *name, *result;
	} all[] = {
		{"read", "kernel", "ok"},    {"write", "kernel", "EACCES"},
		{"read", "initramfs", "ok"}, {"write", "initramfs", "EACCES"},
		{"read", "disk", "ok"},	     {"write", "disk", "ok"},
		{"read", "ro", "ok"},	     {"read", "ro/f", "ok"},
		{"write", "ro/f", "EACCES"}, {"make", "ro/new", "EACCES"},
		{"read", "rw/f", "ok"},	     {"write", "rw/f", "ok"},
		{"make", "rw/new", "ok"},    {"move", "rw/f", "ok"},
		{"read", "other", "EACCES"}, {"write", "other", "EACCES"},
		{"make", "new", "EACCES"},   {"read", ".", "EACCES"},
		{"write", "log", "EACCES"},
	};
	FIXTURE(f);

	if (!sandbox_possible(&f.m))
		SKIP("the kernel has no Landlock");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		check_try(&f, all[i].what, at(&f, all[i].name), all[i].result);
	check_try(&f, "read", "/etc/passwd", "EACCES");
	check_try(&f, "read", "/proc/self/maps", "ok");
	check_try(&f, "read", "/proc/1/status", "EACCES");
	check_try(&f, "read", "/usr", "ok");
	/* what the kernel's command line names is nothing that QEMU opens */
	f.m.sandbox = false;
	check_try(&f, "read", at(&f, "other"), "ok");
}

TEST(no_network)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t n = sizeof(a);
	char port[16];
	FIXTURE(f);

	if (landlock_abi() < 4)
		SKIP("the kernel's Landlock knows nothing of TCP");
	CHECK(server >= 0 && !bind(server, (struct sockaddr *)&a, n) && !listen(server, 9) &&
	      !getsockname(server, (struct sockaddr *)&a, &n));
	snprintf(port, sizeof(port), "%u", ntohs(a.sin_port));
	check_try(&f, "connect", port, "EACCES");
	/* the user's arguments may want it */
	strv_add(&f.args, "-s");
	check_try(&f, "connect", port, "ok");
	close(server);
}

/* A qcow2 image that builds on the file of that name. */
static void make_overlay(struct fixture *f, const char *name, const char *backing)
{
	unsigned char h[512] = {'Q', 'F', 'I', 0xfb, 0, 0, 0, 3, [15] = 104, [19] = 0};

	h[19] = (unsigned char)strlen(backing);
	memcpy(h + 104, backing, strlen(backing));
	CHECK_OK(fs_write(at(f, name), h, sizeof(h), 0644, &f->e), &f->e);
}

TEST(what_a_disk_builds_on)
{
	_cleanup_strv_ struct strv found = {0};
	_cleanup_free_ char *all = NULL, *want = NULL;
	FIXTURE(f);

	make_overlay(&f, "top", "middle");
	make_overlay(&f, "middle", at(&f, "other"));
	make_overlay(&f, "remote", "nbd://host/x");
	make_overlay(&f, "loop", "file:loop");
	disk_backing(at(&f, "top"), &found);
	disk_backing(at(&f, "remote"), &found);
	disk_backing(at(&f, "loop"), &found);
	disk_backing(at(&f, "other"), &found);
	disk_backing(at(&f, "none"), &found);
	all = strv_join(&found, " ");
	want = xasprintf("%s %s %s", at(&f, "middle"), at(&f, "other"), at(&f, "loop"));
	CHECK_STR(all, want);
	if (!sandbox_possible(&f.m))
		SKIP("the kernel has no Landlock");
	strv_add(&f.disks, at(&f, "top"));
	check_try(&f, "read", at(&f, "other"), "ok");
	check_try(&f, "write", at(&f, "other"), "EACCES");
	check_try(&f, "write", at(&f, "top"), "ok");
}

/* A QEMU that says whether it can limit its calls, and counts how often it was asked. */
static void make_qemu(struct fixture *f, const char *name, int status)
{
	_cleanup_free_ char *text =
		xasprintf("#!/bin/sh\necho \"$*\" >>%s\nexit %d\n", at(f, "calls"), status);

	CHECK_OK(fs_write(at(f, name), text, strlen(text), 0755, &f->e), &f->e);
}

TEST(whether_qemu_limits_its_calls_is_asked_once)
{
	_cleanup_sb_ struct strbuf calls = {0};
	FIXTURE(f);

	make_qemu(&f, "with", 0);
	make_qemu(&f, "without", 1);
	for (int i = 0; i < 2; i++) {
		CHECK(seccomp_works(at(&f, "with"), f.dir));
		CHECK(!seccomp_works(at(&f, "without"), f.dir));
	}
	CHECK_OK(fs_read(at(&f, "calls"), &calls, &f.e), &f.e);
	CHECK_STR(sb_str(&calls), "-sandbox on --version\n-sandbox on --version\n");
	/* another program in its place is asked again */
	make_qemu(&f, "without", 0);
	CHECK(seccomp_works(at(&f, "without"), f.dir));
	CHECK(seccomp_works(at(&f, "none"), f.dir));
}

TEST_MAIN()
