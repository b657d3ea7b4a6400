/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An architecture as data: data/targets/NAME.ini. Whatever depends on the architecture, or on the
 * board that QEMU emulates, is a key of that file; the code has no 'if x86'. The tables in target.c
 * say what each key is.
 */
#ifndef JIFFY_SETTINGS_TARGET_H
#define JIFFY_SETTINGS_TARGET_H

#include "base/err.h"
#include "base/file/elf.h"
#include "base/strv.h"

/* In append_tcg: replaced by the frequency of the host's cycle counter. */
#define HOST_KHZ "{host_khz}"

/*
 * What QEMU emulates: [board NAME]. Keys that are not needed are NULL, empty or 0 when they are
 * left out.
 */
struct board {
	char *name;

	/* the kernel for it */
	char *make_target; /* kbuild's target: "vmlinux", "bzImage" */
	char *makefile;	   /* data/kernel/MAKEFILE (image/kbuild/additions.h) */
	char *layout;	   /* data/kernel/LAYOUT, for the linker script (the same) */
	char *image;	   /* what QEMU's -kernel takes, below the build folder */
	struct strv
		image_formats; /* which formats -kernel takes (image/kernel/format.h); empty: any */
	char *fragment;	       /* data/kernel/FRAGMENT.config */
	char *window_fragment; /* the same, for --window */
	struct strv symbols;   /* without these, nothing is seen of the kernel on this board */

	/* its command line */
	char *console;	     /* the serial console: "ttyS0" */
	char *append;	     /* whatever the accelerator */
	char *append_tcg;    /* under TCG, whatever the number of CPUs */
	char *append_tcg_up; /* under TCG with one CPU */
	char *append_kvm;
	char *earlycon;			  /* shows messages from before the console is there */
	uint64_t command_line_per_device; /* bytes that QEMU adds for each device */

	/* QEMU's options */
	struct strv qemu; /* that make the board */
	struct strv qemu_tcg, qemu_kvm;
	char *program_kvm; /* a smaller QEMU, good enough under KVM without network and shares */
	struct strv console_qemu; /* make the console, of the chardev 'con'; empty: -serial */
	uint64_t ram_base;	  /* the physical address at which RAM begins */

	/* devices */
	char *virtio;		 /* suffix of QEMU's virtio devices: "device" (MMIO) or "pci" */
	uint64_t slots;		 /* how many of them there can be; 0: not known */
	char *net_options;	 /* of the virtio-net device: "romfile=" */
	char *uart;		 /* a second UART, for the channel: "ttyS1" */
	struct strv uart_qemu;	 /* make it, of the chardev 'agent' */
	char *uart_append;	 /* kernel command line with it */
	bool window;		 /* it has a screen: --window */
	struct strv window_qemu; /* make the screen */
	char *window_append;	 /* kernel command line with it */

	uint64_t given; /* which keys were given */
};

/* [compat NAME]: programs of another kind that its kernels can run. */
struct compat {
	char *name;
	struct elf_kind elf;
	char *symbol;	     /* the kernel symbol that it takes */
	char *triplet;	     /* Debian's */
	struct strv libdirs; /* where glibc's loader looks beside /lib and /usr/lib */

	uint64_t given; /* which keys were given */
};

/* [target] */
struct target {
	char *name;	     /* the file's: "x86_64" */
	struct strv aliases; /* other names that --arch takes */

	/* for the compiler */
	char *arch;		 /* kbuild's ARCH= */
	char *busybox_arch;	 /* BusyBox's ARCH= */
	struct strv native;	 /* uname -m of hosts that compile for it and run it */
	char *cross;		 /* prefix of the compiler's name on other hosts (CROSS_COMPILE=) */
	char *cross_musl;	 /* the same of a compiler for musl */
	char *triplet;		 /* Debian's: names folders of libraries and headers */
	struct strv libdirs;	 /* where glibc's loader looks beside /lib and /usr/lib */
	struct strv guest_flags; /* compiler flags of the agent, after those of guest/flags */
	struct elf_kind elf;	 /* of its programs and kernels */
	uint64_t elf_note; /* type of the note that leads QEMU into a vmlinux; 0: none is needed */
	char *elf_note_symbol; /* the kernel symbol that adds it */

	/* for the kernel */
	char *fragment;	       /* data/kernel/FRAGMENT.config */
	char *recipe_fragment; /* the same: the whole list of the recipe by hand */
	uint64_t command_line; /* bytes of the kernel's command line and its '\0'; 0: not known */
	uint64_t kernel_base;  /* lowest virtual address of the kernel; 0: not known */

	/* for QEMU */
	char *qemu;	    /* its program */
	char *pc;	    /* the instruction pointer's name in "info registers" */
	struct strv kvm_on; /* uname -m of hosts whose KVM runs it */

	char *default_board, *window_board, *recipe_board;
	struct board *boards;
	size_t n_boards;
	struct compat *compats;
	size_t n_compats;

	uint64_t given; /* which keys were given */
};
#define _cleanup_target_ _cleanup_(target_free)

/*
 * Reads datadir/data/targets/NAME.ini and checks all of it. 'name' is a file's name or an alias;
 * NULL: the host's own (uname -m). An unknown name is an error of kind ERR_USAGE that lists the
 * known ones.
 */
int target_load(struct target *t, const char *datadir, const char *name, struct err *e);
void target_free(struct target *t);
/*
 * 'name' NULL: the default board, or the one with a screen for 'window'. NULL with e set when there
 * is none.
 */
const struct board *target_board(const struct target *t, const char *name, bool window,
				 struct err *e);
/* Whether this host compiles for it without a cross compiler, and runs its programs. */
bool target_is_native(const struct target *t);
/* Whether the board's command line has HOST_KHZ. */
bool board_wants_host_khz(const struct board *board);

#endif
