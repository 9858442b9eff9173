// SPDX-License-Identifier: GPL-2.0
/* What entry.S calls: exceptions, interrupts, and the way back to user mode. */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/process_hooks.h>
#include <asm/csr.h>
#include <asm/pgtable.h>
#include "core.h"

static const char *cause_text(unsigned long cause)
{
	switch (cause) {
	case EXC_INST_MISALIGNED: return "instruction address misaligned";
	case EXC_INST_ACCESS: return "instruction access fault";
	case EXC_INST_ILLEGAL: return "illegal instruction";
	case EXC_BREAKPOINT: return "breakpoint";
	case EXC_LOAD_MISALIGNED: return "load address misaligned";
	case EXC_LOAD_ACCESS: return "load access fault";
	case EXC_STORE_MISALIGNED: return "store (or AMO) address misaligned";
	case EXC_STORE_ACCESS: return "store (or AMO) access fault";
	case EXC_SYSCALL: return "environment call from U-mode";
	default: return "unexpected exception";
	}
}

static bool is_memory_fault(unsigned long cause)
{
	return cause == EXC_INST_PAGE_FAULT || cause == EXC_LOAD_PAGE_FAULT || cause == EXC_STORE_PAGE_FAULT ||
	       cause == EXC_LOAD_ACCESS || cause == EXC_STORE_ACCESS || cause == EXC_INST_ACCESS;
}

static const char *page_fault_text(unsigned long addr)
{
	if (addr < PAGE_SIZE)
		return "NULL pointer dereference";
	if (addr < TASK_SIZE)
		return "access to user memory without uaccess routines";
	return "paging request";
}

static void kernel_fault(struct pt_regs *regs)
{
	if (fixup_exception(regs))
		return;
	bust_spinlocks();
	if (is_memory_fault(regs->cause))
		pr_alert("Unable to handle kernel %s at virtual address %016lx\n", page_fault_text(regs->badaddr),
			 regs->badaddr);
	die(regs, is_memory_fault(regs->cause) ? "Oops" : cause_text(regs->cause));
}

static bool is_compressed(unsigned long pc)
{
	return (*(u16 *)pc & 3) != 3;
}

static void kernel_breakpoint(struct pt_regs *regs)
{
	switch (report_bug(regs->epc, regs)) {
	case BUG_TRAP_TYPE_WARN:
		regs->epc += is_compressed(regs->epc) ? 2 : 4;
		break;
	case BUG_TRAP_TYPE_BUG:
		die(regs, "Kernel BUG");
		break;
	case BUG_TRAP_TYPE_NONE:
		die(regs, "Unexpected breakpoint");
		break;
	}
}

static void user_trap(struct pt_regs *regs)
{
	local_irq_enable();
	if (regs->cause == EXC_SYSCALL) {
		regs->epc += 4;
		regs->orig_a0 = regs->a0;
		do_syscall_user(regs);
	} else {
		do_user_fault(regs, regs->cause, regs->badaddr);
	}
	local_irq_disable();
	exit_to_user_mode(regs);
}

void do_trap(struct pt_regs *regs)
{
	if (user_mode(regs))
		user_trap(regs);
	else if (regs->cause == EXC_BREAKPOINT)
		kernel_breakpoint(regs);
	else
		kernel_fault(regs);
}

/* The software interrupt means "look around": nothing is sent between harts while there is one. */
static void handle_soft_irq(void)
{
	csr_clear(CSR_IP, IE_SIE);
}

static void handle_irq(unsigned long cause)
{
	switch (cause & ~CAUSE_IRQ_FLAG) {
	case IRQ_S_TIMER:
		hrtimer_interrupt();
		break;
	case IRQ_S_EXT:
		plic_handle_irq();
		break;
	case IRQ_S_SOFT:
		handle_soft_irq();
		break;
	default:
		pr_warn("unexpected interrupt cause %#lx\n", cause);
	}
}

void do_irq(struct pt_regs *regs)
{
	irq_enter();
	handle_irq(regs->cause);
	irq_exit();
	if (user_mode(regs))
		exit_to_user_mode(regs);
	else if (!preempt_count() && need_resched())
		preempt_schedule_irq();
}

/*
 * Everything that must happen before user mode goes on; interrupts are off on entry and on return, so that nothing new is
 * missed.
 */
void exit_to_user_mode(struct pt_regs *regs)
{
	local_irq_disable();
	while (current_thread_info()->flags & _TIF_WORK_MASK) {
		if (need_resched()) {
			local_irq_enable();
			schedule();
			local_irq_disable();
		}
		if (current_thread_info()->flags & (_TIF_WORK_MASK & ~_TIF_NEED_RESCHED))
			do_exit_to_user(regs);
		local_irq_disable();
	}
}

void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp)
{
	regs->status = SR_SPIE;
	regs->epc = pc;
	regs->sp = sp;
}
