// SPDX-License-Identifier: GPL-2.0
/* New processes and threads: what of the parent they share and what they get a copy of. */

#include <linux/completion.h>
#include <linux/fdtable.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include "process-internal.h"

static int copy_files(u64 clone_flags, struct task_struct *p)
{
	struct files_struct *oldf = current->files;

	p->files = NULL;
	if (!oldf || (p->flags & PF_KTHREAD))
		return 0;
	if (clone_flags & CLONE_FILES) {
		atomic_inc(&oldf->count);
		p->files = oldf;
	} else {
		p->files = dup_fd(oldf);
	}
	return 0;
}

static int copy_mm(u64 clone_flags, struct task_struct *p)
{
	struct mm_struct *oldmm = current->mm, *mm;

	p->mm = NULL;
	p->active_mm = NULL;
	if (!oldmm || (p->flags & PF_KTHREAD))
		return 0;
	if (clone_flags & CLONE_VM) {
		mmget(oldmm);
		mm = oldmm;
	} else {
		mm = mm_dup(oldmm);
		if (IS_ERR(mm))
			return PTR_ERR(mm);
	}
	p->mm = mm;
	p->active_mm = mm;
	return 0;
}

static void copy_sighand(u64 clone_flags, struct task_struct *p)
{
	if (clone_flags & CLONE_SIGHAND) {
		refcount_inc(&current->sighand->count);
		p->sighand = current->sighand;
		return;
	}
	p->sighand = alloc_sighand_struct(current->sighand);
}

static void copy_signal(u64 clone_flags, struct task_struct *p)
{
	struct signal_struct *sig = current->signal;

	if (clone_flags & CLONE_THREAD) {
		refcount_inc(&sig->sigcnt);
		atomic_inc(&sig->live);
		spin_lock_irq(&p->sighand->siglock);
		sig->nr_threads++;
		list_add_tail(&p->thread_node, &sig->thread_head);
		spin_unlock_irq(&p->sighand->siglock);
		p->signal = sig;
		return;
	}
	p->signal = alloc_signal_struct();
	if (sig) {
		p->signal->session = sig->session;
		p->signal->pgrp = sig->pgrp;
	}
	list_add_tail(&p->thread_node, &p->signal->thread_head);
}

int copy_process_state(u64 clone_flags, struct task_struct *p, struct kernel_clone_args *args)
{
	int err;

	if ((clone_flags & CLONE_THREAD) && !(clone_flags & CLONE_SIGHAND))
		return -EINVAL;
	if ((clone_flags & CLONE_SIGHAND) && !(clone_flags & CLONE_VM))
		return -EINVAL;
	p->task_works = NULL;
	p->in_eventfd = 0;
	init_sigpending(&p->pending);
	p->restart_block.fn = do_no_restart_syscall;
	sigemptyset(&p->real_blocked);
	p->sas_ss_sp = 0;
	p->sas_ss_size = 0;
	clear_tsk_thread_flag(p, TIF_SIGPENDING);
	clear_tsk_thread_flag(p, TIF_NOTIFY_RESUME);
	clear_tsk_thread_flag(p, TIF_RESTORE_SIGMASK);
	copy_files(clone_flags, p);
	err = copy_mm(clone_flags, p);
	if (err) {
		exit_files(p);
		return err;
	}
	copy_sighand(clone_flags, p);
	copy_signal(clone_flags, p);
	return 0;
}

/* The parent of a vfork sleeps until the child leaves its memory. One that is killed meanwhile does not wait on. */
static void wait_for_vfork_done(struct task_struct *child, struct completion *vfork)
{
	/* The child may be about to complete it: then what a killed parent leaves behind is these few bytes. */
	if (wait_for_completion_killable(vfork))
		child->vfork_done = NULL;
	else
		kfree(vfork);
	put_task_struct(child);
}

static long do_clone(struct kernel_clone_args *args)
{
	struct completion *vfork;
	struct task_struct *p;
	pid_t nr;

	if ((args->flags & CLONE_THREAD) && args->exit_signal)
		args->exit_signal = 0;
	if (args->flags & (CLONE_NEWNS | CLONE_PTRACE))
		return -EINVAL;
	p = copy_process(args);
	if (IS_ERR(p))
		return PTR_ERR(p);
	nr = p->pid;
	if (args->flags & CLONE_PARENT_SETTID)
		put_user(nr, args->parent_tid);
	if (!(args->flags & CLONE_VFORK)) {
		wake_up_new_task(p);
		return nr;
	}
	vfork = kmalloc(sizeof(*vfork), GFP_KERNEL);
	init_completion(vfork);
	p->vfork_done = vfork;
	get_task_struct(p);
	wake_up_new_task(p);
	wait_for_vfork_done(p, vfork);
	return nr;
}

SYSCALL_DEFINE5(clone, unsigned long, clone_flags, unsigned long, newsp, int __user *, parent_tidptr,
		unsigned long, tls, int __user *, child_tidptr)
{
	struct kernel_clone_args args = {
		.flags = (u32)clone_flags & ~CSIGNAL,
		.child_tid = child_tidptr,
		.parent_tid = parent_tidptr,
		.exit_signal = clone_flags & CSIGNAL,
		.stack = newsp,
		.tls = tls,
	};

	return do_clone(&args);
}

/* The first version of clone3's argument; more that follows in newer ones has to be zero. */
struct clone_args {
	u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

SYSCALL_DEFINE2(clone3, struct clone_args __user *, uargs, size_t, size)
{
	struct kernel_clone_args args = { 0 };
	struct clone_args c;
	int err;

	if (size < sizeof(c))
		return -EINVAL;
	err = copy_struct_from_user(&c, sizeof(c), uargs, size);
	if (err)
		return err;
	args.flags = c.flags;
	args.child_tid = u64_to_user_ptr(c.child_tid);
	args.parent_tid = u64_to_user_ptr(c.parent_tid);
	args.exit_signal = c.exit_signal;
	args.stack = c.stack ? c.stack + c.stack_size : 0;
	args.tls = c.tls;
	return do_clone(&args);
}
