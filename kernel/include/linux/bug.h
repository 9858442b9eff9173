/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <asm/bug.h>
#include <linux/compiler.h>
#include <linux/build_bug.h>
#include <linux/linkage.h>
#include <linux/printk.h>

struct pt_regs;

enum bug_trap_type {
	BUG_TRAP_TYPE_NONE,
	BUG_TRAP_TYPE_WARN,
	BUG_TRAP_TYPE_BUG,
};

enum bug_trap_type report_bug(unsigned long bug_addr, struct pt_regs *regs);
void __printf(1, 2) __warn_printk(const char *fmt, ...);
void __noreturn __printf(1, 2) panic(const char *fmt, ...);
extern int panic_on_warn;
extern int panic_on_oops;

#define BUG() do { __BUG_FLAGS(0); unreachable(); } while (0)
#define BUG_ON(condition) do { if (unlikely(condition)) BUG(); } while (0)
#define __WARN()	__BUG_FLAGS(BUGFLAG_WARNING)

#define WARN_ON(condition) ({			\
	int __ret_warn_on = !!(condition);	\
	if (unlikely(__ret_warn_on))		\
		__WARN();			\
	unlikely(__ret_warn_on); })
#define WARN_ON_ONCE(condition) ({		\
	int __ret_warn_on = !!(condition);	\
	if (unlikely(__ret_warn_on))		\
		__BUG_FLAGS(BUGFLAG_WARNING | BUGFLAG_ONCE); \
	unlikely(__ret_warn_on); })
#define WARN(condition, format...) ({		\
	int __ret_warn_on = !!(condition);	\
	if (unlikely(__ret_warn_on)) {		\
		__warn_printk(format);		\
		__WARN();			\
	}					\
	unlikely(__ret_warn_on); })
#define WARN_ONCE(condition, format...) ({	\
	static bool __already_done;		\
	int __ret_do_once = !!(condition);	\
	if (unlikely(__ret_do_once) && !__already_done) { \
		__already_done = true;		\
		__warn_printk(format);		\
		__WARN();			\
	}					\
	unlikely(__ret_do_once); })
#define WARN_TAINT(condition, taint, format...) WARN(condition, format)

#endif
