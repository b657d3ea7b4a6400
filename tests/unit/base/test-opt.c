/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/opt.h"

#include "base/strbuf.h"
#include "test.h"

struct values {
	bool net, purge;
	int verbose;
	char *name, *compress, *path, *source;
	int64_t jobs;
	uint64_t memory, timeout;
	struct strv set, add;
	char *color;
};

#define AT(f) offsetof(struct values, f)
static const struct opt table[] = {
	{"net", 'n', "machine", "net", OPT_FLAG, AT(net), .cmds = 1},
	{"verbose", 'v', NULL, NULL, OPT_COUNT, AT(verbose), .cmds = 1},
	{"name", 0, "a", "name", OPT_STRING, AT(name), "NAME", .def = "jiffy", .cmds = 1},
	{"compress", 0, "a", "compress", OPT_CHOICE, AT(compress), "NAME", .values = "none|gzip|xz",
	 .def = "none", .cmds = 1},
	{"color", 'c', "a", "color", OPT_CHOICE, AT(color), .values = "yes|no|always",
	 .bare = "yes", .def = "no", .cmds = 1},
	{"path", 'p', "a", "path", OPT_PATH, AT(path), "FILE", .cmds = 1},
	{"source", 0, "a", "source", OPT_SOURCE, AT(source), "SOURCE", .cmds = 1},
	{"jobs", 'j', "a", "jobs", OPT_INT, AT(jobs), "N", .min = 0, .max = 64, .cmds = 1},
	{"memory", 'm', "a", "memory", OPT_SIZE, AT(memory), "SIZE", .min = 1 << 20,
	 .max = INT64_C(1) << 40, .def = "64M", .cmds = 1},
	{"timeout", 0, "a", "timeout", OPT_DURATION, AT(timeout), "TIME", .max = 10000, .def = "0",
	 .cmds = 1},
	{"enable", 0, "a", "enable", OPT_LIST, AT(set), "SYMBOL", .format = "%s=y", .cmds = 1},
	{"set", 0, "a", "set", OPT_LIST, AT(set), "SYMBOL=VALUE", .cmds = 1},
	{"add", 0, "a", "add", OPT_PATH_LIST, AT(add), "HOST[:GUEST]", .cmds = 1},
	{"other", 0, NULL, NULL, OPT_FLAG, AT(net), .cmds = 2},
	{"purge", 0, NULL, NULL, OPT_FLAG, AT(purge), .cmds = 1, .removes = true},
};

struct parsed {
	struct values v;
	struct strv args;
	struct err e;
	int used;
	bool dashes;
};

static struct parsed parse_n(int argc, const char *const *words)
{
	char **argv = (char **)(uintptr_t)words; /* as main gets them; opt_parse writes nothing */
	struct parsed p = {0};

	opt_defaults(table, ARRAY_SIZE(table), &p.v);
	p.used = opt_parse(table, ARRAY_SIZE(table), &p.v, 1, argc, argv, false, &p.args, &p.dashes,
			   &p.e);
	return p;
}

#define parse(...)                                                                                 \
	parse_n((int)ARRAY_SIZE(((const char *const[]){"jiffy", __VA_ARGS__})),                    \
		(const char *const[]){"jiffy", __VA_ARGS__, NULL})

static void drop(struct parsed *p)
{
	opt_free(table, ARRAY_SIZE(table), &p->v);
	strv_free(&p->args);
	err_free(&p->e);
}

TEST(defaults_are_stored)
{
	struct parsed p = parse("word");

	CHECK_STR(p.v.name, "jiffy");
	CHECK_STR(p.v.compress, "none");
	CHECK_INT(p.v.memory, 64 << 20);
	CHECK_INT(p.v.net, false);
	drop(&p);
}

TEST(every_spelling_of_a_value)
{
	struct parsed p =
		parse("--name=a b", "-j", "3", "-vv", "-m2G", "--path", "x y", "rest", "-n");

	CHECK_STR(p.v.name, "a b");
	CHECK_INT(p.v.jobs, 3);
	CHECK_INT(p.v.verbose, 2);
	CHECK_INT(p.v.memory, INT64_C(2) << 30);
	CHECK_INT(p.v.net, true);
	CHECK(p.v.path && p.v.path[0] == '/' && str_ends(p.v.path, "/x y"));
	CHECK_INT(p.args.n, 1);
	drop(&p);
}

TEST(no_turns_a_flag_off_and_prefixes_are_enough)
{
	struct parsed p = parse("--net", "--no-net", "--comp", "xz");

	CHECK_INT(p.used, 5);
	CHECK_INT(p.v.net, false);
	CHECK_STR(p.v.compress, "xz");
	drop(&p);
}

TEST(dashes_end_the_options)
{
	struct parsed p = parse("-n", "--", "--not-ours", "x");

	CHECK_INT(p.used, 3);
	CHECK(p.dashes);
	CHECK_INT(p.args.n, 0);
	drop(&p);
}

