// SPDX-License-Identifier: GPL-2.0
/* What a process does to enter the kernel: system calls, faults, and the work before it goes back. */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include "process-internal.h"

static void kill_with_report(struct pt_regs *regs, int sig, int code, unsigned long cause,
			     unsigned long addr)
{
	/* A program that handles the signal does not want the line. */
	if (current->sighand->action[sig - 1].sa.sa_handler == SIG_DFL)
		pr_info("%s[%d]: unhandled signal %d code 0x%x at 0x%016lx, epc %016lx ra %016lx sp %016lx cause %lu\n",
			current->comm, current->pid, sig, code, addr, regs->epc, regs->ra, regs->sp,
			cause);
	force_sig_fault(sig, code, (void __user *)addr);
}

static void kill_for_memory(void)
{
	pr_err("Out of memory: Killed process %d (%s)\n", current->pid, current->comm);
	force_sig(SIGKILL);
}

void do_user_fault(struct pt_regs *regs, unsigned long cause, unsigned long addr)
{
	int code;

	switch (cause) {
	case EXC_INST_PAGE_FAULT:
	case EXC_LOAD_PAGE_FAULT:
	case EXC_STORE_PAGE_FAULT:
		code = handle_user_page_fault(addr, cause);
		if (code == -ENOMEM)
			kill_for_memory();
		else if (code)
			kill_with_report(regs, SIGSEGV, code, cause, addr);
		break;
	case EXC_INST_ILLEGAL:
		kill_with_report(regs, SIGILL, ILL_ILLOPC, cause, regs->epc);
		break;
	case EXC_BREAKPOINT:
		kill_with_report(regs, SIGTRAP, TRAP_BRKPT, cause, regs->epc);
		break;
	case EXC_LOAD_MISALIGNED:
	case EXC_STORE_MISALIGNED:
	case EXC_INST_MISALIGNED:
		kill_with_report(regs, SIGBUS, BUS_ADRALN, cause, addr);
		break;
	default:
		kill_with_report(regs, SIGSEGV, SEGV_ACCERR, cause, addr);
		break;
	}
}

/* Called with interrupts off, and returns so; what it does runs with interrupts on. */
void do_exit_to_user(struct pt_regs *regs)
{
	local_irq_enable();
	if (test_and_clear_thread_flag(TIF_NOTIFY_RESUME) && current->task_works)
		task_work_run();
	if (test_thread_flag(TIF_SIGPENDING) || test_and_clear_thread_flag(TIF_NOTIFY_SIGNAL))
		arch_do_signal_or_restart(regs);
	local_irq_disable();
}
