/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/math.h>
#include <linux/sched.h>
#include <linux/jiffies.h>

void ndelay(unsigned long nsecs);
void udelay(unsigned long usecs);
#define mdelay(n)	udelay((n) * 1000UL)
void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range(unsigned long min, unsigned long max);
void fsleep(unsigned long usecs);

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

#endif
