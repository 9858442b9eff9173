/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/time64.h>
#include <linux/typecheck.h>
#include <asm/param.h>

/* There is no tick that could count: jiffies are derived from the time counter when somebody asks. */
unsigned long get_jiffies(void);
#define jiffies		get_jiffies()
#define get_jiffies_64()	((u64)get_jiffies())
#define jiffies_64	get_jiffies_64()
#define INITIAL_JIFFIES	0UL

#define MAX_JIFFY_OFFSET	((LONG_MAX >> 1) - 1)
#define TICK_NSEC		(NSEC_PER_SEC / HZ)

#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_after64(a, b)	((s64)((b) - (a)) < 0)
#define time_before64(a, b)	time_after64(b, a)
#define time_in_range(a, b, c)	(time_after_eq(a, b) && time_before_eq(a, c))
#define time_is_before_jiffies(a)	time_after(jiffies, a)
#define time_is_after_jiffies(a)	time_before(jiffies, a)

static inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	return (int)m < 0 ? MAX_JIFFY_OFFSET : DIV_ROUND_UP((unsigned long)m * HZ, MSEC_PER_SEC);
}

static inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	return DIV_ROUND_UP((unsigned long)u * HZ, USEC_PER_SEC);
}

static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return n / TICK_NSEC;
}

static inline unsigned int jiffies_to_msecs(const unsigned long j)
{
	return j * (MSEC_PER_SEC / HZ);
}

static inline unsigned int jiffies_to_usecs(const unsigned long j)
{
	return j * (USEC_PER_SEC / HZ);
}

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return (u64)j * TICK_NSEC;
}

static inline unsigned long timespec64_to_jiffies(const struct timespec64 *value)
{
	return DIV_ROUND_UP((u64)timespec64_to_ns(value), TICK_NSEC);
}

#define round_jiffies_relative(j)	(j)
#define round_jiffies(j)		(j)

#endif
