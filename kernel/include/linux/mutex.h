/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <asm/current.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/lockdep.h>
#include <linux/atomic.h>
#include <asm/processor.h>
#include <linux/cleanup.h>

/*
 * owner holds the task_struct of the holder; its low three bits say that somebody waits, that the next unlock must hand
 * the lock over, and that a lock handed over has not been picked up yet.
 */
struct mutex {
	atomic_long_t owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
};

/* One sleeper, on its own stack, linked into mutex.wait_list. */
struct mutex_waiter {
	struct list_head list;
	struct task_struct *task;
};

#define __MUTEX_INITIALIZER(lockname) {					\
	.owner = ATOMIC_LONG_INIT(0),					\
	.wait_lock = __RAW_SPIN_LOCK_INITIALIZER(lockname.wait_lock),	\
	.wait_list = LIST_HEAD_INIT(lockname.wait_list) }
#define DEFINE_MUTEX(mutexname)	struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
#define mutex_init(mutex) do {			\
	static struct lock_class_key __key;	\
	__mutex_init((mutex), #mutex, &__key);	\
} while (0)

static inline void mutex_destroy(struct mutex *lock)
{
}

bool mutex_is_locked(struct mutex *lock);
void mutex_lock(struct mutex *lock);
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);

#define mutex_lock_nested(lock, subclass)		mutex_lock(lock)
#define mutex_lock_interruptible_nested(lock, subclass)	mutex_lock_interruptible(lock)

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_FREE(mutex, struct mutex *, if (_T) mutex_unlock(_T))

#endif
