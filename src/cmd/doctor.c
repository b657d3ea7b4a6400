/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy doctor: what this host lacks, and the command that installs it. */
#include <sys/statvfs.h>

#include "base/file/json.h"
#include "base/process/landlock.h"
#include "cmd/ui/commands.h"
#include "settings/packages.h"
#include "vm/qemu/accel.h"
#include "vm/qemu/seccomp.h"

/* What each group is for. NULL: every 'jiffy run' needs it. */
static const struct {
	const char *group, *purpose;
} purposes[] = {
	{"kernel", NULL},
	{"busybox", NULL},
	{"source", NULL},
	{"build", "to build jiffy itself"},
	{"menuconfig", "for 'jiffy config'"},
	{"busybox-source", "for Debian's BusyBox"},
	{"musl", "for --libc musl"},
	{"window", "for --window"},
	{"bench", "for 'jiffy bench'"},
	{"clang", "for --cc clang"},
	{"pahole", "for the kernel's DEBUG_INFO_BTF"},
	{"rust", "for the kernel's RUST"},
	{"tests", "for tests/run"},
	{"fresh", "for tests/run fresh"},
};

struct finding {
	const char *name; /* of a group, or "kvm", "sandbox", "cache" */
	bool good, optional;
	char *purpose;	     /* of an optional group */
	struct strv missing; /* what a group lacks */
	char *command;	     /* that installs it; NULL: nothing to install, or no known manager */
	char *text;	     /* of kvm, sandbox and cache */
};

struct report {
	struct finding *v;
	size_t n;
	struct strv packages; /* that are missing and needed */
	char *command;	      /* that installs them, or NULL */
};

static struct finding *add(struct report *r, const char *name)
{
	r->v = xrealloc(r->v, r->n + 1, sizeof(*r->v));
	r->v[r->n] = (struct finding){.name = name, .good = true};
	return &r->v[r->n++];
}

static void report_free(struct report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		strv_free(&r->v[i].missing);
		free(r->v[i].purpose);
		free(r->v[i].command);
		free(r->v[i].text);
	}
	strv_free(&r->packages);
	free(r->v);
	free(r->command);
}

/*
 * What an optional group is for; NULL: it is needed. A group for an architecture ("qemu@aarch64")
 * is needed for the target's own. Without an entry, the purpose is the group's name. Caller's.
 */
static char *purpose_of(const struct app *a, const char *group)
{
	const char *at = strchr(group, '@');

	if (at)
		return str_eq(at + 1, a->target.name) ? NULL : xasprintf("for --arch %s", at + 1);
	for (size_t i = 0; i < ARRAY_SIZE(purposes); i++)
		if (str_eq(purposes[i].group, group))
			return purposes[i].purpose ? xstrdup(purposes[i].purpose) : NULL;
	return xstrdup(group);
}

static void look_at_group(struct report *r, const struct app *a, const struct packages *p,
			  const char *group, enum package_manager manager)
{
	_cleanup_strv_ struct strv names = {0};
	struct finding *f = add(r, group);

	f->purpose = purpose_of(a, group);
	f->optional = f->purpose != NULL;
	packages_missing(p, group, manager, &f->missing, &names);
	f->good = !f->missing.n;
	f->command = packages_command(&names, manager, geteuid() == 0);
	if (f->optional)
		return;
	strv_foreach(name, &names)
		strv_add_once(&r->packages, name);
}

static int look_at_kvm(struct report *r, const struct app *a, struct err *e)
{
	_cleanup_(accel_free) struct accel accel = {0};
	struct finding *f;

	if (accel_choose("auto", &a->target, a->statedir, &accel, e))
		return -1;
	f = add(r, "kvm");
	f->optional = true;
	f->good = accel.kvm;
	if (accel.kvm)
		f->text = xstrdup(accel.untried ? "a virtual CPU can be made"
						: "guests run under it");
	else
		f->text = xasprintf("%s%s%s", accel.why, accel.help ? "; " : "",
				    accel.help ? accel.help : "");
	return 0;
}

static void look_at_sandbox(struct report *r, const struct app *a)
{
	struct finding *f = add(r, "sandbox");
	const int abi = landlock_abi();
	const bool seccomp = seccomp_works(a->target.qemu, a->statedir);

	f->optional = true;
	f->good = abi && seccomp;
	f->text = xasprintf(
		"%s; %s",
		abi ? "QEMU opens only the files that it needs"
		    : "the kernel has no Landlock (5.13; 'lsm=landlock,...'), so QEMU opens all that "
		      "you may",
		seccomp ? "it makes only the system calls that it needs"
			: "it is built without seccomp");
}

