/* SPDX-License-Identifier: GPL-2.0 */
/* Options in /chosen/bootargs, written as "name=number" separated by blanks. */
#ifndef GUEST_OPTIONS_H
#define GUEST_OPTIONS_H

#include "../../common/types.h"

/* The decimal number given for a name, or the fallback. */
u64 boot_option(const char *name, u64 fallback);

#endif
