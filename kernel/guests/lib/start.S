/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry of a bare-metal guest. Bao enters the first vCPU here in S-mode with a0 = vCPU number and a1 = 0. Further vCPUs
 * come in at secondary_start through the SBI hart state management call, with a1 = the function to run.
 */

#define STACK_SHIFT 14

	.cfi_sections .debug_frame
	.section .text.start, "ax"
	.globl _start
_start:
	.cfi_startproc
	/* Nothing called this. */
	.cfi_undefined ra
	la	t0, __bss_start
	la	t1, __bss_end
1:	bgeu	t0, t1, 2f
	sd	zero, 0(t0)
	addi	t0, t0, 8
	j	1b
2:	la	a1, guest_main

	.globl secondary_start
secondary_start:
	csrw	sie, zero
	mv	tp, a0
	addi	t0, a0, 1
	slli	t0, t0, STACK_SHIFT
	la	sp, stacks
	add	sp, sp, t0
	la	t0, trap_entry
	csrw	stvec, t0
	jalr	a1
1:	wfi
	j	1b
	.cfi_endproc

	.bss
	.balign	16
stacks:
	.space	4 << STACK_SHIFT