TEST(lists_keep_their_order_and_take_formats)
{
	struct parsed p = parse("--enable", "A", "--set", "B=3", "--enable=C");
	_cleanup_free_ char *all = strv_join(&p.v.set, " ");

	CHECK_STR(all, "A=y B=3 C=y");
	drop(&p);
}

TEST(urls_are_no_paths)
{
	struct parsed p = parse("--source", "https://example.org/a.tar", "--add", "/etc/x:/y");

	CHECK_STR(p.v.source, "https://example.org/a.tar");
	CHECK_STR(p.v.add.v[0], "/etc/x:/y");
	drop(&p);
	p = parse("--add", "/etc//x:/y/", "--add", "/etc/x:/", "--add", "/");
	CHECK_STR(p.v.add.v[0], "/etc/x:/y/");
	CHECK_STR(p.v.add.v[1], "/etc/x:/");
	CHECK_STR(p.v.add.v[2], "/");
	drop(&p);
}

static void check_error(struct parsed p, const char *msg, const char *hint)
{
	CHECK_INT(p.used, -1);
	CHECK_INT(p.e.kind, ERR_USAGE);
	CHECK_CONTAINS(p.e.msg, msg);
	if (hint)
		CHECK_CONTAINS(p.e.hint, hint);
	drop(&p);
}

TEST(a_choice_that_needs_no_value)
{
	static const struct {
		const char *word, *value;
	} all[] = {{"--color", "yes"},	  {"-c", "yes"},	{"--color=always", "always"},
		   {"--color=off", "no"}, {"--no-color", "no"}, {"--color=TRUE", "yes"},
		   {"-vc", "yes"}};
	struct parsed p = parse("--color", "always");

	/* the next word is not its value */
	CHECK_STR(p.v.color, "yes");
	CHECK_INT(p.args.n, 1);
	drop(&p);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		p = parse(all[i].word);
		CHECK_STR(p.v.color, all[i].value);
		drop(&p);
	}
	p = parse("--color=always", "--no-color");
	CHECK_STR(p.v.color, "no");
	drop(&p);
	check_error(parse("--color=maybe"), "one of yes, no, always", NULL);
	check_error(parse("--color="), "is empty", NULL);
}

TEST(wrong_values_say_what_is_right)
{
	check_error(parse("--compress", "zip"), "'zip' is not a valid value for '--compress'",
		    NULL);
	check_error(parse("--compress", "zip"), "one of none, gzip, xz", NULL);
	check_error(parse("-j", "65"), "from 0 to 64", NULL);
	check_error(parse("-j", "3x"), "'3x'", NULL);
	check_error(parse("-m", "12Q"), "'12Q'", NULL);
	check_error(parse("-m", "99999999999999G"), "a size", NULL);
	check_error(parse("-m", "-1"), "'-1'", NULL);
	check_error(parse("--jobs"), "'--jobs' needs a value: N", NULL);
	check_error(parse("--path="), "is empty", NULL);
	check_error(parse("--net=maybe"), "yes or no", NULL);
	check_error(parse("--verbose=2"), "takes no value", NULL);
}

TEST(what_removes_files_is_written_out)
{
	struct parsed p = parse("--purge"), other = parse("--p=/x");

	CHECK(p.v.purge);
	drop(&p);
	/* it makes no other abbreviation ambiguous */
	CHECK_STR(other.v.path, "/x");
	CHECK(!other.v.purge);
	drop(&other);
	check_error(parse("--purg"), "'--purg' is too short: '--purge' must be written out", NULL);
	check_error(parse("--pu"), "'--pu' is too short: '--purge' must be written out", NULL);
	check_error(parse("--no-purg"), "unknown option '--no-purg'", NULL);
}

TEST(unknown_options_name_the_nearest)
{
	check_error(parse("--memori"), "unknown option '--memori'", "'--memory'");
	check_error(parse("-z"), "unknown option '-z'", NULL);
	check_error(parse("--other"), "unknown option '--other'", NULL);
	check_error(parse("--n"), "ambiguous", NULL);
}

TEST(durations)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{"0", 0},
		{"90", 90 * NS_PER_SEC},
		{"90s", 90 * NS_PER_SEC},
		{"1.5s", 1500 * NS_PER_MS},
		{"200ms", 200 * NS_PER_MS},
		{"2m", 120 * NS_PER_SEC},
		{"2min", 120 * NS_PER_SEC},
		{"1h", 3600 * NS_PER_SEC},
		{"10000", 10000 * NS_PER_SEC},
	};
	static const char *const bad[] = {"-1",	 "soon", "1d",	"10001", "3h", "0x10",
					  "1e3", "1 s",	 ".s.", "s",	 "inf"};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct parsed p = parse("--timeout", good[i].text);

		CHECK_INT(p.used, 3);
		CHECK_INT(p.v.timeout, good[i].ns);
		drop(&p);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct parsed p = parse("--timeout", bad[i]);

		CHECK_INT(p.used, -1);
		CHECK_CONTAINS(p.e.msg, "is not a valid value for '--timeout'");
		drop(&p);
	}
}

TEST_MAIN()
