/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PROCESS_HOOKS_H
#define _LINUX_PROCESS_HOOKS_H

#include <linux/sched.h>
#include <asm/ptrace.h>

/*
 * The seam between the core (tasks, traps, memory) and the process side (user memory, files, signals, system calls). The
 * core has weak versions of all of these, so that it also runs alone.
 */

/* A system call from user mode; interrupts are on. The number is in a7, the result goes to a0. */
void do_syscall_user(struct pt_regs *regs);
/* Any other exception from user mode; interrupts are on. @addr is stval. */
void do_user_fault(struct pt_regs *regs, unsigned long cause, unsigned long addr);
/* A fault of the kernel itself: true when the faulting instruction has an entry in __ex_table, and epc was moved there. */
bool fixup_exception(struct pt_regs *regs);
/* On the way back to user mode, with interrupts off, when a signal or other work is pending. */
void do_exit_to_user(struct pt_regs *regs);

/* Gives the new task @p its files, memory and signal state; an error number undoes nothing of the caller's. */
int copy_process_state(u64 clone_flags, struct task_struct *p, struct kernel_clone_args *args);
/* The task exits: let go of memory, files, signal state and children. Runs as the task itself. */
void process_exit(struct task_struct *tsk);
/* Tell whoever waits. True when nobody does, so that the task can go at once; else exit_state is EXIT_ZOMBIE. */
bool exit_notify(struct task_struct *tsk);
/* Nobody will ask about @p any more: let go of what the parent could still see. */
void process_release(struct task_struct *p);

/* Makes the calling kernel thread, pid 1, the first user program. 0 when user mode follows. */
int kernel_execve_init(void);

struct mm_struct;
/* The last lazy user of @mm is gone. */
void __mmdrop(struct mm_struct *mm);

#endif