#define ROOM_WANTED (UINT64_C(4) << 30) /* a kernel tree and a few builds */

static void look_at_cache(struct report *r, const struct app *a)
{
	struct finding *f = add(r, "cache");
	struct statvfs fs;
	uint64_t room;

	f->optional = true;
	if (statvfs(a->cachedir, &fs)) {
		f->good = false;
		f->text = xasprintf("cannot read %s", a->cachedir);
		return;
	}
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	f->good = room >= ROOM_WANTED;
	f->text = xasprintf("%s, %.1f GiB free%s", a->cachedir, (double)room / (1 << 30),
			    f->good ? "" : ": little for a kernel build");
}

static int examine(struct report *r, const struct app *a, const struct strv *groups,
		   const struct packages *p, struct err *e)
{
	enum package_manager manager = packages_manager();

	strv_foreach(group, groups)
		if (!str_starts(group, "cross@") ||
		    !str_eq(group + strlen("cross@"), a->target.name))
			look_at_group(r, a, p, group, manager);
	if (look_at_kvm(r, a, e))
		return -1;
	look_at_sandbox(r, a);
	look_at_cache(r, a);
	r->command = packages_command(&r->packages, manager, geteuid() == 0);
	return 0;
}

/* "gcc, flex: COMMAND", "for --window: COMMAND"; without a command, what is missing. Caller's. */
static char *remedy(const struct finding *f)
{
	_cleanup_free_ char *missing = strv_join(&f->missing, ", ");
	const char *subject = f->purpose ? f->purpose : missing;

	if (f->command)
		return xasprintf("%s: %s", subject, f->command);
	return f->purpose ? xasprintf("%s: %s", subject, missing) : xstrdup(missing);
}

static void print_text(const struct report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct finding *f = &r->v[i];
		_cleanup_free_ char *missing = f->missing.n ? remedy(f) : NULL;
		const char *text = missing ? missing : f->text;

		out_data("%-15s %-8s%s%s\n", f->name,
			 f->good       ? "ok"
			 : f->optional ? "no"
				       : "missing",
			 text ? " " : "", text ? text : "");
	}
	if (r->command)
		out_data("\nto install all that is needed: %s\n", r->command);
}

static void print_json(const struct report *r)
{
	_cleanup_json_ struct json *j = json_object();
	struct json *all = json_array();
	_cleanup_free_ char *text = NULL;

	for (size_t i = 0; i < r->n; i++) {
		const struct finding *f = &r->v[i];
		struct json *one = json_object(), *missing = json_array();

		json_put(one, "name", json_string(f->name));
		json_put(one, "ok", json_bool(f->good));
		json_put(one, "needed", json_bool(!f->optional));
		strv_foreach(m, &f->missing)
			json_append(missing, json_string(m));
		json_put(one, "missing", missing);
		json_put(one, "for", json_string(f->purpose));
		json_put(one, "command", json_string(f->command));
		json_put(one, "text", json_string(f->text));
		json_append(all, one);
	}
	json_put(j, "findings", all);
	json_put(j, "command", json_string(r->command));
	text = json_dump(j, true);
	out_data("%s", text);
}

static int run(struct app *a, struct err *e)
{
	static const char *const none[] = {NULL};
	_cleanup_packages_ struct packages p = {0};
	_cleanup_strv_ struct strv groups = {0};
	_cleanup_(report_free) struct report r = {0};
	int status = STATUS_OK;

	if (app_check_args(a, &cmd_doctor, 0, none, e) || app_prepare(a, e) ||
	    packages_load(&p, a->datadir, e))
		return -1;
	packages_groups(&p, &groups);
	if (examine(&r, a, &groups, &p, e))
		return -1;
	for (size_t i = 0; i < r.n; i++)
		if (!r.v[i].good && !r.v[i].optional)
			status = 1;
	a->set.json ? print_json(&r) : print_text(&r);
	return status;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.args = "",
	.summary = "say what this host lacks, and how to install it",
	.about =
		"Checks the packages in data/packages, KVM, QEMU's sandbox and the space for the cache, and prints the command that\n"
		"installs what is missing. The exit status is 1 if 'jiffy run' needs something that is missing.",
	.bit = CMD_DOCTOR,
	.run = run,
};
