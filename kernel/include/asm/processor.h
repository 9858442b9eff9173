/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <linux/const.h>
#include <asm/page.h>
#include <asm/ptrace.h>

#define STACK_ALIGN	16
#define STACK_TOP	TASK_SIZE_USER
#define TASK_SIZE_USER	(_AC(1, UL) << 38)

#ifndef __ASSEMBLY__

struct task_struct;

/* What the context switch keeps: the registers that a function call preserves. */
struct thread_struct {
	unsigned long ra;
	unsigned long sp;	/* kernel stack */
	unsigned long s[12];	/* s[0] is the frame pointer */
	unsigned long bad_cause;
};

#define INIT_THREAD { .sp = sizeof(init_stack) + (long)&init_stack }

#define task_pt_regs(tsk) \
	((struct pt_regs *)((unsigned long)task_stack_page(tsk) + THREAD_SIZE - ALIGN(sizeof(struct pt_regs), STACK_ALIGN)))
#define KSTK_EIP(tsk)	(task_pt_regs(tsk)->epc)
#define KSTK_ESP(tsk)	(task_pt_regs(tsk)->sp)
#define current_pt_regs() task_pt_regs(current)

static inline void cpu_relax(void)
{
	/* Divide by zero: slow and without effect, so that a spinning hart leaves the other one room. */
	int dummy;

	__asm__ __volatile__("div %0, %0, zero" : "=r"(dummy));
	__asm__ __volatile__("" : : : "memory");
}

static inline void wait_for_interrupt(void)
{
	__asm__ __volatile__("wfi");
}

/* Makes @regs enter user mode at @pc with @sp. */
void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp);

#endif
#endif
