/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copies between the kernel and the memory of the current process. Each instruction that touches user memory has an entry in
 * __ex_table. Returned: how many bytes were not reached.
 */
#include <linux/linkage.h>
#include <asm/asm-extable.h>
#include <asm/csr.h>


	.text
/* unsigned long __asm_copy_to_user(void *to, const void *from, unsigned long n), and the same code the other way */
SYM_FUNC_START(__asm_copy_to_user)
	.globl __asm_copy_from_user
__asm_copy_from_user:
	li	t6, SR_SUM
	csrs	CSR_STATUS, t6
	or	t0, a0, a1
	andi	t0, t0, 7
	bnez	t0, 3f
	li	t1, 8
1:	bltu	a2, t1, 3f
10:	ld	t2, 0(a1)
11:	sd	t2, 0(a0)
	addi	a0, a0, 8
	addi	a1, a1, 8
	addi	a2, a2, -8
	j	1b
	/* Byte by byte; after a fault above too, to find the exact place. */
3:	beqz	a2, 4f
12:	lbu	t2, 0(a1)
13:	sb	t2, 0(a0)
	addi	a0, a0, 1
	addi	a1, a1, 1
	addi	a2, a2, -1
	j	3b
4:	csrc	CSR_STATUS, t6
	mv	a0, a2
	ret
	_asm_extable 10b, 3b
	_asm_extable 11b, 3b
	_asm_extable 12b, 4b
	_asm_extable 13b, 4b
SYM_FUNC_END(__asm_copy_to_user)

/* unsigned long __asm_clear_user(void *to, unsigned long n) */
SYM_FUNC_START(__asm_clear_user)
	li	t6, SR_SUM
	csrs	CSR_STATUS, t6
1:	beqz	a1, 2f
10:	sb	zero, 0(a0)
	addi	a0, a0, 1
	addi	a1, a1, -1
	j	1b
2:	csrc	CSR_STATUS, t6
	mv	a0, a1
	ret
	_asm_extable 10b, 2b
SYM_FUNC_END(__asm_clear_user)

/* Copied to a page of every process: where a signal handler returns to. */
	.section .rodata
	.balign 8
	.globl __vdso_rt_sigreturn, __vdso_rt_sigreturn_end
__vdso_rt_sigreturn:
	li	a7, 139
	ecall
__vdso_rt_sigreturn_end:
