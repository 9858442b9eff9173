// SPDX-License-Identifier: GPL-2.0
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include "selftest.h"

#define WORKERS 4
#define ROUNDS 50

static DEFINE_MUTEX(counter_lock);
static int counter;
static atomic_t finished;

/* The lock is held across a sleep, so that the others queue up. */
static int count_up(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		int seen;

		mutex_lock(&counter_lock);
		seen = counter;
		if (i % 10 == 0)
			msleep(1);
		else
			yield();
		counter = seen + 1;
		mutex_unlock(&counter_lock);
	}
	atomic_inc(&finished);
	return 0;
}

static bool mutex_excludes(void)
{
	counter = 0;
	atomic_set(&finished, 0);
	for (int i = 0; i < WORKERS; i++)
		kthread_run(count_up, NULL, "mutex/%d", i);
	EXPECT(becomes_true(atomic_read(&finished) == WORKERS));
	EXPECT(counter == WORKERS * ROUNDS);
	EXPECT(!mutex_is_locked(&counter_lock) && !atomic_long_read(&counter_lock.owner));
	return true;
}

static struct task_struct *owner_of(struct mutex *lock)
{
	return (struct task_struct *)(atomic_long_read(&lock->owner) & ~7L);
}

static int hold_until_stop(void *lock)
{
	mutex_lock(lock);
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	mutex_unlock(lock);
	return 7;
}

static int lock_once(void *lock)
{
	mutex_lock(lock);
	mutex_unlock(lock);
	atomic_inc(&finished);
	return 0;
}

/* What a debugger shows: the owner, and who waits in which order. */
static bool mutex_shows_owner_and_waiters(void)
{
	struct task_struct *holder, *waiter;
	DEFINE_MUTEX(lock);

	atomic_set(&finished, 0);
	holder = kthread_run(hold_until_stop, &lock, "holder");
	EXPECT(becomes_true(owner_of(&lock) == holder));
	EXPECT(!mutex_trylock(&lock));
	waiter = kthread_run(lock_once, &lock, "waiter");
	EXPECT(becomes_true(!list_empty(&lock.wait_list)));
	EXPECT(list_first_entry(&lock.wait_list, struct mutex_waiter, list)->task == waiter);
	EXPECT(waiter->__state == TASK_UNINTERRUPTIBLE);
	EXPECT(kthread_stop(holder) == 7);
	EXPECT(becomes_true(atomic_read(&finished) == 1));
	EXPECT(list_empty(&lock.wait_list) && !mutex_is_locked(&lock));
	return true;
}

static int lock_interruptibly(void *lock)
{
	int ret = mutex_lock_interruptible(lock);

	atomic_inc(&finished);
	while (!kthread_should_stop())
		msleep(1);
	return ret;
}

static bool mutex_interrupted_by_signal(void)
{
	struct task_struct *holder, *waiter;
	DEFINE_MUTEX(lock);

	atomic_set(&finished, 0);
	holder = kthread_run(hold_until_stop, &lock, "holder");
	EXPECT(becomes_true(mutex_is_locked(&lock)));
	waiter = kthread_run(lock_interruptibly, &lock, "waiter");
	EXPECT(becomes_true(waiter->__state == TASK_INTERRUPTIBLE));
	set_tsk_thread_flag(waiter, TIF_SIGPENDING);
	wake_up_state(waiter, TASK_INTERRUPTIBLE);
	EXPECT(becomes_true(atomic_read(&finished) == 1));
	clear_tsk_thread_flag(waiter, TIF_SIGPENDING);
	EXPECT(kthread_stop(waiter) == -EINTR);
	kthread_stop(holder);
	return true;
}

static DECLARE_RWSEM(sem);
static atomic_t readers_inside, most_readers, writers_inside, violations;

static int read_and_write(void *id)
{
	for (int i = 0; i < 20; i++) {
		if ((i + (long)id) % 4 == 0) {
			down_write(&sem);
			if (atomic_inc_return(&writers_inside) != 1 || atomic_read(&readers_inside))
				atomic_inc(&violations);
			msleep(1);
			atomic_dec(&writers_inside);
			up_write(&sem);
		} else {
			down_read(&sem);
			if (atomic_inc_return(&readers_inside) > atomic_read(&most_readers))
				atomic_set(&most_readers, atomic_read(&readers_inside));
			if (atomic_read(&writers_inside))
				atomic_inc(&violations);
			msleep(1);
			atomic_dec(&readers_inside);
			up_read(&sem);
		}
	}
	atomic_inc(&finished);
	return 0;
}

static bool rwsem_excludes(void)
{
	atomic_set(&finished, 0);
	for (long i = 0; i < WORKERS; i++)
		kthread_run(read_and_write, (void *)i, "rwsem/%ld", i);
	EXPECT(becomes_true(atomic_read(&finished) == WORKERS));
	EXPECT(!atomic_read(&violations));
	EXPECT(atomic_read(&most_readers) > 1);
	EXPECT(!rwsem_is_locked(&sem) && list_empty(&sem.wait_list));
	return true;
}

static bool semaphore_counts(void)
{
	DEFINE_SEMAPHORE(two, 2);

	down(&two);
	EXPECT(!down_trylock(&two) && down_trylock(&two));
	EXPECT(down_timeout(&two, 5) == -ETIME);
	up(&two);
	EXPECT(!down_timeout(&two, 5));
	return true;
}

static bool spinlocks_and_preemption(void)
{
	DEFINE_SPINLOCK(lock);
	unsigned long flags;
	DEFINE_RWLOCK(rw);

	spin_lock_irqsave(&lock, flags);
	EXPECT(irqs_disabled() && in_atomic() && spin_is_locked(&lock) && !spin_trylock(&lock));
	spin_unlock_irqrestore(&lock, flags);
	EXPECT(!irqs_disabled() && !in_atomic() && !spin_is_locked(&lock));
	read_lock(&rw);
	read_lock(&rw);
	EXPECT(!write_trylock(&rw));
	read_unlock(&rw);
	read_unlock(&rw);
	EXPECT(write_trylock(&rw));
	write_unlock(&rw);
	EXPECT(!preempt_count());
	return true;
}

const struct selftest lock_tests[] = {
	{ "mutex: one at a time", mutex_excludes },
	{ "mutex: owner and waiters can be read", mutex_shows_owner_and_waiters },
	{ "mutex: a signal ends an interruptible wait", mutex_interrupted_by_signal },
	{ "rw_semaphore: readers together, writers alone", rwsem_excludes },
	{ "semaphore", semaphore_counts },
	{ "spinlock and rwlock", spinlocks_and_preemption },
	{ }
};
