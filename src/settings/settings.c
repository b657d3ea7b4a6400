/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/settings.h"

#include "base/file/fs.h"
#include "base/file/ini.h"
#include "base/file/path.h"

#define R     (CMD_RUN | CMD_REPORT)
#define RB    (R | CMD_BUILD)
#define RBC   (RB | CMD_CONFIG)
#define BOTH  (RBC | CMD_BENCH) /* used for both sides of a bench */
#define AT(f) offsetof(struct settings, f)

const struct opt settings_table[] = {
	{"kernel", 'k', "kernel", "source", OPT_SOURCE, AT(kernel), "SOURCE", .cmds = BOTH,
	 .help = "kernel tree, tarball, URL (with --kernel-sha256), vmlinux, bzImage or Image"},
	{"kernel-sha256", 0, "kernel", "sha256", OPT_STRING, AT(kernel_sha256), "DIGEST",
	 .cmds = BOTH, .help = "expected SHA-256 of the kernel tarball"},
	{"base-config", 0, "kernel", "base", OPT_CHOICE, AT(kernel_base), "NAME", .def = "default",
	 .values = "default|recipe", .cmds = RBC, .help = "what to add to allnoconfig first"},
	{"config", 0, "kernel", "config", OPT_PATH_LIST, AT(kernel_config), "FILE", .cmds = RBC,
	 .help = "add a fragment to the kernel configuration"},
	{"enable", 0, "kernel", "enable", OPT_LIST, AT(kernel_set), "SYMBOL", .format = "%s=y",
	 .cmds = RBC, .help = "build SYMBOL into the kernel"},
	{"disable", 0, "kernel", "disable", OPT_LIST, AT(kernel_set), "SYMBOL", .format = "%s=n",
	 .cmds = RBC, .help = "leave SYMBOL out of the kernel"},
	{"set", 0, "kernel", "set", OPT_LIST, AT(kernel_set), "SYMBOL=VALUE", .cmds = RBC,
	 .help = "set a kernel symbol to VALUE"},
	{"cc", 0, "kernel", "cc", OPT_STRING, AT(cc), "COMPILER", .cmds = BOTH,
	 .help = "compiler for the kernel, BusyBox and the guest's /init"},
	{"busybox", 'b', "busybox", "source", OPT_SOURCE, AT(busybox), "SOURCE", .cmds = BOTH,
	 .help = "BusyBox tree, tarball, URL (with --busybox-sha256) or static binary"},
	{"busybox-sha256", 0, "busybox", "sha256", OPT_STRING, AT(busybox_sha256), "DIGEST",
	 .cmds = BOTH, .help = "expected SHA-256 of the BusyBox tarball"},
	{"busybox-config", 0, "busybox", "config", OPT_PATH_LIST, AT(busybox_config), "FILE",
	 .cmds = RBC, .help = "add a fragment to the BusyBox configuration"},
	{"busybox-set", 0, "busybox", "set", OPT_LIST, AT(busybox_set), "SYMBOL=VALUE", .cmds = RBC,
	 .help = "set a BusyBox symbol to VALUE"},
	{"libc", 0, "busybox", "libc", OPT_CHOICE, AT(libc), "NAME", .def = "glibc",
	 .values = "glibc|musl", .cmds = RBC, .help = "C library to link BusyBox with"},
	{"init", 0, "initramfs", "init", OPT_PATH, AT(init), "FILE", .cmds = RB,
	 .help = "use FILE as /init"},
	{"add", 'a', "initramfs", "add", OPT_PATH_LIST, AT(add), "HOST[:GUEST]", .cmds = RB,
	 .help = "copy a file or folder into the initramfs, with the libraries it needs"},
	{"compress", 0, "initramfs", "compress", OPT_CHOICE, AT(compress), "NAME", .def = "none",
	 .values = "none|gzip|zstd|xz|lz4", .cmds = RB, .help = "compression of the initramfs"},
	{"hostname", 0, "initramfs", "hostname", OPT_STRING, AT(hostname), "NAME", .def = "jiffy",
	 .cmds = R, .help = "host name of the guest"},
	{"arch", 0, "machine", "arch", OPT_STRING, AT(arch), "NAME",
	 .values = "aarch64|arm64|x86_64|amd64|x86", .cmds = RBC,
	 .help = "architecture of the guest (default: this host's)"},
	{"machine", 'M', "machine", "type", OPT_STRING, AT(machine), "NAME",
	 .values = "microvm|pc|virt", .cmds = RBC,
	 .help = "board that QEMU emulates: microvm (default) or pc on x86_64, virt on aarch64"},
	{"memory", 'm', "machine", "memory", OPT_SIZE, AT(memory), "SIZE", .def = "256M",
	 .min = 1 << 20, .max = INT64_C(1) << 42, .cmds = R,
	 .help = "memory of the guest; a bare number is in MiB"},
	{"cpus", 'C', "machine", "cpus", OPT_INT, AT(cpus), "N", .def = "1", .min = 1, .max = 255,
	 .cmds = RBC, .help = "number of CPUs of the guest"},
	{"append", 0, "machine", "append", OPT_STRING, AT(append), "WORDS", .cmds = R,
	 .help = "add WORDS to the kernel command line"},
	{"loglevel", 0, "machine", "loglevel", OPT_INT, AT(loglevel), "N", .def = "5", .min = 0,
	 .max = 8, .cmds = R,
	 .help = "show kernel messages below level N on the console (7: all but debug)"},
	{"disk", 'd', "machine", "disk", OPT_PATH_LIST, AT(disk), "FILE", .cmds = RBC,
	 .help = "attach a disk image (raw or qcow2), writable"},
	{"share", 0, "machine", "share", OPT_PATH_LIST, AT(share), "DIR[:GUEST][:rw]", .cmds = RBC,
	 .help = "mount a host folder in the guest at GUEST (/NAME), read-only unless :rw is given"},
	{"channel", 0, "machine", "channel", OPT_CHOICE, AT(channel), "NAME", .def = "auto",
	 .values = "auto|virtio|uart", .cmds = R,
	 .help = "device between jiffy and the guest's /init; auto: virtio for a command, if the kernel has it"},
	{"net", 'n', "machine", "net", OPT_CHOICE, AT(net), .def = "no",
	 .values = "yes|no|host-loopback", .bare = "yes", .cmds = RBC,
	 .help = "give the guest a network, without this host's own services unless host-loopback"},
	{"window", 'w', "machine", "window", OPT_FLAG, AT(window), .cmds = RBC,
	 .help = "show the guest's screen in a QEMU window"},
	{"accel", 0, "machine", "accel", OPT_CHOICE, AT(accel), "NAME", .def = "auto",
	 .values = "auto|kvm|tcg", .cmds = R | CMD_BENCH, .help = "how QEMU runs the guest"},
	{"qemu", 0, "machine", "qemu", OPT_STRING, AT(qemu), "PROGRAM", .cmds = R | CMD_BENCH,
	 .help = "QEMU program to use"},
	{"sandbox", 0, "machine", "sandbox", OPT_FLAG, AT(sandbox), .def = "yes",
	 .cmds = R | CMD_BENCH,
	 .help = "confine QEMU to what the other options name; --no-sandbox: it may do all that you may"},
	{"qemu-arg", 0, "machine", "qemu-arg", OPT_LIST, AT(qemu_arg), "ARG", .cmds = R,
	 .help = "pass ARG to QEMU unchanged"},
	{"timeout", 0, "run", "timeout", OPT_DURATION, AT(timeout), "TIME", .def = "0",
	 .max = 1 << 24, .cmds = CMD_RUN, .help = "end the run after TIME (90, 90s, 2m; 0: never)"},
	{"boot-timeout", 0, "run", "boot-timeout", OPT_DURATION, AT(boot_timeout), "TIME",
	 .max = 1 << 24, .cmds = R,
	 .help = "end the run if the guest is not up within TIME (default for a command: 2m)"},
	{"idle-timeout", 0, "run", "idle-timeout", OPT_DURATION, AT(idle_timeout), "TIME",
	 .max = 1 << 24, .cmds = CMD_RUN,
	 .help = "end the run if the guest shows no sign of life for TIME (default for a command: 1m)"},
	{"fail-on", 0, "run", "fail-on", OPT_CHOICE, AT(fail_on), "NAME", .def = "crash",
	 .values = "crash|warn|taint", .cmds = CMD_RUN,
	 .help = "what counts as a crash; warn includes WARNINGs, taint any new taint as well"},
	{"repeat", 'r', "report", "repeat", OPT_INT, AT(repeat), "N", .def = "5", .min = 1,
	 .max = 1000, .cmds = CMD_REPORT, .help = "number of boots to take the medians of"},
	{"budget", 0, "report", "budget", OPT_LIST, AT(budget), "LIMITS", .cmds = CMD_REPORT,
	 .help = "exit with 1 above these limits: boot=300ms,memory=20M,kernel=5M,text=3M"},
	{"jobs", 'j', "build", "jobs", OPT_INT, AT(jobs), "N", .def = "0", .min = 0, .max = 1024,
	 .cmds = BOTH, .help = "number of parallel compilers; 0: one per CPU"},
	{"command", 'c', NULL, NULL, OPT_STRING, AT(script), "SCRIPT", .cmds = CMD_RUN,
	 .help = "run SCRIPT with the guest's /bin/sh; words after -- are its arguments"},
	{"push", 0, NULL, NULL, OPT_PATH_LIST, AT(push), "HOST[:GUEST]", .cmds = CMD_RUN,
	 .help = "copy a file or folder to GUEST (/) before the command runs"},
	{"pull", 0, NULL, NULL, OPT_LIST, AT(pull), "GUEST[:HOST]", .cmds = CMD_RUN,
	 .help = "copy a file or folder to HOST (.) after the command has ended"},
	{"tty", 't', NULL, NULL, OPT_FLAG, AT(tty), .cmds = CMD_RUN,
	 .help = "give the command a terminal (default: if stdin and stdout are terminals)"},
	{"no-tty", 'T', NULL, NULL, OPT_FLAG, AT(no_tty), .cmds = CMD_RUN,
	 .help = "do not give the command a terminal"},
	{"console", 0, NULL, NULL, OPT_FLAG, AT(console), .cmds = CMD_RUN,
	 .help = "show the guest's console on stderr while the command runs"},
	{"keep", 0, NULL, NULL, OPT_FLAG, AT(keep), .cmds = CMD_RUN,
	 .help = "print where kernel, initramfs and logs are"},
	{"dry-run", 0, NULL, NULL, OPT_FLAG, AT(dry_run), .cmds = CMD_RUN,
	 .help = "build, then print the QEMU command line instead of running it"},
	{"explain", 0, NULL, NULL, OPT_LIST, AT(explain), "SYMBOL", .cmds = CMD_CONFIG,
	 .help = "explain a kernel symbol: what it is, depends on and needs"},
	{"all", 0, NULL, NULL, OPT_FLAG, AT(all), .cmds = CMD_CLEAN, .removes = true,
	 .help = "remove unpacked sources and downloads as well"},
	{"compare", 0, NULL, NULL, OPT_STRING, AT(compare), "RUN", .cmds = CMD_REPORT,
	 .help = "show what changed since RUN: a number, 'last' or a run's folder"},
	{"alternate", 0, NULL, NULL, OPT_FLAG, AT(alternate), .cmds = CMD_REPORT,
	 .help = "also boot the kernel of the compared run, alternating with the present one"},
	{"runs", 0, NULL, NULL, OPT_INT, AT(runs), "N", .min = 1, .max = 1000, .cmds = CMD_BENCH,
	 .help = "number of measurements of each figure (default: 10; first_build: 1)"},
	{"html", 0, NULL, NULL, OPT_PATH, AT(html), "FILE", .cmds = CMD_REPORT,
	 .help = "also write the report as an HTML page"},
	{"json", 0, NULL, NULL, OPT_FLAG, AT(json), .cmds = R | CMD_DOCTOR | CMD_BENCH,
	 .help = "print the outcome, report or figures as JSON on the last line"},
	{"verbose", 'v', NULL, NULL, OPT_COUNT, AT(verbose), .cmds = CMD_ALL,
	 .help = "show why each step runs, and where its log is"},
	{"quiet", 'q', NULL, NULL, OPT_FLAG, AT(quiet), .cmds = CMD_ALL,
	 .help = "print nothing but the guest's output and errors"},
};
const size_t settings_count = ARRAY_SIZE(settings_table);

void settings_init(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	opt_defaults(settings_table, settings_count, s);
}

void settings_free(struct settings *s)
{
	char **more[] = {&s->ini_kernel, &s->ini_kernel_sha256, &s->ini,
			 &s->cwd,	 &s->kernel_own_config, &s->busybox_own_config};

	opt_free(settings_table, settings_count, s);
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		str_set(more[i], NULL);
}

struct ini_reader {
	struct settings *s;
	const char *dir;
};

static const struct opt *find_key(const char *section, const char *key)
{
	for (size_t i = 0; i < settings_count; i++) {
		const struct opt *o = &settings_table[i];

		if (o->section && str_eq(o->section, section) && str_eq(o->key, key))
			return o;
	}
	return NULL;
}

/* Says whether the key or its section is unknown, and names the nearest known one. */
static int unknown_key(const char *section, const char *key, struct err *e)
{
	_cleanup_free_ const char **names = xcalloc(settings_count, sizeof(*names));
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < settings_count; i++)
		if (settings_table[i].section && str_eq(settings_table[i].section, section))
			names[n++] = settings_table[i].key;
	if (n) {
		near = nearest_name(key, names, n);
		err_kind_set(e, ERR_USAGE, "unknown key '%s' in section [%s]", key, section);
		if (near)
			err_hint(e, "did you mean '%s'?", near);
		return -1;
	}
	for (size_t i = 0; i < settings_count; i++)
		if (settings_table[i].section)
			names[n++] = settings_table[i].section;
	near = nearest_name(section, names, n);
	if (*section)
		err_kind_set(e, ERR_USAGE, "unknown section [%s]", section);
	else
		err_kind_set(e, ERR_USAGE, "key '%s' comes before the first [section]", key);
	if (near)
		err_hint(e, "did you mean [%s]?", near);
	return -1;
}

