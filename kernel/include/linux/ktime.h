/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/jiffies.h>
#include <linux/time64.h>

#define KTIME_MAX	((s64)~((u64)1 << 63))
#define KTIME_SEC_MAX	(KTIME_MAX / NSEC_PER_SEC)

/* Nanoseconds since the time counter was 0. */
ktime_t ktime_get(void);
u64 sched_clock(void);
#define local_clock()		sched_clock()
#define ktime_get_ns()		((u64)ktime_get())
#define ktime_get_boottime()	ktime_get()
#define ktime_get_real()	ktime_get()
#define ktime_get_raw()		ktime_get()
#define ktime_get_real_ns()	ktime_get_ns()
#define ktime_get_boottime_ns()	ktime_get_ns()
#define ktime_get_ts64(ts)	(*(ts) = ns_to_timespec64(ktime_get()))
#define ktime_get_real_ts64(ts)	ktime_get_ts64(ts)

static inline ktime_t ktime_set(const s64 secs, const unsigned long nsecs)
{
	return secs >= KTIME_SEC_MAX ? KTIME_MAX : secs * NSEC_PER_SEC + (s64)nsecs;
}

static inline ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs)
{
	ktime_t res = (ktime_t)((u64)lhs + (u64)rhs);

	return res < 0 || res < lhs || res < rhs ? KTIME_MAX : res;
}

#define ktime_add(lhs, rhs)	((lhs) + (rhs))
#define ktime_sub(lhs, rhs)	((lhs) - (rhs))
#define ktime_add_ns(kt, nsval)	((kt) + (nsval))
#define ktime_sub_ns(kt, nsval)	((kt) - (nsval))
#define ktime_add_us(kt, us)	((kt) + (us) * NSEC_PER_USEC)
#define ktime_add_ms(kt, ms)	((kt) + (ms) * NSEC_PER_MSEC)
#define ktime_to_ns(kt)		((s64)(kt))
#define ktime_to_us(kt)		((kt) / NSEC_PER_USEC)
#define ktime_to_ms(kt)		((kt) / NSEC_PER_MSEC)
#define ktime_us_delta(a, b)	ktime_to_us(ktime_sub(a, b))
#define ktime_ms_delta(a, b)	ktime_to_ms(ktime_sub(a, b))
#define ktime_to_timespec64(kt)	ns_to_timespec64(kt)
#define timespec64_to_ktime(ts)	ktime_set((ts).tv_sec, (ts).tv_nsec)
#define ns_to_ktime(ns)		((ktime_t)(ns))
#define us_to_ktime(us)		((ktime_t)(us) * NSEC_PER_USEC)
#define ms_to_ktime(ms)		((ktime_t)(ms) * NSEC_PER_MSEC)
#define ktime_compare(a, b)	((a) < (b) ? -1 : (a) > (b))
#define ktime_after(a, b)	((a) > (b))
#define ktime_before(a, b)	((a) < (b))

#endif
