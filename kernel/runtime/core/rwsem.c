// SPDX-License-Identifier: GPL-2.0
/* Sleeping locks with one writer or several readers; whoever comes first is served first. */
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

enum rwsem_waiter_type {
	RWSEM_WAITING_FOR_WRITE,
	RWSEM_WAITING_FOR_READ,
};

struct rwsem_waiter {
	struct list_head list;
	/* NULL once the lock is granted. */
	struct task_struct *task;
	enum rwsem_waiter_type type;
};

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	atomic_long_set(&sem->count, RWSEM_UNLOCKED_VALUE);
	atomic_long_set(&sem->owner, 0);
	raw_spin_lock_init(&sem->wait_lock);
	INIT_LIST_HEAD(&sem->wait_list);
}

/* Takes the lock when nobody holds it in the other way, and nobody waits unless @ignore_waiters. */
static bool try_acquire(struct rw_semaphore *sem, enum rwsem_waiter_type type, bool ignore_waiters)
{
	bool write = type == RWSEM_WAITING_FOR_WRITE;
	long busy = write ? ~(long)RWSEM_FLAG_WAITERS : RWSEM_WRITER_LOCKED;
	long count = atomic_long_read(&sem->count);

	if (!ignore_waiters)
		busy |= RWSEM_FLAG_WAITERS;
	do {
		if (count & busy)
			return false;
	} while (!atomic_long_try_cmpxchg_acquire(&sem->count, &count,
						  count + (write ? RWSEM_WRITER_LOCKED : RWSEM_READER_BIAS)));
	atomic_long_set(&sem->owner, (long)current | (write ? 0 : RWSEM_READER_OWNED));
	return true;
}

static void update_waiters_flag(struct rw_semaphore *sem)
{
	if (list_empty(&sem->wait_list))
		atomic_long_andnot(RWSEM_FLAG_WAITERS, &sem->count);
	else
		atomic_long_or(RWSEM_FLAG_WAITERS, &sem->count);
}

static void grant(struct rw_semaphore *sem, struct rwsem_waiter *waiter)
{
	struct task_struct *task = waiter->task;

	list_del(&waiter->list);
	/* From here on the waiter may return, and its place on the stack be gone. */
	get_task_struct(task);
	smp_store_release(&waiter->task, NULL);
	wake_up_process(task);
	put_task_struct(task);
}

/* With wait_lock held: hands the lock to the first in the queue, and to the readers that follow a reader. */
static void grant_waiters(struct rw_semaphore *sem)
{
	struct rwsem_waiter *waiter, *next;

	list_for_each_entry_safe(waiter, next, &sem->wait_list, list) {
		enum rwsem_waiter_type type = waiter->type;

		if (!try_acquire(sem, type, true))
			break;
		if (type == RWSEM_WAITING_FOR_WRITE)
			atomic_long_set(&sem->owner, (long)waiter->task);
		grant(sem, waiter);
		if (type == RWSEM_WAITING_FOR_WRITE)
			break;
	}
	update_waiters_flag(sem);
}

static int down_slowpath(struct rw_semaphore *sem, enum rwsem_waiter_type type, int state)
{
	struct rwsem_waiter waiter = { .task = current, .type = type };
	unsigned long flags;
	int ret = 0;

	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	list_add_tail(&waiter.list, &sem->wait_list);
	grant_waiters(sem);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
	for (;;) {
		set_current_state(state);
		if (!smp_load_acquire(&waiter.task))
			break;
		if (signal_pending_state(state, current)) {
			raw_spin_lock_irqsave(&sem->wait_lock, flags);
			if (waiter.task) {
				list_del(&waiter.list);
				grant_waiters(sem);
				ret = -EINTR;
			}
			raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
			break;
		}
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return ret;
}

static int down_common(struct rw_semaphore *sem, enum rwsem_waiter_type type, int state)
{
	might_sleep();
	return try_acquire(sem, type, false) ? 0 : down_slowpath(sem, type, state);
}

void down_read(struct rw_semaphore *sem)
{
	down_common(sem, RWSEM_WAITING_FOR_READ, TASK_UNINTERRUPTIBLE);
}

int down_read_interruptible(struct rw_semaphore *sem)
{
	return down_common(sem, RWSEM_WAITING_FOR_READ, TASK_INTERRUPTIBLE);
}

int down_read_killable(struct rw_semaphore *sem)
{
	return down_common(sem, RWSEM_WAITING_FOR_READ, TASK_KILLABLE);
}

int down_read_trylock(struct rw_semaphore *sem)
{
	return try_acquire(sem, RWSEM_WAITING_FOR_READ, true);
}

void down_write(struct rw_semaphore *sem)
{
	down_common(sem, RWSEM_WAITING_FOR_WRITE, TASK_UNINTERRUPTIBLE);
}

int down_write_killable(struct rw_semaphore *sem)
{
	return down_common(sem, RWSEM_WAITING_FOR_WRITE, TASK_KILLABLE);
}

int down_write_trylock(struct rw_semaphore *sem)
{
	return try_acquire(sem, RWSEM_WAITING_FOR_WRITE, true);
}

static void release(struct rw_semaphore *sem, long held)
{
	long count = atomic_long_sub_return(held, &sem->count);
	unsigned long flags;

	if (!(count & RWSEM_FLAG_WAITERS))
		return;
	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	grant_waiters(sem);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}

void up_read(struct rw_semaphore *sem)
{
	release(sem, RWSEM_READER_BIAS);
}

void up_write(struct rw_semaphore *sem)
{
	atomic_long_set(&sem->owner, 0);
	release(sem, RWSEM_WRITER_LOCKED);
}

void downgrade_write(struct rw_semaphore *sem)
{
	atomic_long_set(&sem->owner, (long)current | RWSEM_READER_OWNED);
	release(sem, RWSEM_WRITER_LOCKED - RWSEM_READER_BIAS);
}
