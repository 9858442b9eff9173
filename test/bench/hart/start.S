/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entry in S-mode, on QEMU (behind OpenSBI) and on our hart alike: maps RAM by 4 KiB pages, runs the benchmark, prints
 * its result and stops.
 */
	.section .text.start, "ax"
	.globl _start
_start:
	la	sp, stack_end
	call	map_memory
	call	benchmark
	call	finish
1:	j	1b

	.globl trap_entry
	.balign 4
trap_entry:
	csrrw	sp, sscratch, sp
	bnez	sp, 2f
	csrr	sp, sscratch
2:	addi	sp, sp, -272
	sd	x1, 8(sp)
	sd	x3, 24(sp)
	sd	x4, 32(sp)
	sd	x5, 40(sp)
	sd	x6, 48(sp)
	sd	x7, 56(sp)
	sd	x8, 64(sp)
	sd	x9, 72(sp)
	sd	x10, 80(sp)
	sd	x11, 88(sp)
	sd	x12, 96(sp)
	sd	x13, 104(sp)
	sd	x14, 112(sp)
	sd	x15, 120(sp)
	sd	x16, 128(sp)
	sd	x17, 136(sp)
	sd	x18, 144(sp)
	sd	x19, 152(sp)
	sd	x20, 160(sp)
	sd	x21, 168(sp)
	sd	x22, 176(sp)
	sd	x23, 184(sp)
	sd	x24, 192(sp)
	sd	x25, 200(sp)
	sd	x26, 208(sp)
	sd	x27, 216(sp)
	sd	x28, 224(sp)
	sd	x29, 232(sp)
	sd	x30, 240(sp)
	sd	x31, 248(sp)
	csrrw	t0, sscratch, zero
	sd	t0, 16(sp)
	csrr	t1, sepc
	sd	t1, 256(sp)
	csrr	t2, sstatus
	sd	t2, 264(sp)
	mv	a0, sp
	csrr	a1, scause
	call	handle_trap
	/* The frame to return to, of this task or another. */
	mv	sp, a0
	.globl return_to_frame
return_to_frame:
	ld	t1, 256(sp)
	csrw	sepc, t1
	ld	t2, 264(sp)
	csrw	sstatus, t2
	addi	t0, sp, 272
	csrw	sscratch, t0
	ld	x1, 8(sp)
	ld	x3, 24(sp)
	ld	x4, 32(sp)
	ld	x5, 40(sp)
	ld	x6, 48(sp)
	ld	x7, 56(sp)
	ld	x8, 64(sp)
	ld	x9, 72(sp)
	ld	x10, 80(sp)
	ld	x11, 88(sp)
	ld	x12, 96(sp)
	ld	x13, 104(sp)
	ld	x14, 112(sp)
	ld	x15, 120(sp)
	ld	x16, 128(sp)
	ld	x17, 136(sp)
	ld	x18, 144(sp)
	ld	x19, 152(sp)
	ld	x20, 160(sp)
	ld	x21, 168(sp)
	ld	x22, 176(sp)
	ld	x23, 184(sp)
	ld	x24, 192(sp)
	ld	x25, 200(sp)
	ld	x26, 208(sp)
	ld	x27, 216(sp)
	ld	x28, 224(sp)
	ld	x29, 232(sp)
	ld	x30, 240(sp)
	ld	x31, 248(sp)
	ld	sp, 16(sp)
	sret

	.section .bss
	.balign 16
stack:
	.skip	16384
stack_end:
