/* SPDX-License-Identifier: GPL-2.0 */
/* A test-and-set spin lock. Take it with interrupts off when an interrupt handler takes it, too. */
#ifndef GUEST_LOCK_H
#define GUEST_LOCK_H

#include "../../common/types.h"

struct spinlock {
	u32 taken;
};

static inline void spin_lock(struct spinlock *lock)
{
	u32 before;

	do {
		asm volatile("amoswap.w.aq %0, %1, (%2)" : "=r"(before) : "r"(1), "r"(&lock->taken) : "memory");
	} while (before);
}

static inline void spin_unlock(struct spinlock *lock)
{
	asm volatile("amoswap.w.rl zero, zero, (%0)" :: "r"(&lock->taken) : "memory");
}

#endif
