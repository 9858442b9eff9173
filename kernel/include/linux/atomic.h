/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

/*
 * One macro writes the whole family for a width. Functions that return a value are fully ordered, the others are
 * relaxed, as in Documentation/atomic_t.txt.
 */
#define __ATOMIC_RMW(prefix, vtype, itype, name, builtin)						\
static __always_inline void prefix##_##name(itype i, vtype *v)						\
{ __atomic_fetch_##builtin(&v->counter, i, __ATOMIC_RELAXED); }						\
static __always_inline itype prefix##_fetch_##name(itype i, vtype *v)					\
{ return __atomic_fetch_##builtin(&v->counter, i, __ATOMIC_SEQ_CST); }					\
static __always_inline itype prefix##_fetch_##name##_relaxed(itype i, vtype *v)				\
{ return __atomic_fetch_##builtin(&v->counter, i, __ATOMIC_RELAXED); }					\
static __always_inline itype prefix##_fetch_##name##_acquire(itype i, vtype *v)				\
{ return __atomic_fetch_##builtin(&v->counter, i, __ATOMIC_ACQUIRE); }					\
static __always_inline itype prefix##_fetch_##name##_release(itype i, vtype *v)				\
{ return __atomic_fetch_##builtin(&v->counter, i, __ATOMIC_RELEASE); }

#define __ATOMIC_ARITH(prefix, vtype, itype, name)							\
static __always_inline itype prefix##_##name##_return(itype i, vtype *v)				\
{ return __atomic_##name##_fetch(&v->counter, i, __ATOMIC_SEQ_CST); }					\
static __always_inline itype prefix##_##name##_return_acquire(itype i, vtype *v)			\
{ return __atomic_##name##_fetch(&v->counter, i, __ATOMIC_ACQUIRE); }					\
static __always_inline itype prefix##_##name##_return_release(itype i, vtype *v)			\
{ return __atomic_##name##_fetch(&v->counter, i, __ATOMIC_RELEASE); }					\
static __always_inline itype prefix##_##name##_return_relaxed(itype i, vtype *v)			\
{ return __atomic_##name##_fetch(&v->counter, i, __ATOMIC_RELAXED); }

#define __ATOMIC_FAMILY(prefix, vtype, itype)								\
static __always_inline itype prefix##_read(const vtype *v) { return READ_ONCE(v->counter); }		\
static __always_inline itype prefix##_read_acquire(const vtype *v)					\
{ return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE); }						\
static __always_inline void prefix##_set(vtype *v, itype i) { WRITE_ONCE(v->counter, i); }		\
static __always_inline void prefix##_set_release(vtype *v, itype i)					\
{ __atomic_store_n(&v->counter, i, __ATOMIC_RELEASE); }							\
__ATOMIC_RMW(prefix, vtype, itype, add, add)								\
__ATOMIC_RMW(prefix, vtype, itype, sub, sub)								\
__ATOMIC_RMW(prefix, vtype, itype, or, or)								\
__ATOMIC_RMW(prefix, vtype, itype, and, and)								\
__ATOMIC_RMW(prefix, vtype, itype, xor, xor)								\
__ATOMIC_ARITH(prefix, vtype, itype, add)								\
__ATOMIC_ARITH(prefix, vtype, itype, sub)								\
static __always_inline void prefix##_andnot(itype i, vtype *v) { prefix##_and(~i, v); }			\
static __always_inline itype prefix##_fetch_andnot(itype i, vtype *v) { return prefix##_fetch_and(~i, v); } \
static __always_inline void prefix##_inc(vtype *v) { prefix##_add(1, v); }				\
static __always_inline void prefix##_dec(vtype *v) { prefix##_sub(1, v); }				\
static __always_inline itype prefix##_inc_return(vtype *v) { return prefix##_add_return(1, v); }	\
static __always_inline itype prefix##_dec_return(vtype *v) { return prefix##_sub_return(1, v); }	\
static __always_inline itype prefix##_fetch_inc(vtype *v) { return prefix##_fetch_add(1, v); }		\
static __always_inline itype prefix##_fetch_dec(vtype *v) { return prefix##_fetch_sub(1, v); }		\
static __always_inline bool prefix##_inc_and_test(vtype *v) { return prefix##_inc_return(v) == 0; }	\
static __always_inline bool prefix##_dec_and_test(vtype *v) { return prefix##_dec_return(v) == 0; }	\
static __always_inline bool prefix##_sub_and_test(itype i, vtype *v)					\
{ return prefix##_sub_return(i, v) == 0; }								\
static __always_inline bool prefix##_add_negative(itype i, vtype *v)					\
{ return prefix##_add_return(i, v) < 0; }								\
static __always_inline itype prefix##_xchg(vtype *v, itype new) { return xchg(&v->counter, new); }	\
static __always_inline itype prefix##_cmpxchg(vtype *v, itype old, itype new)				\
{ return cmpxchg(&v->counter, old, new); }								\
static __always_inline itype prefix##_cmpxchg_acquire(vtype *v, itype old, itype new)			\
{ return cmpxchg_acquire(&v->counter, old, new); }							\
static __always_inline itype prefix##_cmpxchg_release(vtype *v, itype old, itype new)			\
{ return cmpxchg_release(&v->counter, old, new); }							\
static __always_inline bool prefix##_try_cmpxchg_order(vtype *v, itype *old, itype new, int order)	\
{ return __atomic_compare_exchange_n(&v->counter, old, new, 0, order, __ATOMIC_RELAXED); }		\
static __always_inline bool prefix##_try_cmpxchg(vtype *v, itype *old, itype new)			\
{ return prefix##_try_cmpxchg_order(v, old, new, __ATOMIC_SEQ_CST); }					\
static __always_inline bool prefix##_try_cmpxchg_acquire(vtype *v, itype *old, itype new)		\
{ return prefix##_try_cmpxchg_order(v, old, new, __ATOMIC_ACQUIRE); }					\
static __always_inline bool prefix##_try_cmpxchg_release(vtype *v, itype *old, itype new)		\
{ return prefix##_try_cmpxchg_order(v, old, new, __ATOMIC_RELEASE); }					\
static __always_inline bool prefix##_try_cmpxchg_relaxed(vtype *v, itype *old, itype new)		\
{ return prefix##_try_cmpxchg_order(v, old, new, __ATOMIC_RELAXED); }					\
static inline itype prefix##_fetch_add_unless(vtype *v, itype a, itype u)				\
{													\
	itype c = prefix##_read(v);									\
													\
	do {												\
		if (unlikely(c == u))									\
			break;										\
	} while (!prefix##_try_cmpxchg(v, &c, c + a));							\
	return c;											\
}													\
static inline bool prefix##_add_unless(vtype *v, itype a, itype u)					\
{ return prefix##_fetch_add_unless(v, a, u) != u; }							\
static inline bool prefix##_inc_not_zero(vtype *v) { return prefix##_add_unless(v, 1, 0); }		\
static inline itype prefix##_dec_if_positive(vtype *v)							\
{													\
	itype c = prefix##_read(v);									\
													\
	do {												\
		if (unlikely(c - 1 < 0))								\
			break;										\
	} while (!prefix##_try_cmpxchg(v, &c, c - 1));							\
	return c - 1;											\
}

__ATOMIC_FAMILY(atomic, atomic_t, int)
__ATOMIC_FAMILY(atomic64, atomic64_t, s64)

typedef atomic64_t atomic_long_t;
#define ATOMIC_LONG_INIT(i)	ATOMIC_INIT(i)
#define ATOMIC64_INIT(i)	ATOMIC_INIT(i)

static __always_inline long atomic_long_read(const atomic_long_t *v) { return READ_ONCE(v->counter); }
static __always_inline long atomic_long_read_acquire(const atomic_long_t *v)
{ return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE); }
static __always_inline void atomic_long_set(atomic_long_t *v, long i) { WRITE_ONCE(v->counter, i); }
static __always_inline bool atomic_long_try_cmpxchg(atomic_long_t *v, long *old, long new)
{
	s64 expected = *old;
	bool done = atomic64_try_cmpxchg(v, &expected, new);

	*old = expected;
	return done;
}
#define atomic_long_try_cmpxchg_acquire(v, o, n)	atomic_long_try_cmpxchg(v, o, n)
#define atomic_long_try_cmpxchg_release(v, o, n)	atomic_long_try_cmpxchg(v, o, n)
#define atomic_long_try_cmpxchg_relaxed(v, o, n)	atomic_long_try_cmpxchg(v, o, n)
#define atomic_long_cmpxchg(v, o, n)			((long)atomic64_cmpxchg(v, o, n))
#define atomic_long_xchg(v, n)				((long)atomic64_xchg(v, n))
#define atomic_long_inc(v)				atomic64_inc(v)
#define atomic_long_dec(v)				atomic64_dec(v)
#define atomic_long_add(i, v)				atomic64_add(i, v)
#define atomic_long_sub(i, v)				atomic64_sub(i, v)
#define atomic_long_or(i, v)				atomic64_or(i, v)
#define atomic_long_and(i, v)				atomic64_and(i, v)
#define atomic_long_andnot(i, v)			atomic64_andnot(i, v)
#define atomic_long_inc_return(v)			((long)atomic64_inc_return(v))
#define atomic_long_dec_return(v)			((long)atomic64_dec_return(v))
#define atomic_long_add_return(i, v)			((long)atomic64_add_return(i, v))
#define atomic_long_add_return_acquire(i, v)		((long)atomic64_add_return_acquire(i, v))
#define atomic_long_add_return_release(i, v)		((long)atomic64_add_return_release(i, v))
#define atomic_long_sub_return(i, v)			((long)atomic64_sub_return(i, v))
#define atomic_long_fetch_add(i, v)			((long)atomic64_fetch_add(i, v))
#define atomic_long_fetch_or(i, v)			((long)atomic64_fetch_or(i, v))
#define atomic_long_fetch_andnot(i, v)			((long)atomic64_fetch_andnot(i, v))
#define atomic_long_dec_and_test(v)			atomic64_dec_and_test(v)
#define atomic_long_inc_not_zero(v)			atomic64_inc_not_zero(v)

#endif
