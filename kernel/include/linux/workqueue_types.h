/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_WORKQUEUE_TYPES_H
#define _LINUX_WORKQUEUE_TYPES_H

#include <linux/atomic.h>
#include <linux/timer_types.h>
#include <linux/types.h>

struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	/* Flags in the low bits; above them the pool_workqueue while it is queued, else nothing. */
	atomic_long_t data;
	struct list_head entry;
	work_func_t func;
};

#endif
