// SPDX-License-Identifier: GPL-2.0
/* Calling a handler in user mode and coming back: the frame on the user's stack has the layout of Linux's riscv64 ABI. */

#include <linux/kernel.h>
#include <linux/restart_block.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include "process-internal.h"

#define FP_STATE_BYTES 528

struct user_stack {
	void __user *ss_sp;
	int ss_flags;
	size_t ss_size;
};

struct sigcontext {
	unsigned long regs[32];		/* pc, then x1 to x31: the first 32 words of pt_regs */
	u8 fpregs[FP_STATE_BYTES] __attribute__((aligned(16)));
};

struct ucontext {
	unsigned long uc_flags;
	struct ucontext __user *uc_link;
	struct user_stack uc_stack;
	sigset_t uc_sigmask;
	u8 uc_unused[1024 / 8 - sizeof(sigset_t)];
	struct sigcontext uc_mcontext __attribute__((aligned(16)));
};

struct rt_sigframe {
	siginfo_t info;
	struct ucontext uc;
};

static bool on_sig_stack(unsigned long sp)
{
	return current->sas_ss_size && sp > current->sas_ss_sp &&
	       sp - current->sas_ss_sp <= current->sas_ss_size;
}

static struct rt_sigframe __user *sigframe_address(const struct k_sigaction *ka,
						   const struct pt_regs *regs)
{
	unsigned long sp = regs->sp;

	if ((ka->sa.sa_flags & SA_ONSTACK) && current->sas_ss_size && !on_sig_stack(sp))
		sp = current->sas_ss_sp + current->sas_ss_size;
	sp -= sizeof(struct rt_sigframe);
	return (struct rt_sigframe __user *)(sp & ~15UL);
}

static int setup_rt_frame(int sig, const kernel_siginfo_t *info, const struct k_sigaction *ka,
			  const sigset_t *oldset, struct pt_regs *regs)
{
	struct rt_sigframe __user *frame = sigframe_address(ka, regs);
	struct rt_sigframe *image = kzalloc(sizeof(*image), GFP_KERNEL);
	unsigned long failed;

	image->info = *info;
	image->uc.uc_sigmask = *oldset;
	image->uc.uc_stack.ss_sp = (void __user *)current->sas_ss_sp;
	image->uc.uc_stack.ss_size = current->sas_ss_size;
	image->uc.uc_stack.ss_flags = current->sas_ss_size ? 0 : SS_DISABLE;
	memcpy(image->uc.uc_mcontext.regs, regs, sizeof(image->uc.uc_mcontext.regs));
	failed = copy_to_user(frame, image, sizeof(*image));
	kfree(image);
	if (failed)
		return -EFAULT;
	regs->ra = current->mm->vdso;
	regs->epc = (unsigned long)ka->sa.sa_handler;
	regs->sp = (unsigned long)frame;
	regs->a0 = sig;
	regs->a1 = (unsigned long)&frame->info;
	regs->a2 = (unsigned long)&frame->uc;
	return 0;
}

SYSCALL_DEFINE0(rt_sigreturn)
{
	struct pt_regs *regs = task_pt_regs(current);
	struct rt_sigframe __user *frame = (struct rt_sigframe __user *)regs->sp;
	unsigned long words[32];
	sigset_t set;

	current->restart_block.fn = do_no_restart_syscall;
	if (copy_from_user(&set, &frame->uc.uc_sigmask, sizeof(set)) ||
	    copy_from_user(words, frame->uc.uc_mcontext.regs, sizeof(words))) {
		pr_info("%s[%d]: bad frame in rt_sigreturn: sp %lx\n", current->comm, current->pid,
			regs->sp);
		force_sig(SIGSEGV);
		return 0;
	}
	set_current_blocked(&set);
	memcpy(regs, words, sizeof(words));
	/* This was a system call, but must not be restarted as one. */
	regs->cause = -1UL;
	return regs->a0;
}

static void handle_signal(int sig, const kernel_siginfo_t *info, const struct k_sigaction *ka,
			  struct pt_regs *regs)
{
	sigset_t oldset = test_thread_flag(TIF_RESTORE_SIGMASK) ? current->saved_sigmask
								 : current->blocked;

	if (setup_rt_frame(sig, info, ka, &oldset, regs)) {
		force_sig(SIGSEGV);
		return;
	}
	signal_setup_done(sig, ka);
}

/* What an interrupted system call returns to user mode when a handler runs in between. */
static void restart_with_handler(struct pt_regs *regs, const struct k_sigaction *ka)
{
	switch ((long)regs->a0) {
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		regs->a0 = -EINTR;
		break;
	case -ERESTARTSYS:
		if (!(ka->sa.sa_flags & SA_RESTART)) {
			regs->a0 = -EINTR;
			break;
		}
		fallthrough;
	case -ERESTARTNOINTR:
		regs->a0 = regs->orig_a0;
		regs->epc -= 4;
		break;
	}
}

static void restart_without_handler(struct pt_regs *regs)
{
	switch ((long)regs->a0) {
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		regs->a0 = regs->orig_a0;
		regs->epc -= 4;
		break;
	case -ERESTART_RESTARTBLOCK:
		regs->a0 = regs->orig_a0;
		regs->a7 = 128;		/* restart_syscall */
		regs->epc -= 4;
		break;
	}
}

/* On the way to user mode with a signal pending, or with a mask of a system call to take back. */
void arch_do_signal_or_restart(struct pt_regs *regs)
{
	bool in_syscall = regs->cause == EXC_SYSCALL;
	kernel_siginfo_t info;
	struct k_sigaction ka;
	int sig;

	/* Only once: a second signal must not restart the call again. */
	if (in_syscall)
		regs->cause = -1UL;
	if (get_signal(&sig, &info, &ka)) {
		if (in_syscall)
			restart_with_handler(regs, &ka);
		handle_signal(sig, &info, &ka, regs);
		return;
	}
	if (in_syscall)
		restart_without_handler(regs);
	restore_saved_sigmask();
}
