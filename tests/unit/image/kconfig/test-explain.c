/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/explain-text.h"

#include "test.h"

static const char answers[] = "symbol\tE1000\n"
			      "type\tbool\n"
			      "value\tn\n"
			      "prompt\tIntel Gigabit\n"
			      "menu\tDevice Drivers > Network\n"
			      "at\tdrivers/net/Kconfig:42\n"
			      "depends\tNETDEVICES [=n] && PCI [=n]\n"
			      "unmet\tNETDEVICES [=n]\n"
			      "unmet\tPCI [=n]\n"
			      "enable\tNETDEVICES=y\n"
			      "enable\tPCI=y\n"
			      "symbol\tNETT\n"
			      "unknown\t\n"
			      "name\tNET\n"
			      "name\tINET\n"
			      "name\tE1000\n"
			      "symbol\tHAS_IOMEM\n"
			      "type\tbool\n"
			      "value\ty\n"
			      "selected\tPCI [=y]\n";

TEST(answers_are_read)
{
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(explain_parse(&x, answers, &e), &e);
	REQUIRE(x.n == 3);
	CHECK_STR(x.v[0].type, "bool");
	CHECK_INT(x.v[0].unmet.n, 2);
	CHECK_INT(x.v[0].enable.n, 2);
	CHECK(x.v[1].unknown);
	CHECK_STR(x.v[1].nearest, "NET");
	CHECK_INT(x.v[2].prompts.n, 0);
	CHECK_INT(x.v[2].selected.n, 1);
}

TEST(nonsense_is_no_answer)
{
	static const char *const texts[] = {"garbage\n", "type\tbool\n", "symbol\tX\nvalue y\n"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_explain_ struct explain x = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_INT(explain_parse(&x, texts[i], &e), -1);
		CHECK(e.msg);
		CHECK_INT(x.n, 0);
	}
}

TEST(lower_case_finds_its_symbol)
{
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(explain_parse(&x, "symbol\te1000\nunknown\t\nname\tNET\nname\tE1000\n", &e), &e);
	REQUIRE(x.n == 1);
	CHECK_STR(x.v[0].nearest, "E1000");
}

TEST(everything_is_told)
{
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *text = NULL;

	CHECK_OK(explain_parse(&x, answers, &e), &e);
	REQUIRE(x.n == 3);
	text = explain_text(&x.v[0]);
	CHECK_CONTAINS(text, "E1000=n (bool)\n");
	CHECK_CONTAINS(text, "prompt: Intel Gigabit\n");
	CHECK_CONTAINS(text, "defined at: drivers/net/Kconfig:42\n");
	CHECK_CONTAINS(text, "depends on: NETDEVICES [=n] && PCI [=n]\n");
	CHECK_CONTAINS(text, "not met: NETDEVICES [=n], PCI [=n]\n");
	CHECK_CONTAINS(text, "to turn it on: --enable NETDEVICES --enable PCI --enable E1000\n");
}

/* The last line says what to type, or that nothing helps. */
TEST(the_last_line_is_the_remedy)
{
	static const struct {
		const char *answer, *remedy;
	} cases[] = {
		{"prompt\tX\nway\ty\n", "  to turn it on: --enable X\n"},
		{"prompt\tX\nunmet\tA [=n]\nenable\tA=y\n",
		 "  to turn it on: --enable A --enable X\n"},
		/* nobody can set it */
		{"unmet\tA [=n]\nenable\tA=y\n", "  to turn it on: --enable A\n"},
		{"prompt\tX\nunmet\tA [=n]\nmodule\ty\nenable\tMODULES=y\n",
		 "  to turn it on, as a module only: --enable MODULES --set X=m\n"},
		{"prompt\tX\nunmet\tA [=n]\ncc\tclang\n",
		 "  to turn it on: --cc clang --enable X\n"},
		{"prompt\tX\nenable\tA=n\nlost\tA=y\n",
		 "  to turn it on: --disable A --enable X\n"
		 "  which gives up what jiffy asks for: A=y\n"},
		{"prompt\tX\nunmet\tA [=n]\ncause\toff A\nneed\tA, which only arm64 has\n",
		 "  needs A, which only arm64 has\n  cannot be turned on here\n"},
		{"prompt\tX\nunmet\tA [=n]\n", "  no way to turn it on was found\n"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *answer =
			xasprintf("symbol\tX\ntype\tbool\nvalue\tn\n%s", cases[i].answer);
		_cleanup_explain_ struct explain x = {0};
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_free_ char *text = NULL;

		CHECK_OK(explain_parse(&x, answer, &e), &e);
		REQUIRE(x.n == 1);
		text = explain_text(&x.v[0]);
		CHECK(str_ends(text, cases[i].remedy));
	}
}

/* An error does not advise what cannot work. */
TEST(an_unmet_request_that_nothing_can_meet)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_explain_ struct explain x = {0}, y = {0};
	_cleanup_err_ struct err e = ERR_INIT, e2 = ERR_INIT;
	const size_t unmet[] = {0};

	kconfig_request_add(&w, "KMSAN", "y", "--enable");
	CHECK_OK(explain_parse(&x,
			       "symbol\tKMSAN\nprompt\tK\nunmet\tH [=n]\ncause\tmacro H\n"
			       "need\tclang as the compiler (H)\n",
			       &e),
		 &e);
	CHECK_INT(explain_unmet(&w, "", unmet, 1, &x, &e), -1);
	CHECK_CONTAINS(e.detail, "not met: H [=n]\n  needs clang as the compiler (H)");
	CHECK_STR(e.hint, NULL);
	CHECK_OK(explain_parse(&y, "symbol\tKMSAN\nprompt\tK\nunmet\tH [=n]\ncc\tclang\n", &e2),
		 &e2);
	CHECK_INT(explain_unmet(&w, "", unmet, 1, &y, &e2), -1);
	CHECK_CONTAINS(e2.hint, "add --cc clang");
}

