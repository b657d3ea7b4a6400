/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/target.h"

#include <errno.h>
#include <sys/utsname.h>

#include "base/file/fs.h"
#include "base/file/ini.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "settings/key.h"

/* how the sections begin that have a name */
#define BOARD  "board "
#define COMPAT "compat "

#define T(f) offsetof(struct target, f)
static const struct key target_keys[] = {
	{"aliases", KEY_WORDS, T(aliases),
	 .about = "other names of it for --arch, such as 'arm64'"},
	{"arch", KEY_STRING, T(arch), true, "kbuild's name of the architecture (ARCH=)"},
	{"busybox_arch", KEY_STRING, T(busybox_arch), true, "BusyBox's name of it (ARCH=)"},
	{"native", KEY_WORDS, T(native), true,
	 "'uname -m' of the hosts that need no cross compiler"},
	{"cross", KEY_STRING, T(cross), true,
	 "the prefix of the cross compiler, such as 'aarch64-linux-gnu-'"},
	{"cross_musl", KEY_STRING, T(cross_musl), .about = "the same of a cross compiler for musl"},
	{"triplet", KEY_STRING, T(triplet), true,
	 "Debian's name of it in paths, such as 'aarch64-linux-gnu'"},
	{"libdirs", KEY_WORDS, T(libdirs),
	 .about = "folders where glibc looks for libraries beside /lib and /usr/lib"},
	{"guest_flags", KEY_WORDS, T(guest_flags),
	 .about = "compiler flags of the agent, besides those of guest/flags"},
	{"elf", KEY_ELF, T(elf), true,
	 "class, byte order and e_machine of its ELF files, such as '64 little 183'"},
	{"elf_note", KEY_NUMBER, T(elf_note),
	 .about = "type of the ELF note by which QEMU finds a vmlinux's entry, such as 18"},
	{"elf_note_symbol", KEY_STRING, T(elf_note_symbol),
	 .about = "the kernel symbol that adds 'elf_note', such as PVH"},
	{"fragment", KEY_FRAGMENT, T(fragment), true, "data/kernel/NAME.config, without '.config'"},
	{"recipe_fragment", KEY_FRAGMENT, T(recipe_fragment), true,
	 "data/kernel/NAME.config of --base-config recipe, without '.config'"},
	{"command_line", KEY_NUMBER, T(command_line),
	 .about = "the kernel's COMMAND_LINE_SIZE in bytes"},
	{"kernel_base", KEY_NUMBER, T(kernel_base),
	 .about = "the lowest virtual address of the kernel's own, such as 0x8000000000000000"},
	{"qemu", KEY_STRING, T(qemu), true, "QEMU's program, such as 'qemu-system-aarch64'"},
	{"pc", KEY_STRING, T(pc),
	 .about = "the instruction pointer in QEMU's 'info registers', such as 'PC'"},
	{"kvm_on", KEY_WORDS, T(kvm_on), .about = "'uname -m' of the hosts whose KVM runs it"},
	{"default_board", KEY_STRING, T(default_board), true, "the board without --machine"},
	{"window_board", KEY_STRING, T(window_board), .about = "the board of --window"},
	{"recipe_board", KEY_STRING, T(recipe_board), true, "the board that the recipe boots"},
};
static const struct keys of_target = {target_keys, ARRAY_SIZE(target_keys)};

