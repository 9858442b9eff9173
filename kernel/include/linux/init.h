/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

/* Initialisation code is kept: a debugger may still be looking at it. */
#define __init
#define __initdata
#define __initconst
#define __exit			__used
#define __exitdata
#define __ro_after_init
#define __read_mostly
#define __refdata
#define __ref
#define __meminit
#define __cpuinit

typedef int (*initcall_t)(void);
typedef initcall_t initcall_entry_t;
typedef void (*exitcall_t)(void);

/* kernel.lds collects the levels in order. */
#define __define_initcall(fn, id) \
	static initcall_t __PASTE(__initcall_##fn##id, __LINE__) __used __section(".initcall" #id ".init") = fn

#define early_initcall(fn)	__define_initcall(fn, early)
#define pure_initcall(fn)	__define_initcall(fn, 0)
#define core_initcall(fn)	__define_initcall(fn, 1)
#define postcore_initcall(fn)	__define_initcall(fn, 2)
#define arch_initcall(fn)	__define_initcall(fn, 3)
#define subsys_initcall(fn)	__define_initcall(fn, 4)
#define fs_initcall(fn)		__define_initcall(fn, 5)
#define rootfs_initcall(fn)	__define_initcall(fn, rootfs)
#define device_initcall(fn)	__define_initcall(fn, 6)
#define late_initcall(fn)	__define_initcall(fn, 7)
#define __initcall(fn)		device_initcall(fn)
#define module_init(fn)		device_initcall(fn)
/* Never called, as nothing is unloaded; kept so that the function is. */
#define module_exit(fn) \
	static exitcall_t __PASTE(__exitcall_##fn, __LINE__) __used __section(".exitcall.exit") = fn

extern char *saved_command_line;

#endif
