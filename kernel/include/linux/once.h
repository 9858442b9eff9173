/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_ONCE_H
#define _LINUX_ONCE_H

#include <linux/types.h>

#define DO_ONCE(func, ...) ({ static bool ___done; bool ___first = !___done; \
	if (___first) { ___done = true; func(__VA_ARGS__); } ___first; })

#endif
