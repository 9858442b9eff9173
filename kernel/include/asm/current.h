/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_CURRENT_H
#define _ASM_CURRENT_H

struct task_struct;

/* tp is the current task from head.S on; the trap entry reloads it from sscratch. */
register struct task_struct *riscv_current_is_tp __asm__("tp");

static inline __attribute__((__always_inline__)) struct task_struct *get_current(void)
{
	return riscv_current_is_tp;
}

#define current get_current()

#endif
