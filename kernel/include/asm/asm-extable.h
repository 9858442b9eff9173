/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_ASM_EXTABLE_H
#define _ASM_ASM_EXTABLE_H

/* An instruction that may fault, and where to go on if it does. */
#ifdef __ASSEMBLY__
.macro _asm_extable insn, fixup
	.pushsection __ex_table, "a"
	.balign 8
	.dword \insn
	.dword \fixup
	.popsection
.endm
#else
#define _ASM_EXTABLE(insn, fixup) \
	".pushsection __ex_table, \"a\"\n\t.balign 8\n\t.dword " #insn "\n\t.dword " #fixup "\n\t.popsection\n\t"

struct exception_table_entry {
	unsigned long insn;
	unsigned long fixup;
};
#endif

#endif
