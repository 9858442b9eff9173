/* SPDX-License-Identifier: Apache-2.0 */
	.section .text.start, "ax"
	.globl _start
	.type _start, @function
_start:
	.cfi_sections .debug_frame
	.cfi_startproc
	.cfi_undefined ra
	lla sp, stack_top
	mv s0, zero
	call run
1:	wfi
	j 1b
	.cfi_endproc
	.size _start, . - _start

	.bss
	.balign 16
	.space 16384
stack_top:
