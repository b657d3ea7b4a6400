/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every file of data/targets is complete and makes QEMU's arguments; a bad one is told with its
 * place and remedy.
 */
#include "base/file/path.h"
#include "base/file/tree.h"
#include "settings/target.h"

#include <sys/utsname.h>

#include "scratch.h"
#include "settings/settings.h"
#include "vm/qemu/qemu.h"

static void list_targets(struct strv *names)
{
	_cleanup_free_ char *dir = NULL;
	_cleanup_strv_ struct strv files = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	REQUIRE(getenv("SRCDIR"));
	dir = path_join(getenv("SRCDIR"), "data/targets");
	CHECK_OK(fs_list(dir, &files, &e), &e);
	strv_foreach(f, &files) {
		CHECK(str_ends(f, ".ini"));
		strv_addf(names, "%.*s", (int)(strlen(f) - strlen(".ini")), f);
	}
	CHECK(names->n >= 2);
}

/* All that a run can ask of a board. */
static void check_board(const struct target *t, const struct board *board, bool kvm)
{
	const struct image image = {.kernel = (char *)"/k", .initramfs = (char *)"/i"};
	const struct share share = {(char *)"/a", (char *)"/a", false};
	struct machine_spec m = {
		.target = t,
		.board = board,
		.image = &image,
		.qemu = t->qemu,
		.kvm = kvm,
		.memory = 256 << 20,
		.cpus = 1,
		.host_khz = 1000,
		.hostname = "guest",
		.shares = &share,
		.n_shares = board->virtio ? 1 : 0,
		.net = board->virtio ? MACHINE_NET : MACHINE_NO_NET,
		.window = board->window,
		.agent_expected = true,
		.uart = board->uart != NULL,
		.console_fd = 7,
		.qmp_fd = 8,
		.agent_fd = 9,
	};
	_cleanup_strv_ struct strv argv = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *append = qemu_append(&m);

	CHECK_OK(qemu_check(&m, &e), &e);
	CHECK_OK(qemu_argv(&m, &argv, &e), &e);
	CHECK(strv_has(&argv, "-M"));
	CHECK(strv_has(&argv, append));
	CHECK(str_starts(append, "console="));
	CHECK(!strchr(append, '{'));
	strv_foreach(word, &argv)
		CHECK(*word);
}

static const struct opt *option(const char *name)
{
	for (size_t i = 0; i < settings_count; i++)
		if (str_eq(settings_table[i].name, name))
			return &settings_table[i];
	return NULL;
}

TEST(every_target_is_complete)
{
	_cleanup_strv_ struct strv names = {0};

	list_targets(&names);
	strv_foreach(name, &names) {
		_cleanup_target_ struct target t = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_OK(target_load(&t, getenv("SRCDIR"), name, &e), &e);
		CHECK_STR(t.name, name);
		CHECK(target_board(&t, NULL, false, &e) != NULL);
		CHECK(!t.window_board || target_board(&t, NULL, true, &e));
		for (size_t i = 0; i < t.n_boards; i++) {
			check_board(&t, &t.boards[i], false);
			check_board(&t, &t.boards[i], true);
			CHECK_CONTAINS(option("machine")->help, t.boards[i].name);
			CHECK_CONTAINS(option("machine")->values, t.boards[i].name);
		}
	}
}

/* Adds the names that --arch takes for this target. */
static void add_names(const char *name, struct strv *all)
{
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(target_load(&t, getenv("SRCDIR"), name, &e), &e);
	strv_add(all, name);
	strv_foreach(alias, &t.aliases) {
		_cleanup_target_ struct target same = {0};

		CHECK(!strv_has(all, alias));
		strv_add(all, alias);
		CHECK_OK(target_load(&same, getenv("SRCDIR"), alias, &e), &e);
		CHECK_STR(same.name, name);
	}
	CHECK(strv_has(all, t.arch));
}

/* uname's name, kbuild's, and others: all that completion offers. */
TEST(names_and_aliases_are_unambiguous)
{
	_cleanup_strv_ struct strv names = {0}, all = {0}, offered = {0};

	list_targets(&names);
	strv_foreach(name, &names)
		add_names(name, &all);
	strv_split(&offered, option("arch")->values, "|");
	CHECK_INT(offered.n, all.n);
	strv_foreach(name, &all)
		CHECK(strv_has(&offered, name));
}

TEST(the_default_is_the_hosts)
{
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	struct utsname host;

	uname(&host);
	if (target_load(&t, getenv("SRCDIR"), NULL, &e) == 0)
		CHECK(strv_has(&t.native, host.machine));
	else
		CHECK_CONTAINS(e.hint, "--arch takes one of these: ");
	CHECK_INT(target_is_native(&t), t.name != NULL);
}

TEST(boards_by_name)
{
	_cleanup_target_ struct target t = {0}, arm = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const struct board *board;

	CHECK_OK(target_load(&t, getenv("SRCDIR"), "x86_64", &e), &e);
	board = target_board(&t, NULL, false, &e);
	REQUIRE(board);
	CHECK_STR(board->name, "microvm");
	CHECK(board_wants_host_khz(board));
	board = target_board(&t, NULL, true, &e);
	REQUIRE(board);
	CHECK(board->window);
	CHECK(!target_board(&t, "microvm", true, &e));
	CHECK_CONTAINS(e.msg, "no screen");
	CHECK_CONTAINS(e.hint, "--machine pc");
	err_free(&e);
	CHECK(!target_board(&t, "toaster", false, &e));
	CHECK_CONTAINS(e.hint, "microvm, pc");
	err_free(&e);
	CHECK_OK(target_load(&arm, getenv("SRCDIR"), "arm64", &e), &e);
	CHECK(!target_board(&arm, NULL, true, &e));
	CHECK_CONTAINS(e.msg, "no board of 'aarch64' has a screen");
	CHECK(!board_wants_host_khz(&arm.boards[0]));
}

TEST(an_unknown_target_names_the_known_ones)
{
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(target_load(&t, getenv("SRCDIR"), "../x86_64", &e), -1);
	CHECK_INT(e.kind, ERR_USAGE);
	CHECK_CONTAINS(e.msg, "unknown architecture '../x86_64'");
	CHECK_CONTAINS(e.hint, "aarch64 (arm64), x86_64 (");
}

/* A target that is as short as can be; 'sed' changes it. */
static const char good[] = "mkdir -p data/targets data/kernel; touch data/kernel/f.config\n"
			   "cat >data/targets/vax.ini <<'END'\n"
			   "[target]\n"
			   "arch = vax\n"
			   "busybox_arch = vax\n"
			   "native = vax\n"
			   "cross = vax-\n"
			   "triplet = vax-linux\n"
			   "elf = 32 little 75\n"
			   "fragment = f\n"
			   "recipe_fragment = f\n"
			   "qemu = qemu-system-vax\n"
			   "default_board = mini\n"
			   "recipe_board = mini\n"
			   "\n"
			   "[board mini]\n"
			   "make_target = vmlinux\n"
			   "image = vmlinux\n"
			   "fragment = f\n"
			   "console = ttyS0\n"
			   "earlycon = earlycon\n"
			   "qemu = -M mini\n"
			   "virtio = device\n"
			   "END\n";

static int load_changed(const char *sed, struct target *t, struct err *e)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *command = xasprintf("sed -i '%s' data/targets/vax.ini", sed);

	scratch_begin(&s);
	CHECK(scratch_sh(&s, good) && scratch_sh(&s, command));
	return target_load(t, s.dir, "vax", e);
}

TEST(the_shortest_target)
{
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(load_changed("", &t, &e), &e);
	CHECK_INT(t.elf.bits, 32);
	CHECK_INT(t.elf.machine, 75);
	CHECK(!t.elf.big);
	check_board(&t, &t.boards[0], false);
}

