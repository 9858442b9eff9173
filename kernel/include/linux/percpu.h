/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/slab.h>
#include <linux/percpu-defs.h>

#define alloc_percpu(type)	((type *)kzalloc(sizeof(type), GFP_KERNEL))
#define free_percpu(ptr)	kfree(ptr)

#endif
