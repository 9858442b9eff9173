/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/types.h>
#include <linux/bitops.h>

#define NR_CPUS 1
#define nr_cpu_ids 1U

typedef struct cpumask {
	unsigned long bits[1];
} cpumask_t;

extern const struct cpumask __cpu_online_mask;
#define cpu_online_mask		(&__cpu_online_mask)
#define cpu_possible_mask	(&__cpu_online_mask)
#define cpu_present_mask	(&__cpu_online_mask)
#define num_online_cpus()	1U
#define num_possible_cpus()	1U
#define for_each_cpu(cpu, mask)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_online_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define cpumask_of(cpu)		cpu_online_mask

#endif