static int on_value(void *arg, const char *section, const char *key, const char *value, int line,
		    struct err *e)
{
	struct ini_reader *r = arg;
	const struct opt *o = find_key(section, key);

	if (!o)
		return unknown_key(section, key, e);
	if (opt_store(o, r->s, value, r->dir, e)) {
		e->kind = ERR_USAGE;
		return -1;
	}
	return 0;
}

/* The nearest jiffy.ini in 'dir' or a folder above it, or NULL. */
static char *find_ini(const char *dir)
{
	_cleanup_free_ char *at = xstrdup(dir);

	for (;;) {
		_cleanup_free_ char *ini = path_join(at, "jiffy.ini");
		char *up;

		if (fs_is_file(ini))
			return TAKE_PTR(ini);
		if (str_eq(at, "/"))
			return NULL;
		up = path_dirname(at);
		free(at);
		at = up;
	}
}

/* Sets the paths of the user's own fragments. */
static void own_configs(struct settings *s)
{
	_cleanup_free_ char *dir = NULL;
	const char *prefix = "", *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");

	if (s->ini) {
		dir = path_dirname(s->ini);
		prefix = "jiffy.";
	} else if (xdg && *xdg == '/') {
		dir = path_join(xdg, "jiffy");
	} else if (home && *home) {
		dir = path_join(home, ".config/jiffy");
	} else {
		return;
	}
	s->kernel_own_config = path_joinf(dir, "%skernel.config", prefix);
	s->busybox_own_config = path_joinf(dir, "%sbusybox.config", prefix);
}

int settings_read_ini(struct settings *s, const char *cwd, struct err *e)
{
	_cleanup_free_ char *dir = NULL;
	struct ini_reader r = {.s = s};

	str_set(&s->cwd, cwd);
	s->ini = find_ini(cwd);
	own_configs(s);
	if (!s->ini)
		return 0;
	r.dir = dir = path_dirname(s->ini);
	if (ini_read(s->ini, on_value, &r, e))
		return -1;
	s->ini_kernel = TAKE_PTR(s->kernel);
	s->ini_kernel_sha256 = TAKE_PTR(s->kernel_sha256);
	return 0;
}
