/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __LINUX_KCONFIG_H
#define __LINUX_KCONFIG_H

/* What this kernel is, in the words of Kconfig. */
#define CONFIG_64BIT 1
#define CONFIG_RISCV 1
#define CONFIG_MMU 1
#define CONFIG_OF 1
#define CONFIG_PREEMPTION 1
#define CONFIG_HZ 1000
#define CONFIG_PRINTK 1
#define CONFIG_BUG 1
#define CONFIG_EVENTFD 1

#define __ARG_PLACEHOLDER_1 0,
#define __take_second_arg(__ignored, val, ...) val
#define __is_defined(x)			___is_defined(x)
#define ___is_defined(val)		____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(arg1_or_junk)	__take_second_arg(arg1_or_junk 1, 0)
#define __or(x, y)			___or(x, y)
#define ___or(x, y)			____or(__ARG_PLACEHOLDER_##x, y)
#define ____or(arg1_or_junk, y)		__take_second_arg(arg1_or_junk 1, y)

#define IS_BUILTIN(option)	__is_defined(option)
#define IS_MODULE(option)	__is_defined(option##_MODULE)
#define IS_REACHABLE(option)	IS_BUILTIN(option)
#define IS_ENABLED(option)	__or(IS_BUILTIN(option), IS_MODULE(option))

#ifndef __ASSEMBLY__
#include <linux/compiler_types.h>
#endif

#endif
