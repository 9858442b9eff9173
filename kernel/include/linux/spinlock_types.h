/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>
#include <linux/lockdep.h>

/* A ticket lock: the upper half is the next ticket, the lower half the one being served. */
typedef atomic_t arch_spinlock_t;

typedef struct raw_spinlock {
	arch_spinlock_t raw_lock;
} raw_spinlock_t;

typedef struct spinlock {
	union {
		struct raw_spinlock rlock;
	};
} spinlock_t;

/* Readers counted from bit 1 on, the writer in bit 0. */
typedef struct {
	atomic_t cnts;
} arch_rwlock_t;

typedef struct {
	arch_rwlock_t raw_lock;
} rwlock_t;

#define __ARCH_SPIN_LOCK_UNLOCKED	ATOMIC_INIT(0)
#define __RAW_SPIN_LOCK_INITIALIZER(lockname)	{ .raw_lock = __ARCH_SPIN_LOCK_UNLOCKED }
#define __RAW_SPIN_LOCK_UNLOCKED(lockname)	((raw_spinlock_t)__RAW_SPIN_LOCK_INITIALIZER(lockname))
#define __SPIN_LOCK_INITIALIZER(lockname)	{ { .rlock = __RAW_SPIN_LOCK_INITIALIZER(lockname) } }
#define __SPIN_LOCK_UNLOCKED(lockname)	((spinlock_t)__SPIN_LOCK_INITIALIZER(lockname))
#define __RW_LOCK_UNLOCKED(lockname)	((rwlock_t) { .raw_lock = { ATOMIC_INIT(0) } })
#define DEFINE_RAW_SPINLOCK(x)		raw_spinlock_t x = __RAW_SPIN_LOCK_INITIALIZER(x)
#define DEFINE_SPINLOCK(x)		spinlock_t x = __SPIN_LOCK_INITIALIZER(x)
#define DEFINE_RWLOCK(x)		rwlock_t x = { .raw_lock = { ATOMIC_INIT(0) } }

#endif
