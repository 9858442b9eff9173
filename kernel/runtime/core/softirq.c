// SPDX-License-Identifier: GPL-2.0
/* Work that interrupts leave for the moment after them. */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include "core.h"

static struct softirq_action softirq_vec[NR_SOFTIRQS];
static unsigned int softirq_pending;
static struct tasklet_struct *tasklet_head, **tasklet_tail = &tasklet_head;

void open_softirq(int nr, void (*action)(struct softirq_action *))
{
	softirq_vec[nr].action = action;
}

/* Runs what is pending, with interrupts on meanwhile; they are off on entry and on return. */
static void __do_softirq(void)
{
	preempt_count_add(SOFTIRQ_OFFSET);
	while (softirq_pending) {
		unsigned int pending = softirq_pending;

		softirq_pending = 0;
		local_irq_enable();
		for (int nr = 0; nr < NR_SOFTIRQS; nr++)
			if (pending & BIT(nr) && softirq_vec[nr].action)
				softirq_vec[nr].action(&softirq_vec[nr]);
		local_irq_disable();
	}
	preempt_count_sub(SOFTIRQ_OFFSET);
}

void do_softirq(void)
{
	unsigned long flags;

	if (in_interrupt())
		return;
	local_irq_save(flags);
	if (softirq_pending)
		__do_softirq();
	local_irq_restore(flags);
}

void raise_softirq_irqoff(unsigned int nr)
{
	softirq_pending |= BIT(nr);
}

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
	/* Outside an interrupt nobody would come by to run it. */
	do_softirq();
}

void local_bh_enable(void)
{
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET - 1);
	if (softirq_pending && !in_interrupt())
		do_softirq();
	preempt_enable();
}

void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
}

void irq_exit(void)
{
	preempt_count_sub(HARDIRQ_OFFSET);
	if (!in_interrupt() && softirq_pending)
		__do_softirq();
}

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data)
{
	*t = (struct tasklet_struct) { .func = func, .data = data };
}

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *))
{
	*t = (struct tasklet_struct) { .callback = callback, .use_callback = true };
}

void tasklet_schedule(struct tasklet_struct *t)
{
	unsigned long flags;

	if (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	local_irq_save(flags);
	t->next = NULL;
	*tasklet_tail = t;
	tasklet_tail = &t->next;
	local_irq_restore(flags);
	raise_softirq(TASKLET_SOFTIRQ);
}

static void tasklet_action(struct softirq_action *action)
{
	struct tasklet_struct *list;

	local_irq_disable();
	list = tasklet_head;
	tasklet_head = NULL;
	tasklet_tail = &tasklet_head;
	local_irq_enable();
	while (list) {
		struct tasklet_struct *t = list;

		list = list->next;
		clear_bit(TASKLET_STATE_SCHED, &t->state);
		if (t->use_callback)
			t->callback(t);
		else
			t->func(t->data);
	}
}

void tasklet_kill(struct tasklet_struct *t)
{
	while (test_bit(TASKLET_STATE_SCHED, &t->state))
		yield();
}

void softirq_init(void)
{
	open_softirq(TASKLET_SOFTIRQ, tasklet_action);
}
