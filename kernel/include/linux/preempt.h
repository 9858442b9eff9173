/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/linkage.h>
#include <linux/cleanup.h>
#include <linux/types.h>
#include <linux/thread_info.h>

/* preempt_count: depth of preempt_disable, of softirq sections, of hard interrupts. */
#define PREEMPT_BITS	8
#define SOFTIRQ_BITS	8
#define HARDIRQ_BITS	4
#define PREEMPT_SHIFT	0
#define SOFTIRQ_SHIFT	(PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT	(SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define PREEMPT_OFFSET	(1UL << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET	(1UL << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET	(1UL << HARDIRQ_SHIFT)
#define PREEMPT_MASK	((((1UL << PREEMPT_BITS) - 1)) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK	((((1UL << SOFTIRQ_BITS) - 1)) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK	((((1UL << HARDIRQ_BITS) - 1)) << HARDIRQ_SHIFT)
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)

static __always_inline int preempt_count(void)
{
	return READ_ONCE(current_thread_info()->preempt_count);
}

static __always_inline void preempt_count_add(int val)
{
	current_thread_info()->preempt_count += val;
	barrier();
}

static __always_inline void preempt_count_sub(int val)
{
	barrier();
	current_thread_info()->preempt_count -= val;
}

#define hardirq_count()	(preempt_count() & HARDIRQ_MASK)
#define softirq_count()	(preempt_count() & SOFTIRQ_MASK)
#define irq_count()	(preempt_count() & (HARDIRQ_MASK | SOFTIRQ_MASK))
#define in_irq()	(hardirq_count() != 0)
#define in_hardirq()	(hardirq_count() != 0)
#define in_softirq()	(softirq_count() != 0)
#define in_serving_softirq() ((softirq_count() & SOFTIRQ_OFFSET) != 0)
#define in_interrupt()	(irq_count() != 0)
#define in_task()	(!(preempt_count() & HARDIRQ_MASK) && !in_serving_softirq())
#define in_nmi()	0
#define in_atomic()	(preempt_count() != 0)
#define preemptible()	(preempt_count() == 0 && !irqs_disabled())

void preempt_schedule(void);

#define preempt_disable()	preempt_count_add(1)
#define preempt_enable_no_resched() preempt_count_sub(1)
#define sched_preempt_enable_no_resched() preempt_count_sub(1)
#define preempt_enable() do {						\
	preempt_count_sub(1);						\
	if (unlikely(!preempt_count() && tif_need_resched()))		\
		preempt_schedule();					\
} while (0)
#define preempt_disable_notrace()	preempt_disable()
#define preempt_enable_notrace()	preempt_enable()

DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())

#include <linux/irqflags.h>

#endif