#define B(f) offsetof(struct board, f)
static const struct key board_keys[] = {
	{"make_target", KEY_STRING, B(make_target), true, "kbuild's target, such as 'Image'"},
	{"makefile", KEY_FILE, B(makefile),
	 .about = "a make file of data/kernel that is read before the kernel's own"},
	{"layout", KEY_FILE, B(layout),
	 .about = "a header of data/kernel that the linker script reads first"},
	{"image", KEY_STRING, B(image), true, "the kernel that QEMU takes, below the build folder"},
	{"image_formats", KEY_WORDS, B(image_formats),
	 .about = "formats of kernels that QEMU takes: ELF, bzImage, Image"},
	{"fragment", KEY_FRAGMENT, B(fragment), true, "data/kernel/NAME.config, without '.config'"},
	{"window_fragment", KEY_FRAGMENT, B(window_fragment),
	 .about = "data/kernel/NAME.config for --window, without '.config'"},
	{"symbols", KEY_WORDS, B(symbols),
	 .about = "kernel symbols without which nothing is seen on the console"},
	{"console", KEY_STRING, B(console), true, "the kernel's serial console, such as 'ttyS0'"},
	{"append", KEY_APPEND, B(append), .about = "words for the kernel's command line"},
	{"append_tcg", KEY_APPEND, B(append_tcg), .about = "words for it under TCG",
	 .values = HOST_KHZ},
	{"append_tcg_up", KEY_APPEND, B(append_tcg_up),
	 .about = "words for it under TCG with one CPU", .values = HOST_KHZ},
	{"append_kvm", KEY_APPEND, B(append_kvm), .about = "words for it under KVM"},
	{"earlycon", KEY_STRING, B(earlycon), true,
	 "the word that shows early kernel messages, such as 'earlycon'"},
	{"command_line_per_device", KEY_NUMBER, B(command_line_per_device),
	 .about = "bytes that QEMU adds to the kernel's command line for each virtio device"},
	{"qemu", KEY_QEMU, B(qemu), true, "QEMU's options for the board, such as '-M virt'"},
	{"qemu_tcg", KEY_QEMU, B(qemu_tcg), .about = "QEMU's options for it under TCG"},
	{"qemu_kvm", KEY_QEMU, B(qemu_kvm), .about = "QEMU's options for it under KVM"},
	{"program_kvm", KEY_STRING, B(program_kvm),
	 .about = "a smaller QEMU that is enough under KVM"},
	{"console_qemu", KEY_QEMU, B(console_qemu),
	 .about =
		 "QEMU's options that make the console of 'chardev:con', where '-serial' does not"},
	{"ram_base", KEY_NUMBER, B(ram_base), .about = "the physical address at which RAM begins"},
	{"virtio", KEY_CHOICE, B(virtio), .about = "the end of the names of QEMU's virtio devices",
	 .values = "device|pci|ccw"},
	{"slots", KEY_NUMBER, B(slots), .about = "how many virtio devices there is room for"},
	{"net_options", KEY_STRING, B(net_options), .about = "options of the virtio-net device"},
	{"uart", KEY_STRING, B(uart), .about = "a second UART, such as 'ttyS1'"},
	{"uart_qemu", KEY_QEMU, B(uart_qemu),
	 .about = "QEMU's options that make it of 'chardev=agent'"},
	{"uart_append", KEY_APPEND, B(uart_append),
	 .about = "words for the kernel's command line with it"},
	{"window", KEY_YES, B(window), .about = "whether the board has a screen"},
	{"window_qemu", KEY_QEMU, B(window_qemu), .about = "QEMU's options that make the screen"},
	{"window_append", KEY_APPEND, B(window_append),
	 .about = "words for the kernel's command line with a screen, such as 'console=tty0'"},
};
static const struct keys of_board = {board_keys, ARRAY_SIZE(board_keys)};

#define C(f) offsetof(struct compat, f)
static const struct key compat_keys[] = {
	{"elf", KEY_ELF, C(elf), true, "class, byte order and e_machine, such as '32 little 3'"},
	{"symbol", KEY_STRING, C(symbol), true,
	 "the kernel symbol that runs them, such as IA32_EMULATION"},
	{"triplet", KEY_STRING, C(triplet), true,
	 "Debian's name of it in paths, such as 'i386-linux-gnu'"},
	{"libdirs", KEY_WORDS, C(libdirs),
	 .about = "folders where glibc looks for libraries beside /lib and /usr/lib"},
};
static const struct keys of_compat = {compat_keys, ARRAY_SIZE(compat_keys)};

static const struct board *find_board(const struct target *t, const char *name)
{
	for (size_t i = 0; name && i < t->n_boards; i++)
		if (str_eq(t->boards[i].name, name))
			return &t->boards[i];
	return NULL;
}

static struct board *add_board(struct target *t, const char *name)
{
	t->boards = xrealloc(t->boards, t->n_boards + 1, sizeof(*t->boards));
	t->boards[t->n_boards] = (struct board){.name = xstrdup(name)};
	return &t->boards[t->n_boards++];
}

/* The one of this name, made if there is none. */
static struct compat *compat_of(struct target *t, const char *name)
{
	for (size_t i = 0; i < t->n_compats; i++)
		if (str_eq(t->compats[i].name, name))
			return &t->compats[i];
	t->compats = xrealloc(t->compats, t->n_compats + 1, sizeof(*t->compats));
	t->compats[t->n_compats] = (struct compat){.name = xstrdup(name)};
	return &t->compats[t->n_compats++];
}

struct reader {
	struct target *t;
	const char *datadir;
};

static int on_value(void *arg, const char *section, const char *key, const char *value, int line,
		    struct err *e)
{
	const struct reader *r = arg;
	struct compat *compat;
	struct board *board;

	if (str_eq(section, "target"))
		return keys_store(&of_target, r->t, &r->t->given, r->datadir, section, key, value,
				  e);
	if (str_starts(section, COMPAT) && section[strlen(COMPAT)]) {
		compat = compat_of(r->t, section + strlen(COMPAT));
		return keys_store(&of_compat, compat, &compat->given, r->datadir, section, key,
				  value, e);
	}
	if (!str_starts(section, BOARD) || !section[strlen(BOARD)]) {
		err_kind_set(e, ERR_USAGE, "unknown section [%s]", section);
		return err_hint(e, "there are [target], [" BOARD "NAME] and [" COMPAT "NAME]");
	}
	board = (struct board *)find_board(r->t, section + strlen(BOARD));
	if (!board)
		board = add_board(r->t, section + strlen(BOARD));
	return keys_store(&of_board, board, &board->given, r->datadir, section, key, value, e);
}

static char *board_names(const struct target *t)
{
	_cleanup_strv_ struct strv names = {0};

	for (size_t i = 0; i < t->n_boards; i++)
		strv_add(&names, t->boards[i].name);
	return strv_join(&names, ", ");
}

/* What one key alone does not tell. */
static int check_board(const struct board *board, struct err *e)
{
	_cleanup_free_ char *section = xasprintf(BOARD "%s", board->name);

	if (keys_check(&of_board, board->given, section, e))
		return -1;
	if (board->uart && !board->uart_qemu.n)
		return err_kind_set(e, ERR_USAGE, "[%s]: 'uart' needs 'uart_qemu'", section);
	if (!board->uart && !board->virtio)
		return err_kind_set(e, ERR_USAGE,
				    "[%s]: it has neither 'virtio' nor 'uart' for the channel",
				    section);
	if (board->window && !board->window_append)
		return err_kind_set(e, ERR_USAGE, "[%s]: 'window' needs 'window_append'", section);
	return 0;
}

static int check_named_board(const struct target *t, const char *key, const char *name,
			     struct err *e)
{
	_cleanup_free_ char *known = NULL;

	if (!name || find_board(t, name))
		return 0;
	known = board_names(t);
	err_kind_set(e, ERR_USAGE, "[target]: '%s': there is no section [" BOARD "%s]", key, name);
	return err_hint(e, "the file has these boards: %s", known);
}

static int check(const struct target *t, struct err *e)
{
	const struct board *window = find_board(t, t->window_board);

	if (keys_check(&of_target, t->given, "target", e))
		return -1;
	if (t->elf_note && !t->elf_note_symbol)
		return err_kind_set(e, ERR_USAGE, "[target]: 'elf_note' needs 'elf_note_symbol'");
	if (check_named_board(t, "default_board", t->default_board, e) ||
	    check_named_board(t, "window_board", t->window_board, e) ||
	    check_named_board(t, "recipe_board", t->recipe_board, e))
		return -1;
	for (size_t i = 0; i < t->n_boards; i++)
		if (check_board(&t->boards[i], e))
			return -1;
	for (size_t i = 0; i < t->n_compats; i++) {
		_cleanup_free_ char *section = xasprintf(COMPAT "%s", t->compats[i].name);

		if (keys_check(&of_compat, t->compats[i].given, section, e))
			return -1;
	}
	if (window && !window->window)
		return err_kind_set(
			e, ERR_USAGE,
			"[target]: 'window_board': the board '%s' has no 'window = yes'",
			window->name);
	return 0;
}

