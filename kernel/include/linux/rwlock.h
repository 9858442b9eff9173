/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_RWLOCK_H
#define _LINUX_RWLOCK_H

#include <linux/spinlock.h>

#define _RW_WRITER	1
#define _RW_READER	2

#define rwlock_init(lock)	do { *(lock) = __RW_LOCK_UNLOCKED(lock); } while (0)

static __always_inline void arch_read_lock(arch_rwlock_t *rw)
{
	while (atomic_add_return_acquire(_RW_READER, &rw->cnts) & _RW_WRITER) {
		atomic_sub(_RW_READER, &rw->cnts);
		while (atomic_read(&rw->cnts) & _RW_WRITER)
			cpu_relax();
	}
}

static __always_inline bool arch_write_trylock(arch_rwlock_t *rw)
{
	int old = 0;

	return atomic_try_cmpxchg_acquire(&rw->cnts, &old, _RW_WRITER);
}

static __always_inline void arch_write_lock(arch_rwlock_t *rw)
{
	while (!arch_write_trylock(rw))
		cpu_relax();
}

static __always_inline void arch_read_unlock(arch_rwlock_t *rw)
{
	(void)atomic_sub_return_release(_RW_READER, &rw->cnts);
}

static __always_inline void arch_write_unlock(arch_rwlock_t *rw)
{
	(void)atomic_sub_return_release(_RW_WRITER, &rw->cnts);
}

static __always_inline void read_lock(rwlock_t *lock) { preempt_disable(); arch_read_lock(&lock->raw_lock); }
static __always_inline void write_lock(rwlock_t *lock) { preempt_disable(); arch_write_lock(&lock->raw_lock); }
static __always_inline void read_unlock(rwlock_t *lock) { arch_read_unlock(&lock->raw_lock); preempt_enable(); }
static __always_inline void write_unlock(rwlock_t *lock) { arch_write_unlock(&lock->raw_lock); preempt_enable(); }

static __always_inline int write_trylock(rwlock_t *lock)
{
	preempt_disable();
	if (arch_write_trylock(&lock->raw_lock))
		return 1;
	preempt_enable();
	return 0;
}

static __always_inline void read_lock_irq(rwlock_t *lock) { local_irq_disable(); read_lock(lock); }
static __always_inline void write_lock_irq(rwlock_t *lock) { local_irq_disable(); write_lock(lock); }

static __always_inline void read_unlock_irq(rwlock_t *lock)
{
	arch_read_unlock(&lock->raw_lock);
	local_irq_enable();
	preempt_enable();
}

static __always_inline void write_unlock_irq(rwlock_t *lock)
{
	arch_write_unlock(&lock->raw_lock);
	local_irq_enable();
	preempt_enable();
}

static __always_inline void read_unlock_irqrestore(rwlock_t *lock, unsigned long flags)
{
	arch_read_unlock(&lock->raw_lock);
	local_irq_restore(flags);
	preempt_enable();
}

static __always_inline void write_unlock_irqrestore(rwlock_t *lock, unsigned long flags)
{
	arch_write_unlock(&lock->raw_lock);
	local_irq_restore(flags);
	preempt_enable();
}

#define read_lock_irqsave(lock, flags)	do { local_irq_save(flags); read_lock(lock); } while (0)
#define write_lock_irqsave(lock, flags)	do { local_irq_save(flags); write_lock(lock); } while (0)
#define read_lock_bh(lock)		do { local_bh_disable(); read_lock(lock); } while (0)
#define write_lock_bh(lock)		do { local_bh_disable(); write_lock(lock); } while (0)
#define read_unlock_bh(lock)		do { read_unlock(lock); local_bh_enable(); } while (0)
#define write_unlock_bh(lock)		do { write_unlock(lock); local_bh_enable(); } while (0)

#endif
