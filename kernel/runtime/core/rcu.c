// SPDX-License-Identifier: GPL-2.0
/*
 * Read-copy-update on one hart: readers do not give the hart up, so that none is left once this task has run again after
 * somebody else could.
 */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "core.h"

static struct rcu_head *callbacks, **callbacks_tail = &callbacks;

void synchronize_rcu(void)
{
	might_sleep();
	yield();
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	unsigned long flags;

	head->func = func;
	head->next = NULL;
	local_irq_save(flags);
	*callbacks_tail = head;
	callbacks_tail = &head->next;
	raise_softirq_irqoff(RCU_SOFTIRQ);
	local_irq_restore(flags);
	/* Inside a reader the softirq waits until the preemption count is back to zero. */
	if (!in_atomic())
		do_softirq();
}

static void rcu_process_callbacks(struct softirq_action *action)
{
	struct rcu_head *list;

	local_irq_disable();
	list = callbacks;
	callbacks = NULL;
	callbacks_tail = &callbacks;
	local_irq_enable();
	while (list) {
		struct rcu_head *head = list;

		list = list->next;
		head->func(head);
	}
}

void rcu_init(void)
{
	open_softirq(RCU_SOFTIRQ, rcu_process_callbacks);
}
