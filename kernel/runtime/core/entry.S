/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way into and out of the kernel.
 *
 * sscratch is 0 while the kernel runs and holds the current task while user mode does; tp is the current task in the
 * kernel, always.
 */
#include <asm/asm-offsets.h>
#include <asm/csr.h>
#include <linux/linkage.h>

/* All general registers but sp (x2) and tp (x4), which need care. */
.macro each_register op
	\op x1, PT_RA(sp)
	\op x3, PT_GP(sp)
	\op x5, (PT_T0 + 0)(sp)
	\op x6, (PT_T0 + 8)(sp)
	\op x7, (PT_T0 + 16)(sp)
	\op x8, (PT_S0 + 0)(sp)
	\op x9, (PT_S0 + 8)(sp)
	\op x10, (PT_A0 + 0)(sp)
	\op x11, (PT_A0 + 8)(sp)
	\op x12, (PT_A0 + 16)(sp)
	\op x13, (PT_A0 + 24)(sp)
	\op x14, (PT_A0 + 32)(sp)
	\op x15, (PT_A0 + 40)(sp)
	\op x16, (PT_A0 + 48)(sp)
	\op x17, (PT_A0 + 56)(sp)
	\op x18, (PT_S2 + 0)(sp)
	\op x19, (PT_S2 + 8)(sp)
	\op x20, (PT_S2 + 16)(sp)
	\op x21, (PT_S2 + 24)(sp)
	\op x22, (PT_S2 + 32)(sp)
	\op x23, (PT_S2 + 40)(sp)
	\op x24, (PT_S2 + 48)(sp)
	\op x25, (PT_S2 + 56)(sp)
	\op x26, (PT_S2 + 64)(sp)
	\op x27, (PT_S2 + 72)(sp)
	\op x28, (PT_T3 + 0)(sp)
	\op x29, (PT_T3 + 8)(sp)
	\op x30, (PT_T3 + 16)(sp)
	\op x31, (PT_T3 + 24)(sp)
.endm

/*
 * Says where an interrupted context's registers are, so that a debugger unwinds through a trap as through a call. Column
 * 64 stands for the program counter, which has no register number of its own. Nothing else in this file may have
 * unwinding information: LLVM's assembler gives all of a file the return column and the signal mark of the first.
 */
.macro trap_frame_cfi
	.cfi_signal_frame
	.cfi_return_column 64
	.cfi_def_cfa 2, 0
	.cfi_offset 64, PT_EPC
	.cfi_offset 1, PT_RA
	.cfi_offset 2, PT_SP
	.cfi_offset 3, PT_GP
	.cfi_offset 4, PT_TP
	.cfi_offset 8, PT_S0
	.cfi_offset 9, PT_S0 + 8
	.cfi_offset 10, PT_A0
	.cfi_offset 11, PT_A0 + 8
	.cfi_offset 12, PT_A0 + 16
	.cfi_offset 13, PT_A0 + 24
	.cfi_offset 14, PT_A0 + 32
	.cfi_offset 15, PT_A0 + 40
	.cfi_offset 16, PT_A0 + 48
	.cfi_offset 17, PT_A0 + 56
	.cfi_offset 18, PT_S2
	.cfi_offset 19, PT_S2 + 8
	.cfi_offset 20, PT_S2 + 16
	.cfi_offset 21, PT_S2 + 24
	.cfi_offset 22, PT_S2 + 32
	.cfi_offset 23, PT_S2 + 40
	.cfi_offset 24, PT_S2 + 48
	.cfi_offset 25, PT_S2 + 56
	.cfi_offset 26, PT_S2 + 64
	.cfi_offset 27, PT_S2 + 72
.endm

	.cfi_sections .debug_frame
	.section .text, "ax"

SYM_CODE_START(handle_exception)
	csrrw tp, sscratch, tp
	bnez tp, .Lsave_context
	/* From the kernel: tp was right, and the stack is the one in use. */
	csrr tp, sscratch
	sd sp, TASK_TI_KERNEL_SP(tp)

.Lsave_context:
	sd sp, TASK_TI_USER_SP(tp)
	ld sp, TASK_TI_KERNEL_SP(tp)
	addi sp, sp, -PT_SIZE
	each_register sd

	/* The kernel never touches user memory by accident, nor floating-point registers at all. */
	li t0, SR_SUM | SR_FS | SR_VS
	ld s0, TASK_TI_USER_SP(tp)
	csrrc s1, sstatus, t0
	csrr s2, sepc
	csrr s3, stval
	csrr s4, scause
	csrr s5, sscratch
	sd s0, PT_SP(sp)
	sd s1, PT_STATUS(sp)
	sd s2, PT_EPC(sp)
	sd s3, PT_BADADDR(sp)
	sd s4, PT_CAUSE(sp)
	sd s5, PT_TP(sp)
	csrw sscratch, zero

	.option push
	.option norelax
	lla gp, __global_pointer$
	.option pop

	mv a0, sp
	/* No caller's frame: a walk along the frame pointers ends at the handler. */
	mv s0, zero
	lla ra, ret_from_exception
	bltz s4, 1f
	tail do_trap
1:	tail do_irq
SYM_CODE_END(handle_exception)

	/* A handler's return address lies behind this; its unwinding begins one byte before. */
	.cfi_startproc simple
	trap_frame_cfi
	nop
SYM_CODE_START(ret_from_exception)
	ld t0, PT_STATUS(sp)
	csrci sstatus, SR_SIE
	andi t0, t0, SR_SPP
	bnez t0, .Lrestore

	/* To user mode: the kernel's stack is empty, and the next trap starts at its top. */
	addi t0, sp, PT_SIZE
	sd t0, TASK_TI_KERNEL_SP(tp)
	csrw sscratch, tp

.Lrestore:
	ld a0, PT_STATUS(sp)
	ld a2, PT_EPC(sp)
	/* A store-conditional of the interrupted code must not succeed on a reservation of the handler's. */
	sc.d zero, a2, (sp)
	csrw sstatus, a0
	csrw sepc, a2
	each_register ld
	ld x4, PT_TP(sp)
	ld x2, PT_SP(sp)
	/* The trap's frame is gone. */
	.cfi_endproc
	sret
SYM_CODE_END(ret_from_exception)
