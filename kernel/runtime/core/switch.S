/* SPDX-License-Identifier: GPL-2.0 */
/* From task to task. */
#include <asm/asm-offsets.h>
#include <linux/linkage.h>

	.cfi_sections .debug_frame
	.section .text, "ax"

/* First instruction of every new task. a0 = the task that ran before; s0 = function of a kernel thread, s1 = its argument. */
SYM_CODE_START(ret_from_fork)
	.cfi_startproc
	/* Nothing called this. */
	.cfi_undefined ra
	call schedule_tail
	beqz s0, 1f
	mv t0, s0
	mv a0, s1
	mv s0, zero
	jalr t0
1:	/* A kernel thread comes back from its function only to become a user program. */
	mv a0, sp
	call exit_to_user_mode
	j ret_from_exception
	.cfi_endproc
SYM_CODE_END(ret_from_fork)

/*
 * struct task_struct *__switch_to(struct task_struct *prev, struct task_struct *next,
 *				   struct thread_struct *prev_thread, struct thread_struct *next_thread)
 * Comes back, when prev runs again, with the task that ran before it then.
 */
SYM_FUNC_START(__switch_to)
	/* Registers are all of prev, then all of next: both are called from the same place, with nothing on the stack. */
	.cfi_startproc
	sd ra, TASK_THREAD_RA(a2)
	sd sp, TASK_THREAD_SP(a2)
	sd s0, (TASK_THREAD_S0 + 0)(a2)
	sd s1, (TASK_THREAD_S0 + 8)(a2)
	sd s2, (TASK_THREAD_S0 + 16)(a2)
	sd s3, (TASK_THREAD_S0 + 24)(a2)
	sd s4, (TASK_THREAD_S0 + 32)(a2)
	sd s5, (TASK_THREAD_S0 + 40)(a2)
	sd s6, (TASK_THREAD_S0 + 48)(a2)
	sd s7, (TASK_THREAD_S0 + 56)(a2)
	sd s8, (TASK_THREAD_S0 + 64)(a2)
	sd s9, (TASK_THREAD_S0 + 72)(a2)
	sd s10, (TASK_THREAD_S0 + 80)(a2)
	sd s11, (TASK_THREAD_S0 + 88)(a2)
	ld ra, TASK_THREAD_RA(a3)
	ld sp, TASK_THREAD_SP(a3)
	ld s0, (TASK_THREAD_S0 + 0)(a3)
	ld s1, (TASK_THREAD_S0 + 8)(a3)
	ld s2, (TASK_THREAD_S0 + 16)(a3)
	ld s3, (TASK_THREAD_S0 + 24)(a3)
	ld s4, (TASK_THREAD_S0 + 32)(a3)
	ld s5, (TASK_THREAD_S0 + 40)(a3)
	ld s6, (TASK_THREAD_S0 + 48)(a3)
	ld s7, (TASK_THREAD_S0 + 56)(a3)
	ld s8, (TASK_THREAD_S0 + 64)(a3)
	ld s9, (TASK_THREAD_S0 + 72)(a3)
	ld s10, (TASK_THREAD_S0 + 80)(a3)
	ld s11, (TASK_THREAD_S0 + 88)(a3)
	mv tp, a1
	ret
	.cfi_endproc
SYM_FUNC_END(__switch_to)
