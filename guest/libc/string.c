/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The agent's own <string.h> (guest/libc/nolibc.h). */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Any eight bytes, at any address. */
struct word {
	uint64_t v;
} __attribute__((packed, may_alias));

/* Without this, the compiler may turn the loop of memcpy() into a call of memcpy(). */
#ifndef __clang__
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

/*
 * Copies word by word, since megabytes go through here. It starts at the front and reads each word
 * before it overwrites it, so the two may overlap if 'to' comes first.
 */
static void *copy(void *to, const void *from, size_t n)
{
	const size_t words = n / sizeof(uint64_t);

	for (size_t i = 0; i < words; i++)
		((struct word *)to)[i] = ((const struct word *)from)[i];
	for (size_t i = words * sizeof(uint64_t); i < n; i++)
		((char *)to)[i] = ((const char *)from)[i];
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	return copy(to, from, n);
}

void *memmove(void *to, const void *from, size_t n)
{
	if (to < from)
		return copy(to, from, n);
	while (n--)
		((char *)to)[n] = ((const char *)from)[n];
	return to;
}

void *memset(void *to, int c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((char *)to)[i] = (char)c;
	return to;
}

void *memchr(const void *p, int c, size_t n)
{
	for (const unsigned char *at = p; n; at++, n--)
		if (*at == (unsigned char)c)
			return (void *)(uintptr_t)at;
	return NULL;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n && *a && *a == *b; n--)
		a++, b++;
	return n ? (unsigned char)*a - (unsigned char)*b : 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

/* The agent never looks for '\0'. */

char *strchr(const char *s, int c)
{
	for (; *s; s++)
		if (*s == (char)c)
			return (char *)s;
	return NULL;
}

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	for (; *s; s++)
		if (*s == (char)c)
			found = s;
	return (char *)found;
}
