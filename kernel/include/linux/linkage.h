/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_LINKAGE_H
#define _LINUX_LINKAGE_H

#include <linux/compiler_types.h>
#include <linux/stringify.h>

#ifdef __ASSEMBLY__
#define SYM_CODE_START(name)	.globl name; .p2align 2; .type name, @function; name:
#define SYM_FUNC_START(name)	SYM_CODE_START(name)
#define SYM_CODE_END(name)	.size name, . - name
#define SYM_FUNC_END(name)	SYM_CODE_END(name)
#endif

#endif
