/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounts the file systems that every guest has, and unmounts disks at the end. */
#ifndef JIFFY_GUEST_SYSTEM_MOUNT_H
#define JIFFY_GUEST_SYSTEM_MOUNT_H

void mount_all(void);
/* Unmounts or syncs every file system on a disk, so that it is clean. */
void mount_end(void);

#endif
