/* SPDX-License-Identifier: Apache-2.0 */
/* Entry of a bare-metal test guest, and the one instruction under test at a fixed address. */
	.section .text.start, "ax"
	.option	norvc
	.globl	_start
_start:
	la	sp, stack_top
	slli	t0, a0, 14
	sub	sp, sp, t0
	la	t0, trap_entry
	csrw	stvec, t0
	bnez	a0, 1f
	call	guest_main
1:	wfi
	j	1b

#ifndef PROBE
#define PROBE nop
#endif
	.balign	0x100
	.globl	probe
probe:			/* u64 probe(u64 address, u64 value): returns a1 afterwards */
	PROBE
	.option	norvc
	mv	a0, a1
	ret

	.balign	4
trap_entry:		/* reports scause, stval and sepc, skips the instruction (4 bytes) or returns to ra */
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
	csrr	a1, stval
	csrr	a2, sepc
	ld	a3, 0(sp)
	call	guest_trap
	csrw	sepc, a0
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
