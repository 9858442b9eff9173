/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/sched.h>
#include <linux/atomic.h>
#include <linux/mm_types.h>

struct mm_struct *mm_alloc(void);
void __mmdrop(struct mm_struct *mm);
/* Drops a user; the last one unmaps everything. May sleep. */
void mmput(struct mm_struct *mm);
struct mm_struct *get_task_mm(struct task_struct *task);

static inline void mmgrab(struct mm_struct *mm)
{
	atomic_inc(&mm->mm_count);
}

static inline void mmdrop(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_count))
		__mmdrop(mm);
}

static inline void mmget(struct mm_struct *mm)
{
	atomic_inc(&mm->mm_users);
}

#endif
