/* SPDX-License-Identifier: GPL-2.0 */
/* The one formatting routine of the bare-metal guests and the user programs. */
#ifndef COMMON_FORMAT_H
#define COMMON_FORMAT_H

#include "types.h"

typedef void (*format_sink)(void *context, char character);

/* Writes formatted text. Knows %s %.*s %c %u %d %x, with l for 64 bits, and a width with leading zeros as in %08x. */
void format_text(format_sink sink, void *context, const char *format, va_list arguments);

/* Formats into a buffer, which is always terminated. Returns the length without the terminator. */
size_t format_buffer(char *buffer, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
