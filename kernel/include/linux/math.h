/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/types.h>

#define __round_mask(x, y)	((__typeof__(x))((y) - 1))
#define round_up(x, y)		((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y)	((x) & ~__round_mask(x, y))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define __KERNEL_DIV_ROUND_UP(n, d) DIV_ROUND_UP(n, d)
#define DIV_ROUND_UP_ULL(n, d)	DIV_ROUND_UP((unsigned long long)(n), d)
#define DIV_ROUND_DOWN_ULL(n, d) ((unsigned long long)(n) / (d))
#define DIV_ROUND_CLOSEST(x, d)	(((x) + ((d) / 2)) / (d))
#define roundup(x, y)		((((x) + ((y) - 1)) / (y)) * (y))
#define rounddown(x, y)		((x) - ((x) % (y)))
#define abs(x)			({ __auto_type __x = (x); __x < 0 ? -__x : __x; })
#define abs_diff(a, b)		({ __auto_type __a = (a); __auto_type __b = (b); __a > __b ? __a - __b : __b - __a; })
#define mult_frac(x, n, d)	({ typeof(x) q = (x) / (d); typeof(x) r = (x) % (d); q * (n) + r * (n) / (d); })

#endif
