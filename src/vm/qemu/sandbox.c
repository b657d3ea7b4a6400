/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/sandbox.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/landlock.h"
#include "vm/qemu/disk.h"

#define READ   LANDLOCK_READ
#define RUN    (LANDLOCK_READ | LANDLOCK_EXEC)
#define WRITE  (LANDLOCK_READ | LANDLOCK_WRITE)
#define MAKE   (WRITE | LANDLOCK_MAKE)
#define DEVICE (WRITE | LANDLOCK_DEVICE)
#define ABI_MV 2 /* Landlock's first ABI that lets files move between folders */

/* Each feature opens files under fixed names, and has variables of its own. */
enum feature { ALWAYS, KVM, WINDOW };

/* A leading '~' is $HOME; a leading '$NAME', that variable's value. */
static const struct {
	enum feature feature;
	const char *path;
	unsigned rights;
} files[] = {
	/* QEMU, its libraries and its data: firmware, modules */
	{ALWAYS, "/usr", RUN},
	{ALWAYS, "/bin", RUN},
	{ALWAYS, "/sbin", RUN},
	{ALWAYS, "/lib", RUN},
	{ALWAYS, "/lib32", RUN},
	{ALWAYS, "/lib64", RUN},
	{ALWAYS, "/nix/store", RUN},
	{ALWAYS, "/gnu/store", RUN},
	{ALWAYS, "/etc/ld.so.cache", READ},
	{ALWAYS, "/etc/localtime", READ},
	{ALWAYS, "/etc/qemu", READ},
	{ALWAYS, "/etc/ssl/openssl.cnf", READ},
	{ALWAYS, "/etc/gnutls", READ},
	{ALWAYS, "/etc/crypto-policies", READ},
	{ALWAYS, "/dev/null", WRITE},
	{ALWAYS, "/dev/zero", WRITE},
	{ALWAYS, "/dev/random", READ},
	{ALWAYS, "/dev/urandom", READ},
	/* how many CPUs and how much memory there are */
	{ALWAYS, "/proc/cpuinfo", READ},
	{ALWAYS, "/proc/filesystems", READ},
	{ALWAYS, "/proc/meminfo", READ},
	{ALWAYS, "/sys/devices/system", READ},
	{KVM, "/dev/kvm", DEVICE},
	{KVM, "/sys/module", READ},
	/* GTK: fonts, themes, the display, the graphics card */
	{WINDOW, "/etc", READ},
	{WINDOW, "/proc", READ},
	{WINDOW, "/sys", READ},
	{WINDOW, "/var/cache/fontconfig", READ},
	{WINDOW, "/var/lib/dbus", READ},
	{WINDOW, "/tmp/.X11-unix", WRITE},
	{WINDOW, "$XAUTHORITY", READ},
	{WINDOW, "~/.Xauthority", READ},
	{WINDOW, "$XDG_RUNTIME_DIR", MAKE},
	{WINDOW, "/dev/shm", MAKE},
	{WINDOW, "/dev/dri", DEVICE},
	{WINDOW, "/dev/nvidia0", DEVICE},
	{WINDOW, "/dev/nvidiactl", DEVICE},
	{WINDOW, "/dev/nvidia-modeset", DEVICE},
	{WINDOW, "~/.config/dconf", READ},
	{WINDOW, "~/.config/fontconfig", READ},
	{WINDOW, "~/.config/gtk-3.0", READ},
	{WINDOW, "~/.drirc", READ},
	{WINDOW, "~/.fonts", READ},
	{WINDOW, "~/.icons", READ},
	{WINDOW, "~/.themes", READ},
	{WINDOW, "~/.local/share/fonts", READ},
	{WINDOW, "~/.local/share/icons", READ},
	{WINDOW, "~/.local/share/themes", READ},
	{WINDOW, "~/.cache/fontconfig", MAKE},
	{WINDOW, "~/.cache/mesa_shader_cache", MAKE},
	{WINDOW, "~/.cache/mesa_shader_cache_db", MAKE},
};

static const struct {
	enum feature feature;
	const char *name;
} variables[] = {
	{ALWAYS, "LANG"},
	{ALWAYS, "LANGUAGE"},
	{ALWAYS, "LC_ALL"},
	{ALWAYS, "LC_CTYPE"},
	{ALWAYS, "LC_MESSAGES"},
	{WINDOW, "DBUS_SESSION_BUS_ADDRESS"},
	{WINDOW, "DISPLAY"},
	{WINDOW, "GDK_BACKEND"},
	{WINDOW, "GDK_DPI_SCALE"},
	{WINDOW, "GDK_SCALE"},
	{WINDOW, "GTK_THEME"},
	{WINDOW, "LIBGL_ALWAYS_SOFTWARE"},
	{WINDOW, "NO_AT_BRIDGE"},
	{WINDOW, "WAYLAND_DISPLAY"},
	{WINDOW, "XAUTHORITY"},
	{WINDOW, "XCURSOR_SIZE"},
	{WINDOW, "XCURSOR_THEME"},
	{WINDOW, "XDG_CURRENT_DESKTOP"},
	{WINDOW, "XDG_DATA_DIRS"},
	{WINDOW, "XDG_RUNTIME_DIR"},
	{WINDOW, "XDG_SESSION_TYPE"},
};

