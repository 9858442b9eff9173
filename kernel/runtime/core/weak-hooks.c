// SPDX-License-Identifier: GPL-2.0
/*
 * What the core does when the process side is not linked: there is no user mode then, and nobody waits for a task's end.
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/process_hooks.h>
#include <linux/sched.h>
#include "core.h"

void __weak do_syscall_user(struct pt_regs *regs)
{
	regs->a0 = -ENOSYS;
}

void __weak do_user_fault(struct pt_regs *regs, unsigned long cause, unsigned long addr)
{
	panic("fault of user mode: cause %lu, address %#lx", cause, addr);
}

bool __weak fixup_exception(struct pt_regs *regs)
{
	return false;
}

void __weak do_exit_to_user(struct pt_regs *regs)
{
	clear_thread_flag(TIF_SIGPENDING);
	clear_thread_flag(TIF_NOTIFY_RESUME);
	clear_thread_flag(TIF_NOTIFY_SIGNAL);
}

int __weak copy_process_state(u64 clone_flags, struct task_struct *p, struct kernel_clone_args *args)
{
	return 0;
}

void __weak process_exit(struct task_struct *tsk)
{
}

bool __weak exit_notify(struct task_struct *tsk)
{
	return true;
}

void __weak process_release(struct task_struct *p)
{
}

int __weak kernel_execve_init(void)
{
	return -ENOENT;
}

void __weak __mmdrop(struct mm_struct *mm)
{
}

int __weak __fatal_signal_pending(struct task_struct *p)
{
	return 0;
}

unsigned long __weak __asm_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return n;
}
