/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/content.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/initramfs/needs.h"
#include "wire/wire.h"

/* The recipe's folders, and those that programs expect. */
static const struct {
	const char *path;
	unsigned mode;
} dirs[] = {
	{"/bin", 0755},	 {"/sbin", 0755},    {"/etc", 0755},	  {"/proc", 0555}, {"/sys", 0555},
	{"/usr", 0755},	 {"/usr/bin", 0755}, {"/usr/sbin", 0755}, {"/dev", 0755},  {"/tmp", 01777},
	{"/root", 0700}, {"/run", 0755},     {"/var", 0755},	  {"/mnt", 0755},  {"/lib", 0755},
	{"/home", 0755}, {"/dev/pts", 0755},
};

/*
 * The kernel opens /dev/console before devtmpfs is mounted (linux: init/main.c, console_on_rootfs).
 */
static const struct {
	const char *path;
	unsigned major, minor, mode; /* linux: Documentation/admin-guide/devices.txt */
} devices[] = {
	{"/dev/console", 5, 1, 0600},
	{"/dev/null", 1, 3, 0666},
};

/* When the guest has a file of /etc. */
enum when { ALWAYS, WITH_NET, BUSYBOX_INIT };

static const struct {
	const char *path;
	enum when when;
	const char *text;
} texts[] = {
	{"/etc/passwd", ALWAYS,
	 "root:x:0:0:root:/root:/bin/sh\n"
	 "nobody:*:65534:65534:nobody:/:/bin/false\n"},
	{"/etc/group", ALWAYS,
	 "root:x:0:\n"
	 "tty:x:5:\n"
	 "nogroup:x:65534:\n"},
	{"/etc/profile", ALWAYS,
	 "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\n"
	 "PS1='\\w # '\n"},
	{"/etc/shells", ALWAYS, "/bin/sh\n"},
	{"/etc/hosts", ALWAYS,
	 "127.0.0.1 localhost\n"
	 "::1 localhost\n"},
	/* QEMU's user network: its manual, "Using the user mode network stack" */
	{"/etc/resolv.conf", WITH_NET, "nameserver 10.0.2.3\n"},
	{"/etc/inittab", BUSYBOX_INIT,
	 "::sysinit:/bin/mount -t proc proc /proc\n"
	 "::sysinit:/bin/mount -t sysfs sysfs /sys\n"
	 "::respawn:-/bin/sh\n"
	 "::ctrlaltdel:/sbin/reboot\n"
	 "::shutdown:/bin/umount -a -r\n"},
};

static int add_dirs(struct manifest *m, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		if (manifest_dir(m, dirs[i].path, dirs[i].mode, e))
			return -1;
	for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
		if (manifest_nod(m, devices[i].path, 'c', devices[i].major, devices[i].minor,
				 devices[i].mode, e))
			return -1;
	return 0;
}

/* Whether /init is BusyBox, which is then an init, too. */
static bool is_busybox(const char *init, const char *busybox)
{
	_cleanup_free_ char *real = realpath(init, NULL);
	_cleanup_free_ char *ours = realpath(busybox, NULL);

	return real && (str_eq(real, ours) || str_eq(path_basename(real), "busybox"));
}

static int add_texts(struct manifest *m, bool net, bool busybox_init, struct err *e)
{
	const bool wanted[] = {[ALWAYS] = true, [WITH_NET] = net, [BUSYBOX_INIT] = busybox_init};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (wanted[texts[i].when] &&
		    manifest_text(m, texts[i].path, texts[i].text, 0644, e))
			return -1;
	return 0;
}

static int add_busybox(struct manifest *m, const char *busybox, const struct strv *applets,
		       struct err *e)
{
	if (manifest_file(m, "/bin/busybox", busybox, 0755, e))
		return -1;
	strv_foreach(applet, applets) {
		_cleanup_free_ char *path = path_join("/", applet);

		/* linuxrc is the init of the old initrd protocol */
		if (str_eq(path, "/linuxrc") || str_eq(path, "/bin/busybox"))
			continue;
		if (manifest_slink(m, path, "/bin/busybox", e))
			return -1;
	}
	return 0;
}

int content_default(struct manifest *m, const struct build *b, const char *busybox,
		    const struct strv *applets, const char *init, struct err *e)
{
	_cleanup_needs_ struct needs needs = {.m = m, .b = b};

	if (add_dirs(m, e) || add_busybox(m, busybox, applets, e) ||
	    add_texts(m, settings_want_net(b->set), is_busybox(init, busybox), e))
		return -1;
	if (!fs_is_file(init)) {
		err_kind_set(e, ERR_USAGE, "there is no file '%s' to be the guest's /init", init);
		return -1;
	}
	if (manifest_file(m, "/init", init, 0755, e))
		return -1;
	return needs_add(&needs, init, "/init", false, e);
}

int content_seal(struct manifest *m, struct err *e)
{
	char path[] = WIRE_SEAL, text[] = WIRE_SEALED;

	return manifest_add(m,
			    &(struct manifest_entry){MANIFEST_FILE, .path = path, .data = text,
						     .size = strlen(text), .mode = 0400,
						     .last = true},
			    e);
}
