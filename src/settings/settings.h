/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of a run: the defaults, then jiffy.ini, then the options. One table (settings_table)
 * describes each field with its range and default; the command line, jiffy.ini, help, completion
 * and the man page all come from it.
 */
#ifndef JIFFY_SETTINGS_SETTINGS_H
#define JIFFY_SETTINGS_SETTINGS_H

#include "base/opt.h"

struct settings {
	/* [kernel] */
	char *kernel;	     /* tree, tarball, URL or image, from an option; NULL: to be found */
	char *kernel_sha256; /* of a URL or tarball */
	char *ini_kernel,
		*ini_kernel_sha256; /* from jiffy.ini; the tree around 'cwd' comes first */
	char *kernel_base;	    /* "default", or "recipe": the target's recipe_fragment */
	struct strv kernel_config;  /* fragments, absolute paths, in order */
	struct strv kernel_set;	    /* "SYMBOL=VALUE", no CONFIG_, in order; override fragments */
	char *cc; /* compiler of kernel, BusyBox and guest; NULL: the target's gcc */
	/* [busybox] */
	char *busybox; /* tree, tarball, URL or static binary; NULL: to be found */
	char *busybox_sha256;
	struct strv busybox_config, busybox_set;
	char *libc; /* "glibc" or "musl" */
	/* [initramfs] */
	char *init;	 /* used as /init; NULL: the agent */
	struct strv add; /* HOST[:GUEST], HOST absolute */
	char *compress;	 /* "none", "gzip", "zstd", "xz", "lz4" */
	char *hostname;	 /* of the guest */
	/* [machine] */
	char *arch;	 /* a name or an alias of data/targets; NULL: the host's */
	char *machine;	 /* one of its boards; NULL: the default */
	uint64_t memory; /* bytes */
	int64_t cpus;
	char *append;	   /* kernel command line, after jiffy's own; NULL: nothing */
	int64_t loglevel;  /* of the guest's console, 0..8 */
	struct strv disk;  /* absolute paths */
	struct strv share; /* DIR[:GUEST][:rw], DIR absolute */
	char *channel;	   /* "auto", "virtio", "uart" */
	char *net;	   /* "no", "yes", "host-loopback" */
	bool window;
	char *accel; /* "auto", "kvm", "tcg" */
	char *qemu;  /* program; NULL: the target's */
	struct strv qemu_arg;
	/* [run]; ns, 0: none */
	uint64_t timeout, boot_timeout, idle_timeout;
	char *fail_on; /* "crash", "warn", "taint" */
	/* [report] */
	int64_t repeat;
	struct strv budget; /* "boot=300ms,memory=20M" */
	char *compare;	    /* a run; NULL: none */
	bool alternate;
	char *html; /* absolute path, or NULL */
	/* [build] */
	int64_t jobs; /* 0: one per CPU */
	/* options only */
	char *script;	  /* for the guest's shell; NULL: none */
	struct strv push; /* HOST[:GUEST], HOST absolute */
	struct strv pull; /* GUEST[:HOST] */
	bool tty, no_tty;
	bool console;
	bool keep;
	bool dry_run;
	bool json;
	int64_t runs;	     /* of 'jiffy bench'; 0: as many as each figure needs */
	struct strv explain; /* kernel symbols to explain */
	bool all;	     /* 'jiffy clean' removes sources and downloads as well */
	int verbose;	     /* -v, -vv */
	bool quiet;
	/* where they come from */
	char *ini; /* the jiffy.ini that was read, or NULL */
	char *cwd; /* absolute; where jiffy was started */
	/*
	 * the fragments that 'jiffy config' writes, beside jiffy.ini or in $XDG_CONFIG_HOME/jiffy;
	 * they need not exist
	 */
	char *kernel_own_config, *busybox_own_config;
};

/* The commands that take a setting: bits of struct opt's cmds. */
enum {
	CMD_RUN = 1 << 0,
	CMD_BUILD = 1 << 1,
	CMD_CONFIG = 1 << 2,
	CMD_DOCTOR = 1 << 3,
	CMD_CLEAN = 1 << 4,
	CMD_REPORT = 1 << 5,
	CMD_BUNDLE = 1 << 6,
	CMD_BENCH = 1 << 7,
	CMD_ALL = ~0u,
};

extern const struct opt settings_table[];
extern const size_t settings_count;

void settings_init(struct settings *s); /* the defaults */
static inline bool settings_want_net(const struct settings *s)
{
	return s->net && !str_eq(s->net, "no");
}
void settings_free(struct settings *s);
/*
 * Reads the nearest jiffy.ini in 'cwd' or above it, if there is one; sets ini, cwd and
 * *_own_config.
 */
int settings_read_ini(struct settings *s, const char *cwd, struct err *e);

#endif
