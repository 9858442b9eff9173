/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_BUG_H
#define _ASM_BUG_H

#include <linux/types.h>

/*
 * BUG and WARN are an ebreak whose address is in __bug_table: no registers are disturbed before the trap, so that the
 * report shows the state at the condition.
 */
#define BUGFLAG_WARNING	(1 << 0)
#define BUGFLAG_ONCE	(1 << 1)
#define BUGFLAG_DONE	(1 << 2)

struct bug_entry {
	unsigned long bug_addr;
	const char *file;
	unsigned short line;
	unsigned short flags;
};

#define __BUG_FLAGS(bug_flags) do {					\
	__asm__ __volatile__(						\
		"1:\n\t.option push\n\t.option norvc\n\tebreak\n\t.option pop\n\t" \
		".pushsection __bug_table, \"aw\"\n\t.balign 8\n\t"	\
		".dword 1b\n\t.dword %0\n\t.half %1\n\t.half %2\n\t.word 0\n\t" \
		".popsection"						\
		: : "i"(__FILE__), "i"(__LINE__), "i"(bug_flags));	\
} while (0)

#endif
