// SPDX-License-Identifier: GPL-2.0
/* Instructions that may fault on user memory, and where each goes on. */

#include <linux/extable.h>
#include <linux/kernel.h>

extern const struct exception_table_entry __start___ex_table[], __stop___ex_table[];

const struct exception_table_entry *search_exception_tables(unsigned long addr)
{
	const struct exception_table_entry *entry;

	for (entry = __start___ex_table; entry < __stop___ex_table; entry++)
		if (entry->insn == addr)
			return entry;
	return NULL;
}