static int load_file(struct target *t, const char *datadir, const char *name, struct err *e)
{
	_cleanup_free_ char *path = path_joinf(datadir, "data/targets/%s.ini", name);
	struct reader r = {t, datadir};

	*t = (struct target){.name = xstrdup(name)};
	if (ini_read(path, on_value, &r, e) == 0) {
		if (check(t, e) == 0)
			return 0;
		err_wrap(e, "%s", path);
	}
	target_free(t);
	return -1;
}

/* The names of all targets. */
static int list(const char *datadir, struct strv *names, struct err *e)
{
	_cleanup_free_ char *dir = path_join(datadir, "data/targets");
	_cleanup_strv_ struct strv files = {0};

	if (fs_list(dir, &files, e))
		return -1;
	strv_foreach(f, &files)
		if (str_ends(f, ".ini"))
			strv_addf(names, "%.*s", (int)(strlen(f) - strlen(".ini")), f);
	return 0;
}

static int unknown(const char *name, const struct strv *known, struct err *e)
{
	_cleanup_free_ char *text = strv_join(known, ", ");

	if (name)
		err_kind_set(e, ERR_USAGE, "unknown architecture '%s'", name);
	else
		err_kind_set(e, ERR_USAGE, "jiffy builds nothing for this host's architecture");
	return err_hint(e, "--arch takes one of these: %s", text);
}

/* "aarch64 (arm64)" */
static char *names_of(const struct target *t)
{
	_cleanup_free_ char *aliases = strv_join(&t->aliases, ", ");

	return *aliases ? xasprintf("%s (%s)", t->name, aliases) : xstrdup(t->name);
}

static int load_alias(struct target *t, const char *datadir, const char *name, bool host,
		      struct err *e)
{
	_cleanup_strv_ struct strv names = {0}, known = {0};

	if (list(datadir, &names, e))
		return -1;
	strv_foreach(n, &names) {
		if (load_file(t, datadir, n, e))
			return -1;
		if (strv_has(&t->aliases, name) || (host && strv_has(&t->native, name)))
			return 0;
		strv_take(&known, names_of(t));
		target_free(t);
	}
	return unknown(host ? NULL : name, &known, e);
}

int target_load(struct target *t, const char *datadir, const char *name, struct err *e)
{
	const char *wanted = name;
	_cleanup_free_ char *path = NULL;
	struct utsname host;

	*t = (struct target){0};
	if (!name) {
		if (uname(&host) < 0)
			return err_errno(e, errno, "cannot determine the host's architecture");
		wanted = host.machine;
	}
	path = path_joinf(datadir, "data/targets/%s.ini", wanted);
	if (!strchr(wanted, '/') && fs_is_file(path))
		return load_file(t, datadir, wanted, e);
	return load_alias(t, datadir, wanted, !name, e);
}

const struct board *target_board(const struct target *t, const char *name, bool window,
				 struct err *e)
{
	_cleanup_free_ char *known = NULL;
	const struct board *board;

	if (window && !t->window_board) {
		err_kind_set(e, ERR_USAGE, "no board of '%s' has a screen for a window", t->name);
		return NULL;
	}
	board = find_board(t, name ? name : window ? t->window_board : t->default_board);
	if (!board) {
		known = board_names(t);
		err_kind_set(e, ERR_USAGE, "unknown board '%s'", name);
		err_hint(e, "'%s' has these boards: %s", t->name, known);
		return NULL;
	}
	if (window && !board->window) {
		err_kind_set(e, ERR_USAGE, "the board '%s' has no screen for a window", name);
		err_hint(e, "leave out '--machine', or use '--machine %s'", t->window_board);
		return NULL;
	}
	return board;
}

bool target_is_native(const struct target *t)
{
	struct utsname host;

	return uname(&host) == 0 && strv_has(&t->native, host.machine);
}

bool board_wants_host_khz(const struct board *board)
{
	return board->append_tcg && strstr(board->append_tcg, HOST_KHZ);
}

void target_free(struct target *t)
{
	for (size_t i = 0; i < t->n_boards; i++) {
		keys_free(&of_board, &t->boards[i]);
		free(t->boards[i].name);
	}
	for (size_t i = 0; i < t->n_compats; i++) {
		keys_free(&of_compat, &t->compats[i]);
		free(t->compats[i].name);
	}
	keys_free(&of_target, t);
	free(t->compats);
	free(t->boards);
	free(t->name);
	*t = (struct target){0};
}