static bool has(const struct machine_spec *m, enum feature f)
{
	return f == ALWAYS || (f == KVM && m->kvm) || (f == WINDOW && m->window);
}

static void add(struct sandbox_files *out, const char *path, unsigned rights)
{
	out->v = xrealloc(out->v, out->n + 1, sizeof(*out->v));
	out->v[out->n++] = (struct sandbox_file){xstrdup(path), rights};
}

static void add_fixed(struct sandbox_files *out, const char *path, unsigned rights)
{
	const char *base = *path == '~' ? getenv("HOME") : *path == '$' ? getenv(path + 1) : "";
	_cleanup_free_ char *full = NULL;

	/* an unset variable names nothing, and a relative path nothing certain */
	if (!base || (*path != '/' && *base != '/'))
		return;
	full = xasprintf("%s%s", base, *path == '~' ? path + 1 : *path == '$' ? "" : path);
	add(out, full, rights);
}

static bool is_covered(const struct sandbox_files *f, const char *path)
{
	for (size_t i = 0; i < f->n; i++)
		if (path_below(path, f->v[i].path))
			return true;
	return false;
}

/*
 * A QEMU of the user's own needs its folder and, if that is part of an installation or of a source
 * tree, the folder above, with firmware and modules.
 */
static void add_program(const char *program, struct sandbox_files *out)
{
	_cleanup_free_ char *path = path_find_program(program);
	_cleanup_free_ char *real = path ? realpath(path, NULL) : NULL, *dir = NULL, *up = NULL;
	_cleanup_free_ char *share = NULL, *source = NULL;

	if (!real || is_covered(out, real))
		return;
	dir = path_dirname(real);
	up = path_dirname(dir);
	share = path_join(up, "share/qemu");
	source = path_join(up, "pc-bios");
	add(out, fs_is_dir(share) || fs_is_dir(source) ? up : dir, RUN);
}

static void add_disks(const struct strv *disks, struct sandbox_files *out)
{
	_cleanup_strv_ struct strv backing = {0};

	strv_foreach(disk, disks) {
		add(out, disk, DEVICE);
		disk_backing(disk, &backing);
	}
	strv_foreach(file, &backing)
		add(out, file, LANDLOCK_READ | LANDLOCK_DEVICE);
}

void sandbox_files(const struct machine_spec *m, struct sandbox_files *out)
{
	*out = (struct sandbox_files){0};
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (has(m, files[i].feature))
			add_fixed(out, files[i].path, files[i].rights);
	add_program(m->qemu, out);
	if (m->image->kernel)
		add(out, m->image->kernel, READ);
	if (m->image->initramfs)
		add(out, m->image->initramfs, READ);
	if (m->disks)
		add_disks(m->disks, out);
	for (size_t i = 0; i < m->n_shares; i++)
		add(out, m->shares[i].host, m->shares[i].rw ? MAKE : READ);
}

void sandbox_files_free(struct sandbox_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->v[i].path);
	free(f->v);
	*f = (struct sandbox_files){0};
}

const char *sandbox_rights(unsigned rights)
{
	return rights & LANDLOCK_MAKE	 ? "read, write, make"
	       : rights & LANDLOCK_WRITE ? "read, write"
	       : rights & LANDLOCK_EXEC	 ? "read, execute"
					 : "read";
}

void sandbox_environment(const struct machine_spec *m, struct strv *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *value = getenv(variables[i].name);

		if (value && has(m, variables[i].feature))
			strv_addf(out, "%s=%s", variables[i].name, value);
	}
}

static bool shares_writable(const struct machine_spec *m)
{
	for (size_t i = 0; i < m->n_shares; i++)
		if (m->shares[i].rw)
			return true;
	return false;
}

bool sandbox_possible(const struct machine_spec *m)
{
	const int abi = landlock_abi();

	return m->sandbox && abi && (abi >= ABI_MV || !shares_writable(m));
}

/*
 * QEMU's sockets are inherited. A display may be reached by TCP (ssh -X) or an abstract socket; the
 * user's own arguments may ask for a port ('-s').
 */
static unsigned denied(const struct machine_spec *m)
{
	if (m->qemu_args && m->qemu_args->n)
		return LANDLOCK_NO_OTHERS;
	if (m->window)
		return LANDLOCK_NO_OTHERS | LANDLOCK_NO_LISTEN;
	return LANDLOCK_NO_OTHERS | LANDLOCK_NO_LISTEN | LANDLOCK_NO_CONNECT | LANDLOCK_NO_ABSTRACT;
}

int sandbox_ruleset(const struct machine_spec *m, struct err *e)
{
	_cleanup_(sandbox_files_free) struct sandbox_files f;
	_cleanup_close_ int ruleset = landlock_ruleset(denied(m), e);

	if (ruleset < 0)
		return -1;
	sandbox_files(m, &f);
	for (size_t i = 0; i < f.n; i++)
		if (landlock_allow(ruleset, f.v[i].path, f.v[i].rights, e))
			return -1;
	return TAKE_FD(ruleset);
}
