// SPDX-License-Identifier: GPL-2.0
/* Sleeping locks with one holder. */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#define MUTEX_FLAG_WAITERS	0x01
#define MUTEX_FLAG_HANDOFF	0x02
#define MUTEX_FLAG_PICKUP	0x04
#define MUTEX_FLAGS		0x07

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	atomic_long_set(&lock->owner, 0);
	raw_spin_lock_init(&lock->wait_lock);
	INIT_LIST_HEAD(&lock->wait_list);
}

static struct task_struct *owner_task(unsigned long owner)
{
	return (struct task_struct *)(owner & ~MUTEX_FLAGS);
}

bool mutex_is_locked(struct mutex *lock)
{
	return owner_task(atomic_long_read(&lock->owner)) != NULL;
}

static bool trylock_fast(struct mutex *lock)
{
	long zero = 0;

	return atomic_long_try_cmpxchg_acquire(&lock->owner, &zero, (long)current);
}

/* Takes a free lock whose flags stay, or one that was handed to this task. */
static bool trylock_keeping_flags(struct mutex *lock)
{
	long owner = atomic_long_read(&lock->owner);

	do {
		struct task_struct *task = owner_task(owner);

		if (task && !(task == current && (owner & MUTEX_FLAG_PICKUP)))
			return false;
	} while (!atomic_long_try_cmpxchg_acquire(&lock->owner, &owner,
						  (long)current | (owner & MUTEX_FLAGS & ~MUTEX_FLAG_PICKUP)));
	return true;
}

static bool is_first_waiter(struct mutex *lock, struct mutex_waiter *waiter)
{
	return list_first_entry(&lock->wait_list, struct mutex_waiter, list) == waiter;
}

static void remove_waiter(struct mutex *lock, struct mutex_waiter *waiter)
{
	list_del(&waiter->list);
	if (list_empty(&lock->wait_list))
		atomic_long_andnot(MUTEX_FLAGS, &lock->owner);
	current->blocked_on = NULL;
}

/*
 * A lock that was zeroed instead of initialised gets as far as the first contention: its wait_list has no links then.
 */
static int lock_slowpath(struct mutex *lock, unsigned int state)
{
	struct mutex_waiter waiter = { .task = current };
	int ret = 0;

	raw_spin_lock(&lock->wait_lock);
	if (trylock_keeping_flags(lock)) {
		raw_spin_unlock(&lock->wait_lock);
		return 0;
	}
	list_add_tail(&waiter.list, &lock->wait_list);
	if (is_first_waiter(lock, &waiter))
		atomic_long_or(MUTEX_FLAG_WAITERS, &lock->owner);
	current->blocked_on = &waiter;
	for (;;) {
		set_current_state(state);
		if (trylock_keeping_flags(lock))
			break;
		if (signal_pending_state(state, current)) {
			ret = -EINTR;
			break;
		}
		raw_spin_unlock(&lock->wait_lock);
		schedule();
		raw_spin_lock(&lock->wait_lock);
		/* Woken and still too late: the next unlock goes to the head of the queue. */
		if (is_first_waiter(lock, &waiter) && !trylock_keeping_flags(lock))
			atomic_long_or(MUTEX_FLAG_HANDOFF, &lock->owner);
		else if (owner_task(atomic_long_read(&lock->owner)) == current)
			break;
	}
	__set_current_state(TASK_RUNNING);
	remove_waiter(lock, &waiter);
	raw_spin_unlock(&lock->wait_lock);
	return ret;
}

void mutex_lock(struct mutex *lock)
{
	might_sleep();
	if (!trylock_fast(lock))
		lock_slowpath(lock, TASK_UNINTERRUPTIBLE);
}

int mutex_lock_interruptible(struct mutex *lock)
{
	might_sleep();
	return trylock_fast(lock) ? 0 : lock_slowpath(lock, TASK_INTERRUPTIBLE);
}

int mutex_lock_killable(struct mutex *lock)
{
	might_sleep();
	return trylock_fast(lock) ? 0 : lock_slowpath(lock, TASK_KILLABLE);
}

int mutex_trylock(struct mutex *lock)
{
	return trylock_keeping_flags(lock);
}

static void unlock_slowpath(struct mutex *lock)
{
	struct mutex_waiter *waiter;
	struct task_struct *next = NULL;
	long owner;

	raw_spin_lock(&lock->wait_lock);
	waiter = list_first_entry_or_null(&lock->wait_list, struct mutex_waiter, list);
	if (waiter)
		next = waiter->task;
	owner = atomic_long_read(&lock->owner);
	if (next && (owner & MUTEX_FLAG_HANDOFF))
		atomic_long_set(&lock->owner, (long)next | MUTEX_FLAG_WAITERS | MUTEX_FLAG_PICKUP);
	else
		atomic_long_andnot(~(long)MUTEX_FLAGS, &lock->owner);
	if (next)
		wake_up_process(next);
	raw_spin_unlock(&lock->wait_lock);
}

void mutex_unlock(struct mutex *lock)
{
	long owner = (long)current;

	if (!atomic_long_try_cmpxchg_release(&lock->owner, &owner, 0))
		unlock_slowpath(lock);
}

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (atomic_dec_and_test(cnt))
		return 1;
	mutex_unlock(lock);
	return 0;
}
