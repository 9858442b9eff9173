/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/types.h>
#include <linux/bitops.h>

static inline bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/* A run-time count of leading zeros would be a call of the compiler's library. */
#define ilog2(n)	(__builtin_constant_p(n) ? 63 - __builtin_clzll(n) : fls64(n) - 1)
#define order_base_2(n)	((n) > 1 ? ilog2((n) - 1) + 1 : 0)
#define roundup_pow_of_two(n)	((n) <= 1 ? 1UL : 1UL << (ilog2((n) - 1) + 1))
#define rounddown_pow_of_two(n)	(1UL << ilog2(n))
#define bits_per(n)	((n) > 1 ? ilog2(n) + 1 : 1)

#endif
