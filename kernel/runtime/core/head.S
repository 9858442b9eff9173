/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry of the kernel: S-mode, translation off, a0 = number of this hart, wherever the loader put the image. Everything up
 * to the jump to virtual addresses is position independent.
 */
#include <asm/asm-offsets.h>
#include <asm/csr.h>
#include <asm/thread_info.h>
#include <linux/linkage.h>

	.section .head.text, "ax"
	.cfi_sections .debug_frame
SYM_CODE_START(_start)
	.cfi_startproc
	.cfi_undefined ra
	csrw sie, zero
	li t0, SR_FS | SR_VS | SR_SUM | SR_SIE
	csrc sstatus, t0
	.option push
	.option norelax
	lla gp, __global_pointer$
	.option pop

	/* The stack is in .bss: clear that first, without one. */
	lla t0, __bss_start
	lla t1, __bss_stop
1:	bgeu t0, t1, 2f
	sd zero, 0(t0)
	addi t0, t0, 8
	j 1b
2:
	mv s1, a0
	lla tp, init_task
	lla sp, init_stack
	li t0, THREAD_SIZE - PT_SIZE
	add sp, sp, t0
	mv s0, zero

	/* The image's page tables; comes back with the value for satp. */
	lla a0, _start
	call setup_vm

	/*
	 * From physical to virtual addresses: the code just executed is mapped at its physical address too until
	 * paging_init, so that the instruction after the write of satp can be fetched.
	 */
	lla t0, _start
	li t1, KERNEL_LINK_ADDR
	sub t1, t1, t0
	add sp, sp, t1
	add tp, tp, t1
	add gp, gp, t1
	lla t2, .Lvirtual
	add t2, t2, t1
	sfence.vma
	csrw satp, a0
	sfence.vma
	jr t2

	.p2align 2
.Lvirtual:
	lla t0, handle_exception
	csrw stvec, t0
	/* Zero says that traps come from the kernel. */
	csrw sscratch, zero
	mv a0, s1
	mv ra, zero
	call start_kernel
	.cfi_endproc
SYM_CODE_END(_start)
