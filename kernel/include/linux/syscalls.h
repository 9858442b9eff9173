/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/uaccess.h>
#include <asm/ptrace.h>

/*
 * SYSCALL_DEFINE3(lseek, unsigned int, fd, ...) makes sys_lseek(regs), which takes the arguments out of the registers
 * (a0, as it was on entry, to a5) and calls the body with them in their types.
 */
typedef long (*syscall_t)(const struct pt_regs *regs);

#define SYSCALL_DEFINE0(name) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(void); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name(); \
	} \
	static long __do_sys_##name(void)

#define SYSCALL_DEFINE1(name, t1, n1) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(t1 n1); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name((t1)regs->orig_a0); \
	} \
	static long __do_sys_##name(t1 n1)

#define SYSCALL_DEFINE2(name, t1, n1, t2, n2) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(t1 n1, t2 n2); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name((t1)regs->orig_a0, (t2)regs->a1); \
	} \
	static long __do_sys_##name(t1 n1, t2 n2)

#define SYSCALL_DEFINE3(name, t1, n1, t2, n2, t3, n3) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name((t1)regs->orig_a0, (t2)regs->a1, (t3)regs->a2); \
	} \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3)

#define SYSCALL_DEFINE4(name, t1, n1, t2, n2, t3, n3, t4, n4) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3, t4 n4); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name((t1)regs->orig_a0, (t2)regs->a1, (t3)regs->a2, \
				       (t4)regs->a3); \
	} \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3, t4 n4)

#define SYSCALL_DEFINE5(name, t1, n1, t2, n2, t3, n3, t4, n4, t5, n5) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3, t4 n4, t5 n5); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name((t1)regs->orig_a0, (t2)regs->a1, (t3)regs->a2, \
				       (t4)regs->a3, (t5)regs->a4); \
	} \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3, t4 n4, t5 n5)

#define SYSCALL_DEFINE6(name, t1, n1, t2, n2, t3, n3, t4, n4, t5, n5, t6, n6) \
	long sys_##name(const struct pt_regs *regs); \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3, t4 n4, t5 n5, t6 n6); \
	long sys_##name(const struct pt_regs *regs) \
	{ \
		return __do_sys_##name((t1)regs->orig_a0, (t2)regs->a1, (t3)regs->a2, \
				       (t4)regs->a3, (t5)regs->a4, (t6)regs->a5); \
	} \
	static long __do_sys_##name(t1 n1, t2 n2, t3 n3, t4 n4, t5 n5, t6 n6)

#endif
