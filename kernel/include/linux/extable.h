/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_EXTABLE_H
#define _LINUX_EXTABLE_H

#include <asm/asm-extable.h>

/* The entry for the instruction at @addr, or NULL. */
const struct exception_table_entry *search_exception_tables(unsigned long addr);

#endif
