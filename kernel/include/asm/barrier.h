/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#ifndef __ASSEMBLY__
#include <linux/compiler.h>

#define nop()		__asm__ __volatile__("nop")
#define RISCV_FENCE(p, s) __asm__ __volatile__("fence " #p "," #s : : : "memory")

#define mb()		RISCV_FENCE(iorw, iorw)
#define rmb()		RISCV_FENCE(ir, ir)
#define wmb()		RISCV_FENCE(ow, ow)
#define smp_mb()	RISCV_FENCE(rw, rw)
#define smp_rmb()	RISCV_FENCE(r, r)
#define smp_wmb()	RISCV_FENCE(w, w)

/* Towards another partition, which may run on another processor whatever this kernel runs on. */
#define virt_mb()	RISCV_FENCE(rw, rw)
#define virt_rmb()	RISCV_FENCE(r, r)
#define virt_wmb()	RISCV_FENCE(w, w)
#define dma_mb()	mb()
#define dma_rmb()	rmb()
#define dma_wmb()	wmb()
#define smp_mb__before_atomic()	smp_mb()
#define smp_mb__after_atomic()	smp_mb()
#define smp_mb__after_spinlock() RISCV_FENCE(iorw, iorw)
#define smp_store_mb(var, value) do { WRITE_ONCE(var, value); smp_mb(); } while (0)
#define smp_store_release(p, v)	do { RISCV_FENCE(rw, w); WRITE_ONCE(*(p), v); } while (0)
#define smp_load_acquire(p) ({ typeof(*(p)) ___p1 = READ_ONCE(*(p)); RISCV_FENCE(r, rw); ___p1; })
#define smp_cond_load_acquire(ptr, cond_expr) ({			\
	typeof(ptr) __PTR = (ptr);					\
	typeof(*ptr) VAL;						\
	for (;;) {							\
		VAL = READ_ONCE(*__PTR);				\
		if (cond_expr)						\
			break;						\
	}								\
	RISCV_FENCE(r, rw);						\
	VAL; })
#define smp_cond_load_relaxed(ptr, cond_expr) smp_cond_load_acquire(ptr, cond_expr)

#endif
#endif
