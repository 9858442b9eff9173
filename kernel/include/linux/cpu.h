/* SPDX-License-Identifier: GPL-2.0 */
/* CPUs come and go in Linux; here they stay, so holding them costs nothing. */
#ifndef _LINUX_CPU_H
#define _LINUX_CPU_H

#include <linux/cpumask.h>
#include <linux/smp.h>

static inline void cpus_read_lock(void)
{
}

static inline void cpus_read_unlock(void)
{
}

#endif /* _LINUX_CPU_H */
