/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_THREAD_INFO_H
#define _ASM_THREAD_INFO_H

#include <asm/page.h>

#define THREAD_SIZE_ORDER	2
#define THREAD_SIZE		(PAGE_SIZE << THREAD_SIZE_ORDER)
#define THREAD_SHIFT		(PAGE_SHIFT + THREAD_SIZE_ORDER)

/* Bits of thread_info.flags. */
#define TIF_NOTIFY_RESUME	1
#define TIF_SIGPENDING		2
#define TIF_NEED_RESCHED	3
#define TIF_RESTORE_SIGMASK	4
#define TIF_MEMDIE		5
#define TIF_NOTIFY_SIGNAL	9

#ifndef __ASSEMBLY__

#define _TIF_NOTIFY_RESUME	(1UL << TIF_NOTIFY_RESUME)
#define _TIF_SIGPENDING		(1UL << TIF_SIGPENDING)
#define _TIF_NEED_RESCHED	(1UL << TIF_NEED_RESCHED)
#define _TIF_RESTORE_SIGMASK	(1UL << TIF_RESTORE_SIGMASK)
#define _TIF_NOTIFY_SIGNAL	(1UL << TIF_NOTIFY_SIGNAL)
#define _TIF_WORK_MASK	(_TIF_NOTIFY_RESUME | _TIF_SIGPENDING | _TIF_NEED_RESCHED | _TIF_NOTIFY_SIGNAL)

/* First member of task_struct, so that the tp register, which holds `current`, reaches it without arithmetic. */
struct thread_info {
	unsigned long flags;
	int preempt_count;
	/* Top of the kernel stack while the task is in user mode, and the user's sp while it is in the kernel. */
	long kernel_sp;
	long user_sp;
	int cpu;
	unsigned long syscall_work;
};

#define INIT_THREAD_INFO(tsk) { .flags = 0, .preempt_count = 0, }

#endif
#endif
