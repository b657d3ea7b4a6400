/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/fs.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "image/initramfs/agent.h"

#include <stdlib.h>
#include <sys/utsname.h>

#include "scratch.h"

static void agent_begin(struct scratch *s)
{
	scratch_begin(s);
	scratch_sh(s, "mkdir -p guest/libc wire; echo '#define STATUS 7' >wire/wire.h; "
		      "echo -Os -static >guest/flags; echo >guest/libc/nolibc-x86_64.c; "
		      "echo 'static inline int status(void) { return STATUS; }' >guest/guest.h; "
		      "printf '#include \"wire/wire.h\"\\n#include \"guest/guest.h\"\\n"
		      "int main(void) { return status(); }\\n' >guest/init.c");
	s->target = (struct target){.name = (char *)"x86_64", .cross = (char *)""};
	s->b.datadir = s->dir;
}

/* Builds; s->told then has the progress. */
static char *agent(struct scratch *s, struct err *e)
{
	sb_truncate(&s->told, 0);
	return agent_build(&s->b, e);
}

static int status_of(const char *program)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_add(&p.argv, program);
	CHECK_OK(proc_start(&p, &e), &e);
	CHECK_OK(proc_wait(&p, &e), &e);
	return p.status;
}

TEST(built_once)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = NULL, *again = NULL;

	agent_begin(&s);
	path = agent(&s, &e);
	CHECK_STR(e.msg, NULL);
	REQUIRE(path);
	CHECK_CONTAINS(sb_str(&s.told), "begin agent: ");
	CHECK_CONTAINS(sb_str(&s.told), "end agent: 2 files");
	CHECK_INT(status_of(path), 7);
	again = agent(&s, &e);
	CHECK_STR(again, path);
	CHECK_STR(sb_str(&s.told), "fresh agent: nothing changed\n");
}

TEST(every_input_counts)
{
	static const char *const changes[] = {
		"echo >>guest/init.c",
		"echo >>guest/guest.h",
		"echo >>wire/wire.h",
		"echo 'int other;' >guest/other.c",
		"mkdir guest/room; echo 'int another;' >guest/room/another.c",
		"echo -static -O1 >guest/flags",
		"echo '-static -O1 -DX=\"a b\"' >guest/flags",
	};
	_cleanup_scratch_ struct scratch s;
	_cleanup_strv_ struct strv paths = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	agent_begin(&s);
	strv_take(&paths, agent(&s, &e));
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		_cleanup_free_ char *path = NULL;

		scratch_sh(&s, changes[i]);
		path = agent(&s, &e);
		CHECK_STR(e.msg, NULL);
		REQUIRE(path);
		CHECK(!strv_has(&paths, path));
		strv_add(&paths, path);
	}
}

/* The file of another architecture is neither compiled nor an input. */
TEST(each_architecture_has_its_file)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT, none = ERR_INIT;
	_cleanup_free_ char *path = NULL, *again = NULL;

	agent_begin(&s);
	path = agent(&s, &none);
	REQUIRE(path);
	scratch_sh(&s, "echo '#error' >guest/libc/nolibc-vax.c");
	again = agent(&s, &none);
	CHECK_STR(again, path);
	s.target.name = (char *)"pdp11";
	CHECK(!agent(&s, &e));
	CHECK_STR(e.msg, "the guest's agent does not support 'pdp11'");
	CHECK_CONTAINS(e.hint, "guest/libc/nolibc-pdp11.c' is missing");
}

TEST(flags_of_the_architecture)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = NULL;

	agent_begin(&s);
	scratch_sh(&s, "sed -i 's/status()/ANSWER/' guest/init.c");
	strv_add(&s.target.guest_flags, "-DANSWER=42");
	path = agent(&s, &e);
	CHECK_STR(e.msg, NULL);
	REQUIRE(path);
	CHECK_INT(status_of(path), 42);
	strv_free(&s.target.guest_flags);
}

