/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/memory.h"

#include <stddef.h>
#include <string.h>

#include "guest/base/text.h"

/* Lines of /proc/meminfo, and the figure of struct wire_memory to which each is added. */
static const struct {
	const char *name;
	size_t figure;
} lines[] = {
	{"MemTotal:", offsetof(struct wire_memory, total)},
	{"MemAvailable:", offsetof(struct wire_memory, available)},
	{"Slab:", offsetof(struct wire_memory, kernel)},
	{"KernelStack:", offsetof(struct wire_memory, kernel)},
	{"PageTables:", offsetof(struct wire_memory, kernel)},
	{"SecPageTables:", offsetof(struct wire_memory, kernel)},
	{"Percpu:", offsetof(struct wire_memory, kernel)},
	{"MemFree:", offsetof(struct wire_memory, free)},
	{"Slab:", offsetof(struct wire_memory, slab)},
	{"KernelStack:", offsetof(struct wire_memory, stacks)},
	{"PageTables:", offsetof(struct wire_memory, tables)},
	{"SecPageTables:", offsetof(struct wire_memory, tables)},
	{"Buffers:", offsetof(struct wire_memory, files)},
	{"Cached:", offsetof(struct wire_memory, files)},
	{"AnonPages:", offsetof(struct wire_memory, processes)},
};

static void add(struct wire_memory *m, const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		size_t len = strlen(lines[i].name);

		if (strncmp(line, lines[i].name, len))
			continue;
		while (line[len] == ' ')
			len++;
		*(uint64_t *)((char *)m + lines[i].figure) += text_to_number(line + len) * 1024;
	}
}

void memory_read(struct wire_memory *m)
{
	char text[4096];
	const char *end;

	memset(m, 0, sizeof(*m));
	text_read("/proc/meminfo", text, sizeof(text));
	for (const char *line = text; *line; line = end ? end + 1 : line + strlen(line)) {
		end = strchr(line, '\n');
		add(m, line);
	}
}
