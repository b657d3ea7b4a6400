/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/socket.h>
#include <sys/un.h>

#include "base/file/atomic.h"
#include "base/file/elf.h"
#include "base/file/path.h"
#include "elf-make.h"
#include "image/initramfs/content-add.h"
#include "image/initramfs/content.h"
#include "image/initramfs/ldso.h"
#include "scratch.h"

static const struct strv no_applets;

/* A scratch build for x86-64, the architecture of the generated ELF files. */
static void begin(struct scratch *s)
{
	scratch_begin(s);
	s->target = (struct target){.name = (char *)"x86_64",
				    .triplet = (char *)"x86_64-linux-gnu",
				    .elf = {64, false, EM_X86_64}};
}

/* content_add() of a file below the scratch folder. */
static int add(struct scratch *s, struct manifest *m, const char *name, struct err *e)
{
	_cleanup_free_ char *spec = path_join(s->dir, name);

	return content_add(m, &s->b, NULL, spec, e);
}

static const char *host_of(const struct manifest *m, const char *path, const struct scratch *s)
{
	const struct manifest_entry *at = manifest_find(m, path);
	size_t n = strlen(s->dir);

	if (!at || !at->host)
		return NULL;
	return strncmp(at->host, s->dir, n) ? at->host : at->host + n + 1;
}

TEST(the_default)
{
	static const char *const dirs[] = {"/bin",     "/sbin",	    "/etc",	"/proc", "/sys",
					   "/usr/bin", "/usr/sbin", "/dev/pts", "/tmp",	 "/root"};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_strv_ struct strv applets = {0};
	_cleanup_free_ char *init = NULL, *binary = NULL;

	begin(&s);
	init = path_join(s.dir, "agent");
	binary = path_join(s.dir, "busybox-1.35");
	made_write(s.dir, "agent", (struct made){.type = ET_EXEC});
	made_write(s.dir, "busybox-1.35", (struct made){.type = ET_EXEC});
	strv_addl(&applets, "bin/ls", "linuxrc", "sbin/init", "usr/bin/env", NULL);
	CHECK_OK(content_default(&m, &s.b, NULL, binary, &applets, init, &e), &e);
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		CHECK(manifest_find(&m, dirs[i]) &&
		      manifest_find(&m, dirs[i])->type == MANIFEST_DIR);
	CHECK_INT(manifest_find(&m, "/tmp")->mode, 01777);
	CHECK_STR(host_of(&m, "/init", &s), "agent");
	CHECK_STR(host_of(&m, "/bin/busybox", &s), "busybox-1.35");
	CHECK_STR(manifest_find(&m, "/usr/bin/env")->data, "/bin/busybox");
	CHECK_STR(manifest_find(&m, "/sbin/init")->data, "/bin/busybox");
	CHECK(!manifest_find(&m, "/linuxrc"));
	CHECK_INT(manifest_find(&m, "/dev/console")->major, 5);
	CHECK_INT(manifest_find(&m, "/dev/null")->minor, 3);
	CHECK(manifest_find(&m, "/etc/passwd") && manifest_find(&m, "/etc/profile"));
	CHECK(!manifest_find(&m, "/etc/resolv.conf"));
	CHECK(!manifest_find(&m, "/etc/inittab"));
}

TEST(with_a_network_and_busyboxs_own_init)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0}, none = {0};
	_cleanup_free_ char *binary = NULL, *network = xstrdup("yes");

	begin(&s);
	s.set.net = network;
	binary = path_join(s.dir, "bb");
	made_write(s.dir, "bb", (struct made){.type = ET_EXEC});
	CHECK_OK(content_default(&m, &s.b, NULL, binary, &no_applets, binary, &e), &e);
	CHECK_STR(manifest_find(&m, "/etc/resolv.conf")->data, "nameserver 10.0.2.3\n");
	CHECK(manifest_find(&m, "/etc/inittab"));
	CHECK_INT(content_default(&none, &s.b, NULL, binary, &no_applets, "/no/such/init", &e), -1);
	CHECK_STR(e.msg, "there is no file '/no/such/init' to be the guest's /init");
	CHECK_INT(e.kind, ERR_USAGE);
}

TEST(init_brings_what_it_needs)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *init = NULL, *binary = NULL, *shell = NULL, *text = NULL;

	begin(&s);
	binary = path_join(s.dir, "bb");
	init = path_join(s.dir, "init.sh");
	shell = path_join(s.dir, "my-shell");
	text = xasprintf("#! %s -x\n", shell);
	made_write(s.dir, "bb", (struct made){.type = ET_EXEC});
	made_write(s.dir, "my-shell",
		   (struct made){.runpath = "$ORIGIN/l", .needed = {"libm1.so"}});
	made_write(s.dir, "l/libm1.so", (struct made){0});
	CHECK_OK(fs_write(init, text, strlen(text), 0644, &e), &e);
	/* "jiffy's "test"-XXXX": a script's line cannot hold a path with blanks */
	CHECK_INT(content_default(&m, &s.b, NULL, binary, &no_applets, init, &e), -1);
	CHECK_CONTAINS(e.msg, "init.sh' needs the interpreter '");
	CHECK_OK(fs_write_str(init, "#!/usr/bin/env -S LC_ALL=C my-shell -x\n", &e), &e);
	{
		_cleanup_free_ char *path = xasprintf("%s:%s", s.dir, getenv("PATH"));
		_cleanup_free_ char *old = xstrdup(getenv("PATH"));

		CHECK_OK(setenv("PATH", path, 1), &e);
		CHECK_OK(manifest_slink(&m, "/usr/bin/env", "/bin/busybox", &e), &e);
		CHECK_OK(content_default(&m, &s.b, NULL, binary, &no_applets, init, &e), &e);
		CHECK_OK(setenv("PATH", old, 1), &e);
	}
	CHECK_INT(manifest_find(&m, "/init")->mode, 0755);
	CHECK_STR(host_of(&m, "/usr/bin/my-shell", &s), "my-shell");
	CHECK_STR(host_of(&m, "/usr/bin/l/libm1.so", &s), "l/libm1.so");
}

TEST(where_things_go)
{
	static const struct {
		const char *spec, *place, *host;
	} all[] = {
		{"data", "/data", "data"},
		{"prog", "/usr/bin/prog", "prog"},
		{"data:/etc/x y", "/etc/x y", "data"},
		{"data:/etc/", "/etc/data", "data"},
		{"data:/", "/data", "data"},
		{"data:/a:/b", "/b", NULL}, /* "data:/a" does not exist */
		{"col:/on", "/on", "col:/on"},
		{"col:/on:/there", "/there", "col:/on"},
		{"tree", "/tree/sub/file", "tree/sub/file"},
		{"tree/", "/tree/sub/file", "tree/sub/file"},
		{"tree:/opt", "/opt/sub/file", "tree/sub/file"},
		{"tree:/opt/", "/opt/tree/sub/file", "tree/sub/file"},
		{"tree:/", "/sub/file", "tree/sub/file"},
		{"link", "/link/sub/file", "link/sub/file"},
	};
	_cleanup_scratch_ struct scratch s;

	begin(&s);
	scratch_sh(&s,
		   "echo x >data; mkdir -p col:/ tree/sub; echo y >col:/on; echo z >tree/sub/file\n"
		   "ln -s tree link; printf '#!/bin/sh\\n' >prog; chmod 751 prog");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_manifest_ struct manifest m = {0};

		CHECK_OK(manifest_slink(&m, "/bin/sh", "busybox", &e), &e);
		if (!all[i].host) {
			CHECK_INT(add(&s, &m, all[i].spec, &e), -1);
			CHECK_INT(e.kind, ERR_USAGE);
			CHECK_CONTAINS(e.msg, "data:/a' into the guest: No such file or directory");
			CHECK_CONTAINS(e.hint, "--add");
			continue;
		}
		CHECK_OK(add(&s, &m, all[i].spec, &e), &e);
		CHECK_STR(host_of(&m, all[i].place, &s), all[i].host);
		if (str_eq(all[i].spec, "prog"))
			CHECK_INT(manifest_find(&m, "/usr/bin/prog")->mode, 0751);
	}
}

TEST(everything_in_a_folder)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	_cleanup_free_ char *dir = NULL;
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	begin(&s);
	scratch_sh(
		&s,
		"mkdir -p 'a tree/deep/er'; cd 'a tree'\n"
		"ln -s ../no/where link; mkfifo -m 640 pipe; echo x >deep/er/file\n"
		"chmod 4711 deep/er/file; chmod 1700 deep; printf '\\303\\251' >\"$(printf '\\351 \"')\"\n");
	dir = path_join(s.dir, "a tree");
	strcpy(a.sun_path, "sock");
	REQUIRE(chdir(dir) == 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0);
	REQUIRE(chdir("/") == 0);
	CHECK_OK(add(&s, &m, "a tree:/t", &e), &e);
	CHECK_STR(manifest_find(&m, "/t/link")->data, "../no/where");
	CHECK_INT(manifest_find(&m, "/t/pipe")->type, MANIFEST_PIPE);
	CHECK_INT(manifest_find(&m, "/t/pipe")->mode, 0640);
	CHECK_INT(manifest_find(&m, "/t/deep")->mode, 01700);
	CHECK_INT(manifest_find(&m, "/t/deep/er/file")->mode, 04711);
	CHECK(manifest_find(&m, "/t/\351 \""));
	CHECK(!manifest_find(&m, "/t/sock"));
	CHECK_CONTAINS(sb_str(&s.told), "warn : the socket '");
	CHECK_CONTAINS(sb_str(&s.told), "/a tree/sock' is left out of the guest\n");
	CHECK_INT(m.n, 7);
}

TEST(onto_a_folder_is_an_error)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	scratch_sh(&s, "echo x >data");
	CHECK_OK(manifest_dir(&m, "/etc", 0755, &e), &e);
	CHECK_INT(add(&s, &m, "data:/etc", &e), -1);
	CHECK_STR(e.msg, "'/etc' is a folder in the guest already");
}

/* bin/prog has a RUNPATH with $ORIGIN and needs liba, whose own RPATH leads to libb. */
TEST(libraries_by_origin)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(s.dir, "bin/prog",
		   (struct made){.needed = {"liba.so", "libc2.so"},
				 .runpath = "/no/where:$ORIGIN/../lib:${ORIGIN}"});
	made_write(s.dir, "lib/liba.so",
		   (struct made){.needed = {"libb.so", "liba.so"}, .rpath = "$ORIGIN/private"});
	made_write(s.dir, "lib/private/libb.so", (struct made){.needed = {"libd.so"}});
	/* libb has no path of its own: liba's RPATH applies to it, too */
	made_write(s.dir, "lib/private/libd.so",
		   (struct made){.needed = {"liba.so"}, .rpath = "$ORIGIN/.."});
	/* of another class: skipped */
	made_write(s.dir, "lib/libc2.so", (struct made){.bits32 = true});
	made_write(s.dir, "bin/libc2.so", (struct made){0});
	CHECK_OK(add(&s, &m, "bin/prog:/opt/x/bin/p", &e), &e);
	CHECK_STR(host_of(&m, "/opt/x/bin/p", &s), "bin/prog");
	CHECK_STR(host_of(&m, "/opt/x/lib/liba.so", &s), "bin/../lib/liba.so" + 7);
	CHECK_STR(host_of(&m, "/opt/x/lib/private/libb.so", &s), "lib/private/libb.so");
	CHECK_STR(host_of(&m, "/opt/x/lib/private/libd.so", &s), "lib/private/libd.so");
	CHECK_STR(host_of(&m, "/opt/x/bin/libc2.so", &s), "bin/libc2.so");
	CHECK(!manifest_find(&m, "/opt/x/lib/libc2.so"));
}

/* RUNPATH applies only to the object that has it, and overrides RPATH there. */
TEST(runpath_is_not_inherited)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(
		s.dir, "prog",
		(struct made){.needed = {"liba.so"}, .runpath = "$ORIGIN/l", .rpath = "$ORIGIN/l"});
	made_write(s.dir, "l/liba.so", (struct made){.needed = {"no-such-lib.so"}});
	made_write(s.dir, "l/no-such-lib.so", (struct made){0});
	CHECK_INT(add(&s, &m, "prog", &e), -1);
	CHECK_CONTAINS(e.msg,
		       "/l/liba.so' needs the library 'no-such-lib.so', which is not on this host");
}

/* As in the loader: a loaded library serves all others, by the name asked for and by its SONAME. */
TEST(what_is_loaded_is_not_searched_for)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(s.dir, "prog",
		   (struct made){.needed = {"liba.so", "libb.so"}, .runpath = "$ORIGIN/l"});
	made_write(s.dir, "l/liba.so", (struct made){.needed = {"libb.so", "libb.so.7"}});
	made_write(s.dir, "l/libb.so", (struct made){.soname = "libb.so.7", .needed = {"liba.so"}});
	CHECK_OK(add(&s, &m, "prog:/p/prog", &e), &e);
	CHECK(manifest_find(&m, "/p/l/liba.so") && manifest_find(&m, "/p/l/libb.so"));
	CHECK_INT(m.n, 5);
	/* a second program finds the libraries and what they need in the guest */
	made_write(s.dir, "again", (struct made){.needed = {"libb.so"}, .runpath = "$ORIGIN/l"});
	CHECK_INT(add(&s, &m, "again:/p/again", &e), -1);
	CHECK_CONTAINS(e.msg, "/l/libb.so' needs the library 'liba.so'");
}

TEST(a_missing_library)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0}, with = {0};

	begin(&s);
	made_write(s.dir, "prog",
		   (struct made){.needed = {"libgone.so.1"}, .runpath = "$ORIGIN/l:/opt/nope"});
	made_write(s.dir, "l/libgone.so.1", (struct made){.machine = EM_AARCH64});
	CHECK_INT(add(&s, &m, "prog", &e), -1);
	CHECK_CONTAINS(e.msg, "/prog' needs the library 'libgone.so.1', which is not on this host");
	CHECK_CONTAINS(e.detail, "looked in ");
	CHECK_CONTAINS(e.detail, "/l, /opt/nope, ");
	CHECK_CONTAINS(e.detail, "/usr/lib");
	CHECK_CONTAINS(e.detail, "ignored, for another machine: ");
	CHECK_CONTAINS(e.hint, "--add");
	/* one that was added by hand is kept */
	made_write(s.dir, "mine", (struct made){0});
	CHECK_OK(add(&s, &with, "mine:/usr/lib/libgone.so.1", &e), &e);
	CHECK_OK(add(&s, &with, "prog", &e), &e);
}

TEST(in_a_folder_what_lacks_is_a_warning)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(s.dir, "t/prog",
		   (struct made){.needed = {"libgone.so.1", "libown.so"}, .runpath = "$ORIGIN/l"});
	made_write(s.dir, "t/foreign", (struct made){.machine = EM_AARCH64});
	made_write(s.dir, "t/l/libown.so", (struct made){0});
	CHECK_OK(add(&s, &m, "t", &e), &e);
	CHECK_CONTAINS(sb_str(&s.told), "/t/prog' needs the library 'libgone.so.1'");
	CHECK(!strstr(sb_str(&s.told), "foreign"));
	CHECK_INT(m.n, 5);
}

TEST(a_program_for_another_machine)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(s.dir, "prog", (struct made){.machine = EM_AARCH64});
	made_write(s.dir, "module.ko", (struct made){.machine = EM_AARCH64, .type = ET_REL});
	CHECK_INT(add(&s, &m, "prog", &e), -1);
	CHECK_CONTAINS(e.msg,
		       "prog' is a program for AArch64, which the guest (x86_64) cannot run");
	CHECK_OK(add(&s, &m, "module.ko", &e), &e);
}

TEST(a_loader_that_is_not_there)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(s.dir, "prog", (struct made){.interp = "/lib/ld-none.so.9"});
	CHECK_INT(add(&s, &m, "prog", &e), -1);
	CHECK_CONTAINS(e.msg,
		       "/prog' needs the loader '/lib/ld-none.so.9', which is not on this host");
}

/* musl's loader is its C library; other libraries are searched for in its own folders. */
TEST(musl)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	begin(&s);
	made_write(s.dir, "ld", (struct made){0});
	made_write(s.dir, "prog",
		   (struct made){.interp = "/lib/ld-musl-none.so.1", .needed = {"libc.so"}});
	CHECK_OK(add(&s, &m, "ld:/lib/ld-musl-none.so.1", &e), &e);
	CHECK_OK(add(&s, &m, "prog", &e), &e);
	CHECK_INT(m.n, 5); /* /lib, the loader, /usr, /usr/bin, prog */
}

/* A real program of this host: this one. */
TEST(a_real_program)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_elf_ struct elf_info self = {0};
	bool libc = false;

	begin(&s);
	CHECK_OK(elf_read("/proc/self/exe", &self, &e), &e);
	s.target.elf = self.kind;
	CHECK_OK(content_add(&m, &s.b, NULL, "/proc/self/exe:/usr/bin/me", &e), &e);
	CHECK_STR(host_of(&m, self.interp, &s), self.interp);
	for (size_t i = 0; i < m.n; i++)
		libc |= str_starts(path_basename(m.v[i].path), "libc.so") && m.v[i].host;
	CHECK(libc || strstr(self.interp, "musl"));
}

TEST(scripts)
{
	static const struct {
		const char *text, *says, *hint;
	} bad[] = {
		{"#!/no/such/interp -x\n", "' needs the interpreter '/no/such/interp', which",
		 NULL},
		{"#!relative\n", "' needs the interpreter 'relative', which", NULL},
		{"#!/no/such/sh\r\n", "' needs the interpreter '/no/such/sh\r', which", "CR LF"},
		{"#! /bin/env no-such-program\n",
		 "' needs the interpreter 'no-such-program', which", NULL},
		{"#!\n", "' needs the interpreter '', which", NULL},
	};
	static const char *const good[] = {"#!/bin/sh",	       "#! \t/bin/sh -e\n",
					   "#!/bin/env sh\nx", "#!/bin/env -S A=b sh -x\n",
					   "no script",	       ""};
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *path = NULL;

	begin(&s);
	path = path_join(s.dir, "script");
	for (size_t i = 0; i < ARRAY_SIZE(bad) + ARRAY_SIZE(good); i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_manifest_ struct manifest m = {0};
		bool is_good = i >= ARRAY_SIZE(bad);
		const char *text = is_good ? good[i - ARRAY_SIZE(bad)] : bad[i].text;

		CHECK_OK(manifest_slink(&m, "/bin/sh", "busybox", &e), &e);
		CHECK_OK(manifest_slink(&m, "/bin/env", "busybox", &e), &e);
		CHECK_OK(fs_write(path, text, strlen(text), 0755, &e), &e);
		if (is_good) {
			CHECK_OK(add(&s, &m, "script:/script", &e), &e);
			CHECK_INT(m.n, 4); /* nothing but /bin, sh, env and itself */
			continue;
		}
		CHECK_INT(add(&s, &m, "script:/script", &e), -1);
		CHECK_CONTAINS(e.msg, bad[i].says);
		if (bad[i].hint)
			CHECK_CONTAINS(e.hint, bad[i].hint);
	}
}

TEST(folders_of_the_loader)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *conf = NULL, *path = NULL, *all = NULL;
	_cleanup_strv_ struct strv libdirs = {0};
	struct ldso_dirs *d;

	begin(&s);
	conf = path_join(s.dir, "ld.so.conf");
	path = path_join(s.dir, "ld-musl.path");
	scratch_sh(
		&s,
		"mkdir conf.d; echo '/from/b' >conf.d/b.conf; echo /from/a >conf.d/a.conf\n"
		"echo '/no' >conf.d/c.other; printf '/m1:/m2\\n/m3\\n' >ld-musl.path\n"
		"{ echo '# comment'; echo 'include conf.d/*.conf ld.so.conf'; echo hwcap 1 nosegneg\n"
		"echo '/x, /y=libc6 # more'; echo /usr/lib; echo relative; } >ld.so.conf");
	strv_addl(&libdirs, "/lib64", "/usr/lib64", NULL);
	d = ldso_glibc(conf, "x86_64-linux-gnu", &libdirs);
	all = strv_join(&d->all, " ");
	CHECK_STR(all,
		  "/from/a /from/b /x /y /usr/lib /lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu "
		  "/lib64 /usr/lib64 /lib");
	ldso_free(d);
	str_set(&all, NULL);
	d = ldso_musl(path);
	all = strv_join(&d->all, " ");
	CHECK_STR(all, "/m1 /m2 /m3");
	ldso_free(d);
	str_set(&all, NULL);
	d = ldso_musl("/no/such/file");
	all = strv_join(&d->all, " ");
	CHECK_STR(all, "/lib /usr/local/lib /usr/lib");
	ldso_free(d);
}

TEST_MAIN()
