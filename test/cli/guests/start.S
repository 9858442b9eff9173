// SPDX-License-Identifier: Apache-2.0
// Entry of the small guests that the command line is tested with: a stack, then C.

	.section .text.start, "ax"
	.globl _start
_start:
	la	sp, stack_top
	li	s0, 0
	call	guest_main
1:	wfi
	j	1b

	.bss
	.align	4
	.space	4096
stack_top:
