/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_ASM_OFFSETS_H
#define _ASM_ASM_OFFSETS_H

/* Numbers for assembly; core/offsets.c checks them against the structures. */
#define TASK_TI_FLAGS		0
#define TASK_TI_PREEMPT_COUNT	8
#define TASK_TI_KERNEL_SP	16
#define TASK_TI_USER_SP		24
/* Within thread_struct, which switch.S gets in a register. */
#define TASK_THREAD_RA		0
#define TASK_THREAD_SP		8
#define TASK_THREAD_S0		16
#define PT_EPC			0
#define PT_RA			8
#define PT_SP			16
#define PT_GP			24
#define PT_TP			32
#define PT_T0			40
#define PT_S0			64
#define PT_A0			80
#define PT_S2			144
#define PT_T3			224
#define PT_STATUS		256
#define PT_BADADDR		264
#define PT_CAUSE		272
#define PT_ORIG_A0		280
#define PT_SIZE			288

#endif