TEST(what_is_wrong_in_a_target_is_named_with_its_place)
{
	static const struct {
		const char *sed, *msg, *hint;
	} cases[] = {
		{"/^arch/d", "vax.ini: [target]: 'arch' is missing", "kbuild's name"},
		{"/^elf/d", "vax.ini: [target]: 'elf' is missing", "64 little 183"},
		{"/^qemu = -M/d", "vax.ini: [board mini]: 'qemu' is missing", "-M virt"},
		{"s/^arch.*/arch =/", "vax.ini:2: [target]: 'arch': it has no value", NULL},
		{"s/^arch.*/arhc = vax/", "vax.ini:2: [target]: unknown key 'arhc'", "'arch'"},
		{"s/^cross.*/arch = b/", "vax.ini:5: [target]: 'arch' is given twice", NULL},
		{"s/^\\[target.*/[targets]/", "vax.ini:2: unknown section [targets]", "[target]"},
		{"s/^\\[board.*/[board ]/", "unknown section [board ]", "[board NAME]"},
		{"s/^elf.*/elf = 62/", "vax.ini:7: [target]: 'elf': '62' is not three words", NULL},
		{"s/^elf.*/elf = 16 little 62/", "'16' is neither '32' nor '64'", NULL},
		{"s/^elf.*/elf = 64 medium 62/", "neither 'little' nor 'big'", NULL},
		{"s/^elf.*/elf = 64 big 0/", "not between 1 and 65535", NULL},
		{"$aslots = many", "[board mini]: 'slots': 'many' is not a number", "virtio"},
		{"$aslots = 8x", "'8x' is not a number", NULL},
		{"$aslots = -1", "'-1' is not a number", NULL},
		{"$aram_base = 0x", "'0x' is not a number", NULL},
		{"$aram_base = 0x1ffffffffffffffff", "is not a number", NULL},
		{"$awindow = true", "'true' is neither 'yes' nor 'no'", "a screen"},
		{"$awindow = yes", "[board mini]: 'window' needs 'window_append'", NULL},
		{"$alayout = none.h", "'layout': there is no file 'data/kernel/none.h'", NULL},
		{"s/^fragment.*/fragment = g/", "there is no file 'data/kernel/g.config'", NULL},
		{"s/^virtio.*/virtio = isa/", "'isa' is not one of device|pci|ccw", NULL},
		{"/^virtio/d", "neither 'virtio' nor 'uart'", NULL},
		{"$auart = ttyS1", "'uart' needs 'uart_qemu'", NULL},
		{"s/^qemu = -M.*/qemu = M mini/", "'M' is not a QEMU option", "-M virt"},
		{"$amakefile = none.mk", "'makefile': there is no file 'data/kernel/none.mk'",
		 NULL},
		{"s/^native.*/native = \"open/", "a quote is not closed", NULL},
		{"$aappend = khz={khz} x", "unknown placeholder '{khz}'", NULL},
		{"$aappend = khz={host", "unknown placeholder '{host'", NULL},
		{"s/^default_board.*/default_board = maxi/",
		 "[target]: 'default_board': there is no section [board maxi]", "mini"},
		{"s/^recipe_board.*/recipe_board = maxi/", "'recipe_board'", "mini"},
		{"s/^recipe_board.*/&\\nwindow_board = mini/", "'mini' has no 'window = yes'",
		 NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_target_ struct target t = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_INT(load_changed(cases[i].sed, &t, &e), -1);
		CHECK_CONTAINS(e.msg, cases[i].msg);
		CHECK_CONTAINS(e.msg, "data/targets/vax.ini");
		if (cases[i].hint)
			CHECK_CONTAINS(e.hint, cases[i].hint);
		CHECK(!t.name);
	}
}

TEST_MAIN()
