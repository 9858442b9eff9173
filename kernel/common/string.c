// SPDX-License-Identifier: GPL-2.0
/*
 * The C library functions that compilers call on their own, and the few that the programs use. The empty asm statements
 * keep a compiler from recognising a loop as the very function it implements.
 */

#include "string.h"

#define KEEP_LOOP() asm volatile("" ::: "memory")

void *memcpy(void *to, const void *from, size_t count)
{
	u8 *target = to;
	const u8 *source = from;

	while (count--) {
		*target++ = *source++;
		KEEP_LOOP();
	}
	return to;
}

void *memmove(void *to, const void *from, size_t count)
{
	u8 *target = to;
	const u8 *source = from;

	if (target <= source)
		return memcpy(to, from, count);
	while (count--) {
		target[count] = source[count];
		KEEP_LOOP();
	}
	return to;
}

void *memset(void *to, int byte, size_t count)
{
	u8 *target = to;

	while (count--) {
		*target++ = (u8)byte;
		KEEP_LOOP();
	}
	return to;
}

int memcmp(const void *left, const void *right, size_t count)
{
	const u8 *a = left;
	const u8 *b = right;

	for (; count; a++, b++, count--)
		if (*a != *b)
			return *a - *b;
	return 0;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length]) {
		length++;
		KEEP_LOOP();
	}
	return length;
}

int strncmp(const char *left, const char *right, size_t count)
{
	for (; count; left++, right++, count--) {
		if (*left != *right)
			return (u8)*left - (u8)*right;
		if (!*left)
			break;
	}
	return 0;
}

int strcmp(const char *left, const char *right)
{
	return strncmp(left, right, SIZE_MAX);
}
