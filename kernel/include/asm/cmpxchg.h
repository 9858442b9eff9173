/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_CMPXCHG_H
#define _ASM_CMPXCHG_H

#include <linux/compiler.h>

/*
 * The compiler's built-ins give amoswap and lr/sc loops for 4 and 8 bytes. Smaller sizes would need a library call, and
 * are refused at compile time.
 */
#define __xchg(ptr, x, order) ({					\
	_Static_assert(sizeof(*(ptr)) >= 4, "xchg of less than 4 bytes"); \
	__atomic_exchange_n((ptr), (typeof(*(ptr)))(x), order); })

#define __cmpxchg(ptr, old, new, order) ({				\
	_Static_assert(sizeof(*(ptr)) >= 4, "cmpxchg of less than 4 bytes"); \
	typeof(*(ptr)) __old = (old);					\
	__atomic_compare_exchange_n((ptr), &__old, (typeof(*(ptr)))(new), 0, order, __ATOMIC_RELAXED); \
	__old; })

#define xchg(ptr, x)			__xchg(ptr, x, __ATOMIC_SEQ_CST)
#define xchg_relaxed(ptr, x)		__xchg(ptr, x, __ATOMIC_RELAXED)
#define xchg_acquire(ptr, x)		__xchg(ptr, x, __ATOMIC_ACQUIRE)
#define xchg_release(ptr, x)		__xchg(ptr, x, __ATOMIC_RELEASE)
#define cmpxchg(ptr, o, n)		__cmpxchg(ptr, o, n, __ATOMIC_SEQ_CST)
#define cmpxchg_relaxed(ptr, o, n)	__cmpxchg(ptr, o, n, __ATOMIC_RELAXED)
#define cmpxchg_acquire(ptr, o, n)	__cmpxchg(ptr, o, n, __ATOMIC_ACQUIRE)
#define cmpxchg_release(ptr, o, n)	__cmpxchg(ptr, o, n, __ATOMIC_RELEASE)
#define cmpxchg64(ptr, o, n)		cmpxchg(ptr, o, n)
#define try_cmpxchg(ptr, oldp, new) \
	__atomic_compare_exchange_n((ptr), (oldp), (new), 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)

#endif