TEST(unmet_requests)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const size_t unmet[] = {0, 1, 2};

	kconfig_request_add(&w, "E1000", "y", "net.config:3");
	kconfig_request_add(&w, "NETT", "y", "--enable");
	kconfig_request_add(&w, "HAS_IOMEM", "n", "--disable");
	CHECK_OK(explain_parse(&x, answers, &e), &e);
	CHECK_INT(explain_unmet(&w, "CONFIG_HAS_IOMEM=y\n", unmet, 3, &x, &e), -1);
	CHECK_INT(e.kind, ERR_CONFIG);
	CHECK_CONTAINS(e.msg, "'CONFIG_E1000' and 2 more");
	CHECK_CONTAINS(e.detail, "CONFIG_E1000 is 'n', wanted 'y' (net.config:3)\n"
				 "  not met: NETDEVICES [=n], PCI [=n]\n");
	CHECK_CONTAINS(e.detail, "no symbol 'NETT' in this kernel (--enable); "
				 "the nearest name is 'NET'\n");
	CHECK_CONTAINS(e.detail, "CONFIG_HAS_IOMEM is 'y', wanted 'n' (--disable)\n"
				 "  selected by: PCI [=y]\n  cannot be set by hand");
	CHECK_CONTAINS(e.hint, "--enable NETDEVICES --enable PCI");
}

TEST(a_single_unknown_symbol)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const size_t unmet[] = {0};

	kconfig_request_add(&w, "NETT", "y", "--enable");
	CHECK_OK(explain_parse(&x, "symbol\tNETT\nunknown\t\nname\tNET\n", &e), &e);
	CHECK_INT(explain_unmet(&w, "", unmet, 1, &x, &e), -1);
	CHECK_STR(e.msg, "this kernel has no symbol 'NETT'");
	CHECK_STR(e.detail, "CONFIG_NETT=y (--enable)");
	CHECK_CONTAINS(e.hint, "'NET'");
}

TEST(without_answers_the_values_are_told)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	struct explain none = {0};
	const size_t unmet[] = {0};

	kconfig_request_add(&w, "HZ", "300", "--set");
	CHECK_INT(explain_unmet(&w, "CONFIG_HZ=250\n", unmet, 1, &none, &e), -1);
	CHECK_STR(e.detail, "CONFIG_HZ is '250', wanted '300' (--set)");
	CHECK_STR(e.hint, NULL);
}

/* UNIX is jiffy's request, unmet because the user turned NET off. */
static const char unix_answer[] = "symbol\tUNIX\ntype\tbool\nvalue\tn\nprompt\tUnix sockets\n"
				  "unmet\tNET [=n]\nenable\tNET=y\n";

TEST(a_request_of_the_users_rules_it_out)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_explain_ struct explain x = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const struct kconfig_request *against;
	const size_t unmet[] = {0};

	kconfig_request_add(&w, "UNIX", "y", "default.config:39");
	kconfig_request_add(&w, "NET", "y", "default.config:38");
	kconfig_requests_are_ours(&w);
	CHECK_OK(explain_parse(&x, unix_answer, &e), &e);
	REQUIRE(x.n == 1);
	CHECK(!explain_against(&w, &x.v[0]));
	kconfig_request_add(&w, "NET", "n", "--disable");
	against = explain_against(&w, &x.v[0]);
	REQUIRE(against);
	CHECK_STR(against->symbol, "NET");
	CHECK_STR(against->origin, "--disable");
	/* the hint does not ask the user to take it back */
	CHECK_INT(explain_unmet(&w, "", unmet, 1, &x, &e), -1);
	CHECK(!strstr(e.hint, "--enable") && !strstr(e.detail, "--enable"));
	CHECK_CONTAINS(e.hint, "your own request 'CONFIG_NET=n' rules it out (--disable)");
}

TEST(reasons_without_a_remedy)
{
	static const struct {
		const char *answer;
		bool against;
	} cases[] = {
		{"symbol\tX\nunmet\t!(NET [=n]) || B\n", true},
		{"symbol\tX\nselected\tNET [=n] && B [=y]\n", true},
		{"symbol\tX\nchosen\tNET\n", true},
		{"symbol\tX\nunmet\tNETDEV [=n] || INET [=n]\n", false},
		{"symbol\tX\nunmet\tNET [=n] || B [=n]\nenable\tB=y\n", false},
		{"symbol\tX\ntype\tbool\n", false},
	};
	_cleanup_requests_ struct kconfig_requests w = {0};

	kconfig_request_add(&w, "NET", "n", "--disable");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_explain_ struct explain x = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_OK(explain_parse(&x, cases[i].answer, &e), &e);
		CHECK_INT(explain_against(&w, &x.v[0]) != NULL, cases[i].against);
	}
}

TEST_MAIN()
