// SPDX-License-Identifier: GPL-2.0
/* Completions: one side waits until the other has done something. */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/sched.h>

static void wake_first(struct swait_queue_head *q)
{
	struct swait_queue *waiter = list_first_entry_or_null(&q->task_list, struct swait_queue, task_list);

	if (waiter) {
		wake_up_process(waiter->task);
		list_del_init(&waiter->task_list);
	}
}

void complete(struct completion *x)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != UINT_MAX)
		x->done++;
	wake_first(&x->wait);
	raw_spin_unlock_irqrestore(&x->wait.lock, flags);
}

void complete_all(struct completion *x)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&x->wait.lock, flags);
	x->done = UINT_MAX;
	while (!list_empty(&x->wait.task_list))
		wake_first(&x->wait);
	raw_spin_unlock_irqrestore(&x->wait.lock, flags);
}

/* With the lock held, which is dropped while asleep. The time left, 0 when it is up, or -ERESTARTSYS. */
static long do_wait_for_common(struct completion *x, long timeout, int state)
{
	struct swait_queue waiter = { .task = current, .task_list = LIST_HEAD_INIT(waiter.task_list) };

	while (!x->done && timeout) {
		if (signal_pending_state(state, current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		if (list_empty(&waiter.task_list))
			list_add_tail(&waiter.task_list, &x->wait.task_list);
		__set_current_state(state);
		raw_spin_unlock_irq(&x->wait.lock);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irq(&x->wait.lock);
	}
	__set_current_state(TASK_RUNNING);
	list_del_init(&waiter.task_list);
	if (!x->done)
		return timeout;
	if (x->done != UINT_MAX)
		x->done--;
	return timeout ?: 1;
}

static long wait_for_common(struct completion *x, long timeout, int state)
{
	might_sleep();
	raw_spin_lock_irq(&x->wait.lock);
	timeout = do_wait_for_common(x, timeout, state);
	raw_spin_unlock_irq(&x->wait.lock);
	return timeout;
}

void wait_for_completion(struct completion *x)
{
	wait_for_common(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE);
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for_common(x, timeout, TASK_UNINTERRUPTIBLE);
}

int wait_for_completion_interruptible(struct completion *x)
{
	long left = wait_for_common(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE);

	return left == -ERESTARTSYS ? left : 0;
}

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for_common(x, timeout, TASK_INTERRUPTIBLE);
}

int wait_for_completion_killable(struct completion *x)
{
	long left = wait_for_common(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE);

	return left == -ERESTARTSYS ? left : 0;
}

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool done;

	raw_spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	if (done && x->done != UINT_MAX)
		x->done--;
	raw_spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}

bool completion_done(struct completion *x)
{
	return READ_ONCE(x->done);
}
