/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/accel.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc-call.h"
#include "base/process/proc.h"
#include "vm/qemu/kvm-probe.h"

#define DEVICE	"/dev/kvm"
#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define CACHE	"kvm-probe"
/* Increase it when the probe changes, so that older answers do not count. */
#define PROBE_VERSION 1

/* What each result of the probe means. */
static const struct {
	const char *why, *help;
} ends[] = {
	[KVM_PROBE_NO_PROGRESS] = {"'" DEVICE "' opens, but runs no guest",
				   "use a host with hardware or nested virtualisation"},
	[KVM_PROBE_NO_OPEN] = {"'" DEVICE "' cannot be opened",
			       "load the kernel module " KVM_MODULES},
	[KVM_PROBE_NO_VM] = {"'" DEVICE "' opens, but no guest can be made",
			     "if another hypervisor uses the processor's virtualisation, stop it"},
};

static void use_tcg(struct accel *a, const char *why, const char *help)
{
	a->kvm = false;
	str_set(&a->why, why);
	str_set(&a->help, help);
}

static int call_probe(void *arg)
{
	return (int)kvm_probe(DEVICE);
}

/* A busy host gets a second, longer try, since the answer is kept until the next boot. */
static enum kvm_probe probe(void)
{
	static const unsigned deadlines_ms[] = {100, 400};
	int result = -1;

	for (size_t i = 0; i < ARRAY_SIZE(deadlines_ms) && result < 0; i++) {
		_cleanup_err_ struct err unused = ERR_INIT;

		result = proc_call(call_probe, NULL, deadlines_ms[i] * NS_PER_MS, &unused);
	}
	return result < 0 || result >= KVM_PROBES ? KVM_PROBE_NO_PROGRESS : (enum kvm_probe)result;
}

/* The boot, device and user for which the answer is valid; NULL if not known. Caller's. */
static char *cache_key(const struct stat *st)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_sb_ struct strbuf boot = {0};

	if (fs_read(BOOT_ID, &boot, &unused) < 0)
		return NULL;
	return xasprintf("%d %.36s %u:%u %u", PROBE_VERSION, sb_str(&boot), major(st->st_rdev),
			 minor(st->st_rdev), (unsigned)geteuid());
}

static bool cache_read(const char *path, const char *key, enum kvm_probe *out)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, &unused) < 0 || !str_starts(sb_str(&text), key))
		return false;
	if (str_eq(sb_str(&text) + strlen(key), " runs\n"))
		*out = KVM_PROBE_RUNS;
	else if (str_eq(sb_str(&text) + strlen(key), " no-progress\n"))
		*out = KVM_PROBE_NO_PROGRESS;
	else
		return false;
	return true;
}

/* Keeps only answers that cannot change while the host runs. */
static void cache_write(const char *statedir, const char *path, const char *key, enum kvm_probe p)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	_cleanup_free_ char *text = NULL;

	if (p != KVM_PROBE_RUNS && p != KVM_PROBE_NO_PROGRESS)
		return;
	text = xasprintf("%s %s\n", key, p == KVM_PROBE_RUNS ? "runs" : "no-progress");
	if (fs_mkdir_p(statedir, 0755, &unused) == 0)
		fs_write_str(path, text, &unused);
}

static enum kvm_probe probe_cached(const char *statedir, const struct stat *st)
{
	_cleanup_free_ char *path = path_join(statedir, CACHE), *key = cache_key(st);
	enum kvm_probe p;

	if (key && cache_read(path, key, &p))
		return p;
	p = probe();
	if (key)
		cache_write(statedir, path, key, p);
	return p;
}

static void choose(const char *statedir, struct accel *out)
{
	enum kvm_probe p;
	struct stat st;

	if (stat(DEVICE, &st) < 0) {
		use_tcg(out, "there is no '" DEVICE "'",
			"enable virtualisation in the firmware (in a virtual machine: nested "
			"virtualisation) and load the kernel module " KVM_MODULES);
		return;
	}
	if (access(DEVICE, R_OK | W_OK) < 0) {
		use_tcg(out, "no permission for '" DEVICE "'",
			"sudo usermod -aG kvm \"$USER\", then log in again");
		return;
	}
	p = probe_cached(statedir, &st);
	out->untried = p == KVM_PROBE_UNTRIED;
	out->kvm = p == KVM_PROBE_RUNS || out->untried;
	if (!out->kvm)
		use_tcg(out, ends[p].why, ends[p].help);
}

int accel_choose(const char *wanted, const struct target *t, const char *statedir,
		 struct accel *out, struct err *e)
{
	_cleanup_free_ char *why = NULL;
	struct utsname host;

	*out = (struct accel){0};
	if (str_eq(wanted, "tcg")) {
		use_tcg(out, "it was asked for", NULL);
		return 0;
	}
	if (uname(&host) < 0)
		return err_errno(e, errno, "cannot determine the host's architecture");
	if (!strv_has(&t->kvm_on, host.machine))
		why = xasprintf("KVM on '%s' does not run '%s'", host.machine, t->name);
	if (str_eq(wanted, "kvm")) {
		out->kvm = !why;
		return why ? err_kind_set(e, ERR_USAGE, "%s", why) : 0;
	}
	BUG_ON(!str_eq(wanted, "auto"));
	if (why)
		use_tcg(out, why, NULL);
	else
		choose(statedir, out);
	return 0;
}

void accel_free(struct accel *a)
{
	free(a->why);
	free(a->help);
	*a = (struct accel){0};
}