/* The sources of this tree, for the host's own architecture. */
TEST(the_agent_itself)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = NULL;
	struct utsname host;

	agent_begin(&s);
	REQUIRE(!uname(&host));
	s.target = (struct target){.name = host.machine};
	strv_add(&s.target.native, host.machine);
	s.b.datadir = getenv("SRCDIR");
	path = agent(&s, &e);
	CHECK_STR(e.msg, NULL);
	REQUIRE(path);
	/* it only runs as process 1 */
	CHECK_INT(status_of(path), 1);
}

/* e_machine: 16 bits at 18 (ELF specification). */
TEST(the_agent_of_another_architecture)
{
	static const struct {
		const char *name, *cross;
		uint8_t machine;
	} others[] = {{"x86_64", "x86_64-linux-gnu-", 62}, {"aarch64", "aarch64-linux-gnu-", 183}};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		_cleanup_scratch_ struct scratch s;
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_free_ char *path = NULL, *cc = xasprintf("%sgcc", others[i].cross);
		_cleanup_free_ char *program = path_find_program(cc);
		_cleanup_sb_ struct strbuf elf = {0};

		if (!program)
			SKIP("a cross compiler is not installed");
		agent_begin(&s);
		s.target = (struct target){.name = (char *)others[i].name,
					   .cross = (char *)others[i].cross};
		s.b.datadir = getenv("SRCDIR");
		path = agent(&s, &e);
		CHECK_STR(e.msg, NULL);
		REQUIRE(path);
		CHECK_OK(fs_read(path, &elf, &e), &e);
		REQUIRE(elf.len > 20);
		CHECK_INT((uint8_t)elf.buf[18], others[i].machine);
	}
}

TEST(other_files_do_not_count)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = NULL, *again = NULL;

	agent_begin(&s);
	path = agent(&s, &e);
	scratch_sh(&s, "echo x >guest/README; echo y >guest/init.c~");
	again = agent(&s, &e);
	REQUIRE(path);
	CHECK_STR(again, path);
}

TEST(compile_errors_are_shown_and_leave_nothing)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT, none = ERR_INIT;
	_cleanup_free_ char *path = NULL, *mended = NULL;

	agent_begin(&s);
	scratch_sh(&s, "echo 'int x = y;' >>guest/init.c");
	path = agent(&s, &e);
	CHECK_STR(path, NULL);
	CHECK_CONTAINS(e.msg, "building the guest's agent: 'gcc' exited with status 1");
	CHECK_CONTAINS(e.detail, "init.c:4:9: error: ");
	REQUIRE(e.log && fs_exists(e.log));
	CHECK(scratch_sh(&s, "! ls cache/build/agent-*/init"));
	scratch_sh(&s, "sed -i '$d' guest/init.c");
	mended = agent(&s, &none);
	CHECK(mended && fs_exists(mended));
	err_free(&none);
}

/* A build folder's lock has the time of its last use. */
TEST(agents_that_are_not_used_any_more_go)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = NULL;

	agent_begin(&s);
	scratch_sh(&s, "mkdir -p cache/build/agent-old cache/build/agent-new; "
		       "touch cache/build/agent-new/lock; "
		       "touch -d '31 days ago' cache/build/agent-old/lock");
	path = agent(&s, &e);
	REQUIRE(path);
	CHECK_INT(scratch_count(&s, "cache/build", "agent-"), 2);
	CHECK(scratch_sh(&s, "test -d cache/build/agent-new"));
}

TEST(compilers_that_are_not_there)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT, quote = ERR_INIT;

	agent_begin(&s);
	s.set.cc = (char *)"no-such-cc -m64";
	CHECK(!agent(&s, &e));
	CHECK_STR(e.msg, "the compiler 'no-such-cc' is not installed");
	s.set.cc = (char *)"gcc 'x";
	CHECK(!agent(&s, &quote));
	CHECK_INT(quote.kind, ERR_USAGE);
}

TEST_MAIN()
