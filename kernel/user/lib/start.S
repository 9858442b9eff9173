/* SPDX-License-Identifier: GPL-2.0 */
/* Entry of a program as Linux starts it: argc, argv and the environment lie on the stack. */

#define NR_exit		93
#define NR_exit_group	94
#define NR_clone	220

	.cfi_sections .debug_frame
	.text
	.globl _start
_start:
	.cfi_startproc
	/* Nothing called this. */
	.cfi_undefined ra
	ld	a0, 0(sp)
	addi	a1, sp, 8
	addi	a2, a0, 1
	slli	a2, a2, 3
	add	a2, a2, a1
	andi	sp, sp, -16
	call	main
	li	a7, NR_exit_group
	ecall
	.cfi_endproc

/*
 * long start_thread(unsigned long flags, void *stack_top, unsigned int *child_tid, void (*entry)(void *), void *argument)
 * The child's registers are those of the parent but for sp and a0, so entry and argument come over in t0 and t1.
 */
	.globl start_thread
start_thread:
	.cfi_startproc
	mv	t0, a3
	mv	t1, a4
	mv	a4, a2
	mv	a3, zero
	li	a7, NR_clone
	ecall
	beqz	a0, 1f
	ret
	/* The new thread, which nothing called. */
1:	.cfi_undefined ra
	mv	a0, t1
	jalr	t0
	li	a0, 0
	li	a7, NR_exit
	ecall
	.cfi_endproc
