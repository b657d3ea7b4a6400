/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kconfig/kconfig.h"

#include "base/file/fs.h"
#include "test.h"

static const char config[] = "# CONFIG_SMP is not set\n"
			     "CONFIG_NET=y\n"
			     "CONFIG_PHYSICAL_START=0x0200000\n"
			     "CONFIG_HZ=250\n"
			     "CONFIG_LOCALVERSION=\"-a \\\"b\\\"\"\n"
			     "CONFIG_INET=m\n";

TEST(later_requests_win)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_free_ char *text = NULL;

	kconfig_request_add(&w, "NET", "y", "a");
	kconfig_request_add(&w, "SMP", "y", "a");
	kconfig_request_add(&w, "NET", "n", "b");
	REQUIRE(w.n == 2);
	CHECK_STR(w.v[0].value, "n");
	CHECK_STR(w.v[0].origin, "b");
	text = kconfig_requests_text(&w);
	CHECK_STR(text, "# CONFIG_NET is not set\nCONFIG_SMP=y\n");
}

TEST(fragment)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(kconfig_request_text(&w,
				      "# a comment\n\n  CONFIG_A=y  \r\n# CONFIG_B is not set\n"
				      "CONFIG_C=\"x y\"\nCONFIG_D=0x20\nCONFIG_E=\"\"\n#CONFIG_F=y",
				      "f", &e),
		 &e);
	REQUIRE(w.n == 5);
	CHECK_STR(w.v[0].symbol, "A");
	CHECK_STR(w.v[0].value, "y");
	CHECK_STR(w.v[0].origin, "f:3");
	CHECK_STR(w.v[1].value, "n");
	CHECK_STR(w.v[2].value, "\"x y\"");
	CHECK_STR(w.v[3].value, "0x20");
	CHECK_STR(w.v[4].value, "\"\"");
}

TEST(wrong_lines_name_file_and_line)
{
	static const char *const lines[] = {"NET=y",	    "CONFIG_NET",	"CONFIG_=y",
					    "CONFIG_A-B=y", "CONFIG_NET=",	"CONFIG_NET=\"x",
					    "CONFIG_X=a b", "CONFIG_X=\"a\"b\""};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_requests_ struct kconfig_requests w = {0};
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_free_ char *text = xasprintf("CONFIG_OK=y\n%s\n", lines[i]);

		CHECK_INT(kconfig_request_text(&w, text, "my.config", &e), -1);
		CHECK_CONTAINS(e.msg, "my.config:2: ");
		CHECK_CONTAINS(e.msg, lines[i]);
		CHECK_INT(e.kind, ERR_USAGE);
	}
}

TEST(fragment_file)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-kconfig"), *path = NULL;

	path = path_join(dir, "a 'b\".config");
	CHECK_INT(kconfig_request_file(&w, path, path, &e), -1);
	CHECK_CONTAINS(e.msg, path);
	err_free(&e);
	CHECK_OK(fs_write_str(path, "CONFIG_A=y\n", &e), &e);
	CHECK_OK(kconfig_request_file(&w, path, path, &e), &e);
	CHECK_INT(w.n, 1);
	CHECK_OK(fs_write(path, "CONFIG_B=y\0\n", 12, 0644, &e), &e);
	CHECK_INT(kconfig_request_file(&w, path, path, &e), -1);
	CHECK_CONTAINS(e.msg, "binary");
	fs_remove(dir, &e);
}

TEST(assignments)
{
	static const struct {
		const char *text, *symbol, *value;
	} good[] = {
		{"NET=y", "NET", "y"},
		{"CONFIG_NET=n", "NET", "n"},
		{"HZ=250", "HZ", "250"},
		{"X=-1", "X", "-1"},
		{"START=0x200000", "START", "0x200000"},
		{"LOCALVERSION=-mine", "LOCALVERSION", "\"-mine\""},
		{"LOCALVERSION=", "LOCALVERSION", "\"\""},
		{"CMDLINE=a=\"b\"", "CMDLINE", "\"a=\\\"b\\\"\""},
		{"CMDLINE=\"a b\"", "CMDLINE", "\"a b\""},
	};
	static const char *const bad[] = {"NET", "=y", "N-T=y", "", "CONFIG_=y", "A=b\nCONFIG_C=y"};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		_cleanup_requests_ struct kconfig_requests w = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_OK(kconfig_request_assignment(&w, good[i].text, "--set", &e), &e);
		REQUIRE(w.n == 1);
		CHECK_STR(w.v[0].symbol, good[i].symbol);
		CHECK_STR(w.v[0].value, good[i].value);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		_cleanup_requests_ struct kconfig_requests w = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_INT(kconfig_request_assignment(&w, bad[i], "--set", &e), -1);
		CHECK_INT(e.kind, ERR_USAGE);
		CHECK_INT(w.n, 0);
	}
}

TEST(values)
{
	static const struct {
		const char *symbol, *value;
	} all[] = {{"NET", "y"}, {"SMP", "n"}, {"ABSENT", "n"},
		   {"ET", "n"},	 {"INE", "n"}, {"LOCALVERSION", "\"-a \\\"b\\\"\""},
		   {"INET", "m"}};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_free_ char *value = kconfig_value(config, all[i].symbol);

		CHECK_STR(value, all[i].value);
	}
}

TEST(what_is_unmet)
{
	static const struct {
		const char *symbol, *value;
		bool unmet;
	} all[] = {
		{"NET", "y", false},
		{"NET", "n", true},
		{"SMP", "n", false},
		{"SMP", "y", true},
		{"ABSENT", "n", false},
		{"ABSENT", "250", true},
		{"PHYSICAL_START", "0x200000", false},
		{"PHYSICAL_START", "200000", false},
		{"PHYSICAL_START", "0x200001", true},
		{"HZ", "250", false},
		{"HZ", "0250", false},
		{"HZ", "1000", true},
		{"INET", "y", true},
		{"LOCALVERSION", "\"-a \\\"b\\\"\"", false},
		{"LOCALVERSION", "-a \"b\"", false},
		{"LOCALVERSION", "\"-a\"", true},
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_requests_ struct kconfig_requests w = {0};
		size_t unmet[1];

		kconfig_request_add(&w, all[i].symbol, all[i].value, "test");
		if (kconfig_unmet(&w, config, unmet) != all[i].unmet) {
			printf("# %s=%s\n", all[i].symbol, all[i].value);
			CHECK(false);
		}
	}
}

TEST(unmet_ones_are_told_in_order)
{
	_cleanup_requests_ struct kconfig_requests w = {0};
	size_t unmet[4];

	kconfig_request_add(&w, "SMP", "y", "test");
	kconfig_request_add(&w, "NET", "y", "test");
	kconfig_request_add(&w, "HZ", "y", "test");
	kconfig_request_add(&w, "NO", "y", "test");
	CHECK_INT(kconfig_unmet(&w, config, unmet), 3);
	CHECK_INT(unmet[0], 0);
	CHECK_INT(unmet[1], 2);
	CHECK_INT(unmet[2], 3);
}

TEST_MAIN()
