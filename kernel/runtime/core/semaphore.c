// SPDX-License-Identifier: GPL-2.0
/* Counting semaphores. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/semaphore.h>

struct semaphore_waiter {
	struct list_head list;
	struct task_struct *task;
	bool up;
};

/* With the lock held, dropped while asleep. */
static int down_common(struct semaphore *sem, long state, long timeout)
{
	struct semaphore_waiter waiter = { .task = current };

	list_add_tail(&waiter.list, &sem->wait_list);
	while (!signal_pending_state(state, current) && timeout > 0) {
		__set_current_state(state);
		raw_spin_unlock_irq(&sem->lock);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irq(&sem->lock);
		if (waiter.up)
			return 0;
	}
	list_del(&waiter.list);
	return timeout > 0 ? -EINTR : -ETIME;
}

static int down_state(struct semaphore *sem, long state, long timeout)
{
	int ret = 0;

	might_sleep();
	raw_spin_lock_irq(&sem->lock);
	if (sem->count)
		sem->count--;
	else
		ret = down_common(sem, state, timeout);
	raw_spin_unlock_irq(&sem->lock);
	return ret;
}

void down(struct semaphore *sem)
{
	down_state(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}

int down_interruptible(struct semaphore *sem)
{
	return down_state(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}

int down_killable(struct semaphore *sem)
{
	return down_state(sem, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT);
}

int down_timeout(struct semaphore *sem, long timeout)
{
	return down_state(sem, TASK_UNINTERRUPTIBLE, timeout);
}

/* 0 when taken. */
int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	int failed;

	raw_spin_lock_irqsave(&sem->lock, flags);
	failed = !sem->count;
	if (!failed)
		sem->count--;
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return failed;
}

void up(struct semaphore *sem)
{
	struct semaphore_waiter *waiter;
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->lock, flags);
	waiter = list_first_entry_or_null(&sem->wait_list, struct semaphore_waiter, list);
	if (waiter) {
		list_del(&waiter->list);
		waiter->up = true;
		wake_up_process(waiter->task);
	} else {
		sem->count++;
	}
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}
