/* SPDX-License-Identifier: GPL-2.0 */
/* Text on the guest's serial port (NS16550), the one that /chosen/stdout-path names. */
#ifndef GUEST_PRINT_H
#define GUEST_PRINT_H

#include "../../common/types.h"

/* Finds the serial port. Before this, and without one, nothing is printed. */
void print_init(void);

/* Prints one piece of text, whole even when another vCPU prints. Formats as in common/format.h. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
