// SPDX-License-Identifier: GPL-2.0
/* Reading time, and passing it. */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <asm/timex.h>
#include "core.h"

unsigned long riscv_timebase;

void time_init(void)
{
	riscv_timebase = fdt_timebase_frequency();
	if (!riscv_timebase)
		panic("the device tree's /cpus has no timebase-frequency");
}

/* In two steps, so that no product exceeds 64 bits. */
ktime_t ktime_get(void)
{
	u64 ticks = get_cycles();

	if (!riscv_timebase)
		return 0;
	return ticks / riscv_timebase * NSEC_PER_SEC + ticks % riscv_timebase * NSEC_PER_SEC / riscv_timebase;
}

u64 sched_clock(void)
{
	return ktime_get();
}

unsigned long get_jiffies(void)
{
	return (u64)ktime_get() / TICK_NSEC;
}

void ndelay(unsigned long nsecs)
{
	ktime_t end = ktime_get() + nsecs;

	while (ktime_get() < end)
		cpu_relax();
}

void udelay(unsigned long usecs)
{
	ndelay(usecs * NSEC_PER_USEC);
}

void msleep(unsigned int msecs)
{
	unsigned long timeout = msecs_to_jiffies(msecs) + 1;

	while (timeout)
		timeout = schedule_timeout_uninterruptible(timeout);
}

/* The milliseconds left when a signal came. */
unsigned long msleep_interruptible(unsigned int msecs)
{
	unsigned long timeout = msecs_to_jiffies(msecs) + 1;

	while (timeout && !signal_pending(current))
		timeout = schedule_timeout_interruptible(timeout);
	return jiffies_to_msecs(timeout);
}

void usleep_range(unsigned long min, unsigned long max)
{
	ktime_t expires = ktime_get() + (s64)min * NSEC_PER_USEC;

	do {
		set_current_state(TASK_UNINTERRUPTIBLE);
	} while (schedule_hrtimeout(&expires, HRTIMER_MODE_ABS));
}

void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else
		usleep_range(usecs, 2 * usecs);
}
