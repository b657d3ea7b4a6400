/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU is told about a disk image, and what it will open for one. */
#ifndef JIFFY_VM_QEMU_DISK_H
#define JIFFY_VM_QEMU_DISK_H

#include "base/err.h"
#include "base/strv.h"

/* Fails (ERR_USAGE) unless it is a file or block device that can be read and written. */
int disk_check(const char *path, struct err *e);
/* "qcow2" or "raw"; static. QEMU must not guess: a guest could write a header to a raw disk. */
const char *disk_format(const char *path, struct err *e);
/*
 * Adds the files that a qcow2 image builds on, which QEMU only reads (QEMU: docs/interop/qcow2.txt,
 * "backing file"). Those that are not plain paths ("nbd://…") are left out.
 */
void disk_backing(const char *path, struct strv *out);

#endif
