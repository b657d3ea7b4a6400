/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/outcome-json.h"

#include <errno.h>
#include <signal.h>

#include "tests/unit/test.h"

static char *dump(const struct outcome *o, const struct outcome_run *r)
{
	_cleanup_json_ struct json *j = outcome_json(o, r);

	return json_dump(j, false);
}

TEST(a_shell_that_nothing_is_known_of)
{
	const struct outcome o = {.word = OUTCOME_PASS};
	const struct outcome_run r = {0};
	_cleanup_free_ char *text = dump(&o, &r);

	CHECK_CONTAINS(text, "{\"schema\":1,\"outcome\":\"pass\",\"title\":null,\"status\":0,");
	CHECK_CONTAINS(
		text,
		"\"trace\":null,\"cpus\":null,\"command\":null,\"times_ns\":{\"qemu\":null,"
		"\"zero\":null,\"kernel\":null,\"init\":null,"
		"\"prompt\":null,\"command\":null,\"end\":null},\"memory_bytes\":{"
		"\"machine\":null,\"total\":null,\"available\":null,\"kernel\":null,\"free\":null,"
		"\"slab\":null,\"stacks\":null,\"tables\":null,\"files\":null,\"processes\":null},");
	CHECK_CONTAINS(
		text,
		"\"crash_source\":null,\"noticed\":null,\"taint\":null,\"kernel_release\":null,"
		"\"paths\":{\"run\":null,\"console\":null,"
		"\"qemu\":null,\"kmsg\":null,\"kernel\":null,\"vmlinux\":null,\"config\":null,"
		"\"initramfs\":null}");
}

TEST(commands)
{
	static char word[] = "a b", byte[] = "\xff", *const argv[] = {word, byte, NULL};
	static const struct {
		struct outcome_command c;
		const char *json;
	} cases[] = {
		{{OUTCOME_EXITED, 200},
		 "\"end\":\"exited\",\"status\":200,\"signal\":null,\"error\":null"},
		{{OUTCOME_SIGNALLED, SIGKILL},
		 "\"end\":\"signalled\",\"status\":null,\"signal\":\"SIGKILL\",\"error\":null"},
		{{OUTCOME_NOT_RUN, ENOENT},
		 "\"end\":\"not-run\",\"status\":null,\"signal\":null,"
		 "\"error\":\"No such file or directory\""},
		{{OUTCOME_NO_END, 0},
		 "\"end\":null,\"status\":null,\"signal\":null,\"error\":null"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct outcome o = {.word = OUTCOME_FAIL, .command = cases[i].c};
		const struct outcome_run r = {.command = argv, .release = "6.1"};
		_cleanup_free_ char *text = dump(&o, &r);

		CHECK_CONTAINS(text, cases[i].json);
		CHECK_CONTAINS(text, "{\"argv\":[\"a b\",\"\xef\xbf\xbd\"],");
		CHECK_CONTAINS(text, "\"kernel_release\":\"6.1\"");
	}
}

TEST(a_trace)
{
	char f[] = "foo", file[] = "fs/open.c";
	struct trace_place place = {.function = f, .file = file, .line = 7, .changed = true};
	struct trace_frame frame = {
		.function = f, .offset = 18, .size = 48, .places = &place, .n_places = 1};
	const struct trace t = {.frames = &frame, .n = 1};
	const struct outcome o = {.word = OUTCOME_CRASH};
	_cleanup_free_ char *text = dump(&o, &(struct outcome_run){.trace = &t});
	_cleanup_free_ char *none = dump(&o, &(struct outcome_run){0});

	CHECK_CONTAINS(text, "\"trace\":[{\"function\":\"foo\",\"offset\":18,\"size\":48,"
			     "\"module\":null,\"places\":[{\"function\":\"foo\","
			     "\"file\":\"fs/open.c\",\"line\":7,\"changed\":true}]}]");
	CHECK_CONTAINS(none, "\"trace\":null");
}

TEST(only_files_that_are_there_are_named)
{
	char title[] = "t", log[] = "/nonexistent";
	const struct outcome o = {.word = OUTCOME_CRASH,
				  .title = title,
				  .status = 122,
				  .times = {.end = 5000000000},
				  .console_log = log};
	const struct outcome_run r = {.kernel = "/etc/passwd"};
	_cleanup_free_ char *text = dump(&o, &r);

	CHECK_CONTAINS(text, "\"outcome\":\"crash\",\"title\":\"t\",\"status\":122");
	CHECK_CONTAINS(text, "\"console\":null");
	CHECK_CONTAINS(text, "\"kernel\":\"/etc/passwd\"");
	CHECK_CONTAINS(text, "\"end\":5000000000");
}

TEST_MAIN()
