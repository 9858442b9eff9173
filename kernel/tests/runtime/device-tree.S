/* SPDX-License-Identifier: GPL-2.0 */
/* The flattened tree, as a system's image carries it. */
	.section .init.dtb, "a"
	.balign 8
	.globl __dtb_start, __dtb_end
__dtb_start:
	.incbin DTB_FILE
__dtb_end:
