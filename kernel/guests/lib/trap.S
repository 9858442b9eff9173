/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The trap handler of a bare-metal guest. It has a file of its own, because LLVM's assembler gives all unwinding
 * information of a file the return column and the signal mark of the first.
 */

	.cfi_sections .debug_frame
	.text
	.balign	4
	.globl trap_entry
/* Saves what a C function may change, calls handle_trap(scause, sepc, stval) and returns where it says. */
trap_entry:
	.cfi_startproc simple
	.cfi_signal_frame
	/* Column 64 stands for the program counter; it is in sepc, which has the number 4096 + 0x141. */
	.cfi_return_column 64
	.cfi_def_cfa sp, 0
	.cfi_register 64, 4417
	.cfi_same_value ra
	addi	sp, sp, -128
	.cfi_adjust_cfa_offset 128
	sd	ra, 0(sp)
	.cfi_offset ra, -128
	sd	t0, 8(sp)
	.cfi_offset t0, -120
	sd	t1, 16(sp)
	.cfi_offset t1, -112
	sd	t2, 24(sp)
	.cfi_offset t2, -104
	sd	t3, 32(sp)
	.cfi_offset t3, -96
	sd	t4, 40(sp)
	.cfi_offset t4, -88
	sd	t5, 48(sp)
	.cfi_offset t5, -80
	sd	t6, 56(sp)
	.cfi_offset t6, -72
	sd	a0, 64(sp)
	.cfi_offset a0, -64
	sd	a1, 72(sp)
	.cfi_offset a1, -56
	sd	a2, 80(sp)
	.cfi_offset a2, -48
	sd	a3, 88(sp)
	.cfi_offset a3, -40
	sd	a4, 96(sp)
	.cfi_offset a4, -32
	sd	a5, 104(sp)
	.cfi_offset a5, -24
	sd	a6, 112(sp)
	.cfi_offset a6, -16
	sd	a7, 120(sp)
	.cfi_offset a7, -8
	csrr	a0, scause
	csrr	a1, sepc
	csrr	a2, stval
	call	handle_trap
	ld	ra, 0(sp)
	.cfi_same_value ra
	ld	t0, 8(sp)
	.cfi_same_value t0
	ld	t1, 16(sp)
	.cfi_same_value t1
	ld	t2, 24(sp)
	.cfi_same_value t2
	ld	t3, 32(sp)
	.cfi_same_value t3
	ld	t4, 40(sp)
	.cfi_same_value t4
	ld	t5, 48(sp)
	.cfi_same_value t5
	ld	t6, 56(sp)
	.cfi_same_value t6
	ld	a0, 64(sp)
	.cfi_same_value a0
	ld	a1, 72(sp)
	.cfi_same_value a1
	ld	a2, 80(sp)
	.cfi_same_value a2
	ld	a3, 88(sp)
	.cfi_same_value a3
	ld	a4, 96(sp)
	.cfi_same_value a4
	ld	a5, 104(sp)
	.cfi_same_value a5
	ld	a6, 112(sp)
	.cfi_same_value a6
	ld	a7, 120(sp)
	.cfi_same_value a7
	addi	sp, sp, 128
	.cfi_adjust_cfa_offset -128
	sret
	.cfi_endproc
