// SPDX-License-Identifier: GPL-2.0
/* Holds the numbers of asm-offsets.h against the structures they are for. */
#include <linux/build_bug.h>
#include <linux/sched.h>
#include <asm/asm-offsets.h>
#include <asm/ptrace.h>

#define CHECK(number, type, member) static_assert((number) == offsetof(type, member))

CHECK(TASK_TI_FLAGS, struct task_struct, thread_info.flags);
CHECK(TASK_TI_PREEMPT_COUNT, struct task_struct, thread_info.preempt_count);
CHECK(TASK_TI_KERNEL_SP, struct task_struct, thread_info.kernel_sp);
CHECK(TASK_TI_USER_SP, struct task_struct, thread_info.user_sp);
CHECK(TASK_THREAD_RA, struct thread_struct, ra);
CHECK(TASK_THREAD_SP, struct thread_struct, sp);
CHECK(TASK_THREAD_S0, struct thread_struct, s);
CHECK(PT_EPC, struct pt_regs, epc);
CHECK(PT_RA, struct pt_regs, ra);
CHECK(PT_SP, struct pt_regs, sp);
CHECK(PT_GP, struct pt_regs, gp);
CHECK(PT_TP, struct pt_regs, tp);
CHECK(PT_T0, struct pt_regs, t0);
CHECK(PT_S0, struct pt_regs, s0);
CHECK(PT_A0, struct pt_regs, a0);
CHECK(PT_S2, struct pt_regs, s2);
CHECK(PT_T3, struct pt_regs, t3);
CHECK(PT_STATUS, struct pt_regs, status);
CHECK(PT_BADADDR, struct pt_regs, badaddr);
CHECK(PT_CAUSE, struct pt_regs, cause);
CHECK(PT_ORIG_A0, struct pt_regs, orig_a0);
static_assert(PT_SIZE == sizeof(struct pt_regs));
