/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry of a bare-metal guest. Bao enters the first vCPU here in S-mode with a0 = vCPU number and a1 = 0. Further vCPUs
 * come in at secondary_start through the SBI hart state management call, with a1 = the function to run.
 */

#define STACK_SHIFT 14

	.section .text.start, "ax"
	.globl _start
_start:
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

	.text
	.balign	4
/* Saves what a C function may change, calls handle_trap(scause, sepc, stval) and returns where it says. */
trap_entry:
	addi	sp, sp, -128
	sd	ra, 0(sp)
	sd	t0, 8(sp)
	sd	t1, 16(sp)
	sd	t2, 24(sp)
	sd	t3, 32(sp)
	sd	t4, 40(sp)
	sd	t5, 48(sp)
	sd	t6, 56(sp)
	sd	a0, 64(sp)
	sd	a1, 72(sp)
	sd	a2, 80(sp)
	sd	a3, 88(sp)
	sd	a4, 96(sp)
	sd	a5, 104(sp)
	sd	a6, 112(sp)
	sd	a7, 120(sp)
	csrr	a0, scause
	csrr	a1, sepc
	csrr	a2, stval
	call	handle_trap
	ld	ra, 0(sp)
	ld	t0, 8(sp)
	ld	t1, 16(sp)
	ld	t2, 24(sp)
	ld	t3, 32(sp)
	ld	t4, 40(sp)
	ld	t5, 48(sp)
	ld	t6, 56(sp)
	ld	a0, 64(sp)
	ld	a1, 72(sp)
	ld	a2, 80(sp)
	ld	a3, 88(sp)
	ld	a4, 96(sp)
	ld	a5, 104(sp)
	ld	a6, 112(sp)
	ld	a7, 120(sp)
	addi	sp, sp, 128
	sret

	.bss
	.balign	16
stacks:
	.space	4 << STACK_SHIFT
