/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_PTRACE_H
#define _ASM_PTRACE_H

#include <asm/csr.h>

#ifndef __ASSEMBLY__
#include <linux/types.h>

/* The registers of an interrupted context, as the trap entry saves them. entry.S knows the layout. */
struct pt_regs {
	unsigned long epc;
	unsigned long ra;
	unsigned long sp;
	unsigned long gp;
	unsigned long tp;
	unsigned long t0;
	unsigned long t1;
	unsigned long t2;
	unsigned long s0;
	unsigned long s1;
	unsigned long a0;
	unsigned long a1;
	unsigned long a2;
	unsigned long a3;
	unsigned long a4;
	unsigned long a5;
	unsigned long a6;
	unsigned long a7;
	unsigned long s2;
	unsigned long s3;
	unsigned long s4;
	unsigned long s5;
	unsigned long s6;
	unsigned long s7;
	unsigned long s8;
	unsigned long s9;
	unsigned long s10;
	unsigned long s11;
	unsigned long t3;
	unsigned long t4;
	unsigned long t5;
	unsigned long t6;
	/* Supervisor CSRs at the time of the trap. */
	unsigned long status;
	unsigned long badaddr;
	unsigned long cause;
	/* a0 on entry of a system call: its result overwrites a0, a restart needs the argument. */
	unsigned long orig_a0;
};

#define user_mode(regs)		(((regs)->status & SR_SPP) == 0)
#define instruction_pointer(regs) ((regs)->epc)
#define kernel_stack_pointer(regs) ((regs)->sp)
#define user_stack_pointer(regs) ((regs)->sp)
#define frame_pointer(regs)	((regs)->s0)

static inline bool regs_irqs_disabled(struct pt_regs *regs)
{
	return !(regs->status & SR_SPIE);
}

static inline unsigned long regs_return_value(struct pt_regs *regs)
{
	return regs->a0;
}

static inline void regs_set_return_value(struct pt_regs *regs, unsigned long val)
{
	regs->a0 = val;
}

#endif
#endif
