/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/weight.h"

#include "base/file/fs.h"

#define SHORT_LINK 128 /* with its '\0' (linux: mm/shmem.c, SHORT_SYMLINK_LEN) */

static uint64_t in_pages(uint64_t bytes)
{
	return (bytes + WEIGHT_PAGE - 1) / WEIGHT_PAGE * WEIGHT_PAGE;
}

void manifest_weigh(const struct manifest *m, struct root_weight *out)
{
	*out = (struct root_weight){.files = m->n};
	for (size_t i = 0; i < m->n; i++) {
		const struct manifest_entry *entry = &m->v[i];

		if (entry->type == MANIFEST_FILE)
			out->bytes += in_pages(entry->host ? fs_size(entry->host) : entry->size);
		if (entry->type != MANIFEST_SLINK)
			continue;
		out->links++;
		if (strlen(entry->data) >= SHORT_LINK)
			out->bytes += WEIGHT_PAGE;
	}
}
