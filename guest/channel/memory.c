/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/channel/memory.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "guest/base/text.h"

#define KIB 1024

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

/* The number after the name and its blanks, if the line begins with the name; otherwise 0. */
static uint64_t value_of(const char *line, const char *name)
{
	const size_t len = strlen(name);

	if (strncmp(line, name, len))
		return 0;
	for (line += len; *line == ' '; line++)
		;
	return text_to_number(line);
}

static void add_meminfo(struct wire_memory *m, const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		*(uint64_t *)((char *)m + lines[i].figure) += value_of(line, lines[i].name) * KIB;
}

/* Each zone has, for each CPU, a list of free pages at hand: "              count:    123". */
static void add_zoneinfo(struct wire_memory *m, const char *line)
{
	uint64_t bytes;

	while (*line == ' ')
		line++;
	bytes = value_of(line, "count:") * (uint64_t)getpagesize();
	m->free += bytes;
	m->available += bytes;
}

/* Calls add() with each line of the file; it sees a line longer than the buffer in pieces. */
static void read_lines(const char *path, void (*add)(struct wire_memory *m, const char *line),
		       struct wire_memory *m)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[1024], *end;
	size_t len = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, text + len, sizeof(text) - 1 - len)) > 0) {
		char *line = text;

		text[len + (size_t)n] = '\0';
		for (; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			add(m, line);
		}
		len = strlen(line);
		memmove(text, line, len + 1);
		if (len == sizeof(text) - 1)
			len = 0;
	}
	if (fd >= 0)
		close(fd);
}

void memory_read(struct wire_memory *m)
{
	memset(m, 0, sizeof(*m));
	read_lines("/proc/meminfo", add_meminfo, m);
	read_lines("/proc/zoneinfo", add_zoneinfo, m);
}
