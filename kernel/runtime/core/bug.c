// SPDX-License-Identifier: GPL-2.0
/* BUG, WARN, oops and panic. */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/csr.h>
#include <asm/sbi.h>
#include "core.h"

extern struct bug_entry __start___bug_table[], __stop___bug_table[];

int panic_on_warn;
int panic_on_oops;
int oops_in_progress;
enum system_states system_state;
static int die_counter;

#define MAX_FRAMES 24

static bool is_kernel_text(unsigned long pc)
{
	return pc >= (unsigned long)_stext && pc < (unsigned long)_etext;
}

/* A frame pointer points behind the frame: the return address and the caller's frame pointer are just below it. */
void walk_stackframe(unsigned long fp, unsigned long pc)
{
	pr_info("Call Trace:\n");
	for (int depth = 0; depth < MAX_FRAMES && is_kernel_text(pc); depth++) {
		unsigned long *record = (unsigned long *)fp - 2;

		pr_info("[<%016lx>]\n", pc);
		if (fp < PAGE_OFFSET || fp & 7 || record[0] <= fp - 16)
			break;
		pc = record[1] - 4;
		fp = record[0];
	}
}

void dump_stack(void)
{
	pr_info("CPU: %d PID: %d Comm: %.20s\n", smp_processor_id(), current->pid, current->comm);
	walk_stackframe((unsigned long)__builtin_frame_address(0), _THIS_IP_);
}

void show_stack(struct task_struct *task, unsigned long *sp)
{
	if (!task || task == current)
		dump_stack();
	else
		walk_stackframe(task->thread.s[0], task->thread.ra);
}

void show_regs(struct pt_regs *regs)
{
	pr_info("CPU: %d PID: %d Comm: %.20s\n", smp_processor_id(), current->pid, current->comm);
	pr_info("epc : %016lx ra : %016lx sp : %016lx\n", regs->epc, regs->ra, regs->sp);
	pr_info(" gp : %016lx tp : %016lx t0 : %016lx\n", regs->gp, regs->tp, regs->t0);
	pr_info(" t1 : %016lx t2 : %016lx s0 : %016lx\n", regs->t1, regs->t2, regs->s0);
	pr_info(" s1 : %016lx a0 : %016lx a1 : %016lx\n", regs->s1, regs->a0, regs->a1);
	pr_info(" a2 : %016lx a3 : %016lx a4 : %016lx\n", regs->a2, regs->a3, regs->a4);
	pr_info(" a5 : %016lx a6 : %016lx a7 : %016lx\n", regs->a5, regs->a6, regs->a7);
	pr_info(" s2 : %016lx s3 : %016lx s4 : %016lx\n", regs->s2, regs->s3, regs->s4);
	pr_info(" s5 : %016lx s6 : %016lx s7 : %016lx\n", regs->s5, regs->s6, regs->s7);
	pr_info(" s8 : %016lx s9 : %016lx s10: %016lx\n", regs->s8, regs->s9, regs->s10);
	pr_info(" s11: %016lx t3 : %016lx t4 : %016lx\n", regs->s11, regs->t3, regs->t4);
	pr_info(" t5 : %016lx t6 : %016lx\n", regs->t5, regs->t6);
	pr_info("status: %016lx badaddr: %016lx cause: %016lx\n", regs->status, regs->badaddr, regs->cause);
}

static struct bug_entry *find_bug(unsigned long addr)
{
	for (struct bug_entry *bug = __start___bug_table; bug < __stop___bug_table; bug++)
		if (bug->bug_addr == addr)
			return bug;
	return NULL;
}

enum bug_trap_type report_bug(unsigned long bug_addr, struct pt_regs *regs)
{
	struct bug_entry *bug = find_bug(bug_addr);

	if (!bug)
		return BUG_TRAP_TYPE_NONE;
	if (!(bug->flags & BUGFLAG_WARNING)) {
		bust_spinlocks();
		pr_crit("------------[ cut here ]------------\n");
		pr_crit("kernel BUG at %s:%u!\n", bug->file, bug->line);
		return BUG_TRAP_TYPE_BUG;
	}
	if (bug->flags & BUGFLAG_ONCE) {
		if (bug->flags & BUGFLAG_DONE)
			return BUG_TRAP_TYPE_WARN;
		bug->flags |= BUGFLAG_DONE;
	}
	pr_warn("------------[ cut here ]------------\n");
	pr_warn("WARNING: CPU: %d PID: %d at %s:%u\n", smp_processor_id(), current->pid, bug->file, bug->line);
	show_regs(regs);
	walk_stackframe(regs->s0, regs->epc);
	pr_warn("---[ end trace ]---\n");
	if (panic_on_warn)
		panic("panic_on_warn set ...");
	return BUG_TRAP_TYPE_WARN;
}

void __warn_printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

/* The kernel itself did something that cannot be: says what is known and ends the task, or everything. */
void die(struct pt_regs *regs, const char *str)
{
	oops_in_progress = 1;
	pr_emerg("%s [#%d]\n", str, ++die_counter);
	show_regs(regs);
	walk_stackframe(regs->s0, regs->epc);
	pr_emerg("---[ end trace ]---\n");
	oops_in_progress = 0;
	if (in_interrupt())
		panic("Fatal exception in interrupt");
	if (panic_on_oops)
		panic("Fatal exception");
	make_task_dead(11);
}

void panic(const char *fmt, ...)
{
	char text[256];
	va_list args;

	local_irq_disable();
	preempt_disable();
	bust_spinlocks();
	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	system_state = SYSTEM_HALT;
	pr_emerg("Kernel panic - not syncing: %s\n", text);
	dump_stack();
	pr_emerg("---[ end Kernel panic - not syncing: %s ]---\n", text);
	/* Nothing wakes this hart any more. */
	csr_write(CSR_IE, 0);
	for (;;)
		wait_for_interrupt();
}

void __might_sleep(const char *file, int line)
{
	if (system_state == SYSTEM_BOOTING || (preemptible() && !is_idle_task(current)) || oops_in_progress)
		return;
	pr_err("BUG: sleeping function called from invalid context at %s:%d\n", file, line);
	pr_err("in_atomic(): %d, irqs_disabled(): %d, pid: %d, name: %s\n", in_atomic(), irqs_disabled(), current->pid,
	       current->comm);
	dump_stack();
}
