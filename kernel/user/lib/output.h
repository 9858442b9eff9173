/* SPDX-License-Identifier: GPL-2.0 */
/* Text on a file descriptor. */
#ifndef USER_OUTPUT_H
#define USER_OUTPUT_H

#include "../../common/types.h"

#define STANDARD_INPUT 0
#define STANDARD_OUTPUT 1
#define STANDARD_ERROR 2

/* Formats as in common/format.h and writes the text in one piece, at most 255 bytes of it. */
void print_to(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define print(...) print_to(STANDARD_OUTPUT, __VA_ARGS__)

#endif
