/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An architecture as data: data/targets/NAME.ini. Whatever depends on the architecture or on the machine
 * that QEMU plays stands there; code has no 'if x86'.
 */
#ifndef JIFFY_SETTINGS_TARGET_H
#define JIFFY_SETTINGS_TARGET_H

#include "base/err.h"
#include "base/strv.h"

/* The name under which make_vars find the layout. */
#define LAYOUT_HEADER "jiffy-layout.h"

/* A machine that QEMU plays: [machine NAME]. */
struct target_machine {
	char *name;
	char *make_target;     /* kbuild's target: "vmlinux", "bzImage" */
	struct strv make_vars; /* for make's command line: VARIABLE=VALUE */
	char *layout;	/* data/kernel/FILE for the linker script (obj/LAYOUT_HEADER), or NULL */
	char *image;	/* what QEMU's -kernel takes, below the build folder */
	char *fragment; /* data/kernel/FRAGMENT.config */
	char *console;	/* name of the serial console: "ttyS0" */
	struct strv symbols; /* without these, nothing is seen of the kernel on this machine */
	char *append;	     /* kernel command line whatever the accelerator */
	char *append_tcg;    /* under TCG only, whatever the number of CPUs */
	char *append_tcg_up; /* under TCG with one CPU only */
	char *append_kvm;
	char *virtio; /* suffix of virtio devices: "device" (MMIO) or "pci"; NULL: it has none */
	int slots;    /* how many of them there can be; 0: not known */
	char *uart;   /* name of a second UART, for the channel: "ttyS1"; NULL: it has none */
	struct strv uart_qemu; /* QEMU options that make it, of the chardev 'agent' */
	char *uart_append;     /* kernel command line with it */
	char *program_kvm; /* a smaller QEMU, which will do under KVM without network and shares; or NULL */
	struct strv qemu; /* QEMU options that make the machine, whatever the accelerator */
	struct strv qemu_tcg, qemu_kvm;
	bool window; /* has a screen */
};

struct target {
	char *name;  /* "x86_64" */
	char *arch;  /* kbuild's ARCH= */
	char *cross; /* CROSS_COMPILE= prefix, used when the host's own is another architecture */
	char *uname; /* uname -m of a host that needs no cross compiler */
	char *fragment;	  /* data/kernel/FRAGMENT.config */
	char *qemu;	  /* QEMU program */
	char *pc;	  /* its instruction pointer, as QEMU's "info registers" has it; or NULL */
	int elf_machine;  /* e_machine of its programs (ELF specification) */
	int command_line; /* bytes of the kernel's command line and its '\0'; 0: not known */
	struct strv guest_flags; /* compiler flags of the agent, after those of guest/flags */
	char *default_machine, *window_machine;
	struct target_machine *machines;
	size_t n_machines;
};

/* Reads datadir/data/targets/NAME.ini; an unknown name is an error of kind ERR_USAGE that lists the known ones. */
int target_load(struct target *t, const char *datadir, const char *name, struct err *e);
/* name NULL: the default one, or that with a screen for 'window'. NULL with e set when there is none. */
const struct target_machine *target_machine(const struct target *t, const char *name, bool window,
					    struct err *e);
void target_free(struct target *t);

#endif
