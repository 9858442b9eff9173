// SPDX-License-Identifier: GPL-2.0
/* The end of a task, in Linux's order: signals, memory, files, work that was put off, children, parent. And wait4. */

#include <linux/fdtable.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <linux/task_work.h>
#include "process-internal.h"

/* Marks a task that takes no more work of its own: its list is closed. */
static struct callback_head work_exited;

int task_work_add(struct task_struct *task, struct callback_head *work,
		  enum task_work_notify_mode mode)
{
	struct callback_head *head;
	unsigned long flags;

	local_irq_save(flags);
	head = task->task_works;
	if (head != &work_exited) {
		work->next = head;
		task->task_works = work;
		if (mode == TWA_RESUME)
			set_tsk_thread_flag(task, TIF_NOTIFY_RESUME);
		else if (mode == TWA_SIGNAL)
			set_tsk_thread_flag(task, TIF_NOTIFY_SIGNAL);
	}
	local_irq_restore(flags);
	return head == &work_exited ? -ESRCH : 0;
}

/* Newest first in the list, so it is turned round: works run in the order they came. */
static struct callback_head *take_works(struct task_struct *task)
{
	struct callback_head *work, *next, *ordered = NULL;
	unsigned long flags;

	local_irq_save(flags);
	work = task->task_works;
	if (work == &work_exited)
		work = NULL;
	else
		task->task_works = (!work && (task->flags & PF_EXITING)) ? &work_exited : NULL;
	local_irq_restore(flags);
	for (; work; work = next) {
		next = work->next;
		work->next = ordered;
		ordered = work;
	}
	return ordered;
}

void task_work_run(void)
{
	struct callback_head *work, *next;

	while ((work = take_works(current))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
		}
	}
}

/* Who joined on this thread's id is told by a zero there and a futex wake-up. */
static void mm_release(struct task_struct *tsk)
{
	if (!tsk->clear_child_tid || !tsk->mm)
		return;
	if (atomic_read(&tsk->mm->mm_users) > 1) {
		put_user(0, tsk->clear_child_tid);
		futex_wake_user((u32 __user *)tsk->clear_child_tid, 1);
	}
	tsk->clear_child_tid = NULL;
}

/* Children get a new parent: another thread of the process, else pid 1. Caller holds tasklist_lock. */
static void reparent_children(struct task_struct *tsk, struct list_head *dead)
{
	struct task_struct *reaper = NULL, *t, *child, *next;

	for_each_thread(tsk, t)
		if (t != tsk && !(t->flags & PF_EXITING))
			reaper = t;
	if (!reaper)
		for_each_process(t)
			if (t->pid == 1)
				reaper = t;
	if (!reaper || reaper == tsk)
		return;
	list_for_each_entry_safe(child, next, &tsk->children, sibling) {
		child->real_parent = reaper;
		child->parent = reaper;
		list_move_tail(&child->sibling, &reaper->children);
		if (same_thread_group(reaper, tsk))
			continue;
		if (child->exit_state == EXIT_ZOMBIE && child->signal->nr_threads == 1) {
			bool autoreap = false;

			do_notify_parent(child, child->exit_signal, &autoreap);
			if (autoreap) {
				child->exit_state = EXIT_DEAD;
				list_add(&child->rt.run_list, dead);
			}
		}
	}
}

void process_exit(struct task_struct *tsk)
{
	exit_signals(tsk);
	if (tsk->tgid == 1 && tsk->signal && atomic_read(&tsk->signal->live) == 1)
		panic("Attempted to kill init! exitcode=0x%08x",
		      tsk->signal->group_exit_code ? tsk->signal->group_exit_code : tsk->exit_code);
	mm_release(tsk);
	exit_mm(tsk);
	exit_files(tsk);
	task_work_run();
}

/* Is @p the leader of a group whose other threads are gone? */
static bool delay_group_leader(struct task_struct *p)
{
	return thread_group_leader(p) && p->signal->nr_threads > 1;
}

bool exit_notify(struct task_struct *tsk)
{
	struct task_struct *p, *next;
	bool autoreap = false;
	LIST_HEAD(dead);

	if (!tsk->signal) {
		tsk->exit_state = EXIT_DEAD;
		return true;
	}
	write_lock_irq(&tasklist_lock);
	reparent_children(tsk, &dead);
	atomic_dec(&tsk->signal->live);
	tsk->exit_state = EXIT_ZOMBIE;
	if (thread_group_leader(tsk)) {
		if (tsk->signal->flags & SIGNAL_GROUP_EXIT)
			tsk->exit_code = tsk->signal->group_exit_code;
		if (!delay_group_leader(tsk))
			do_notify_parent(tsk, tsk->exit_signal, &autoreap);
	} else {
		autoreap = true;
	}
	if (autoreap)
		tsk->exit_state = EXIT_DEAD;
	write_unlock_irq(&tasklist_lock);
	list_for_each_entry_safe(p, next, &dead, rt.run_list) {
		list_del_init(&p->rt.run_list);
		release_task(p);
	}
	return autoreap;
}

/*
 * The last sibling of a leader that has already exited is gone: now the leader's parent hears of it. Caller holds tasklist_lock
 * for writing. True: nobody will ask about the leader.
 */
static bool notify_for_leader(struct task_struct *leader)
{
	bool autoreap = false;

	if (leader->signal->flags & SIGNAL_GROUP_EXIT)
		leader->exit_code = leader->signal->group_exit_code;
	do_notify_parent(leader, leader->exit_signal, &autoreap);
	if (autoreap)
		leader->exit_state = EXIT_DEAD;
	return autoreap;
}

void process_release(struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	struct sighand_struct *sighand = p->sighand;
	struct task_struct *leader = p->group_leader;
	bool release_leader = false;

	/* A fork that failed half-way comes here too, with what it had got. */
	exit_files(p);
	if (p->mm) {
		struct mm_struct *mm = p->mm;

		p->mm = NULL;
		mmput(mm);
		if (p->active_mm == mm)
			p->active_mm = NULL;
	}
	if (!sighand || !sig)
		return;
	/* One step for whoever waits: until the leader's parent has been told, nobody may reap the leader. */
	write_lock_irq(&tasklist_lock);
	spin_lock(&sighand->siglock);
	list_del_init(&p->thread_node);
	sig->nr_threads--;
	flush_sigqueue(&p->pending);
	p->sighand = NULL;
	p->signal = NULL;
	if (sig->group_exec_task)
		wake_up_process(sig->group_exec_task);
	spin_unlock(&sighand->siglock);
	if (leader != p && sig->nr_threads == 1 && leader->exit_state == EXIT_ZOMBIE)
		release_leader = notify_for_leader(leader);
	write_unlock_irq(&tasklist_lock);
	if (release_leader)
		release_task(leader);
	put_signal_struct(sig);
	put_sighand_struct(sighand);
}

SYSCALL_DEFINE1(exit, int, error_code)
{
	do_exit((error_code & 0xff) << 8);
}

SYSCALL_DEFINE1(exit_group, int, error_code)
{
	do_group_exit((error_code & 0xff) << 8);
}

SYSCALL_DEFINE1(set_tid_address, int __user *, tidptr)
{
	current->clear_child_tid = tidptr;
	return current->pid;
}

#define WNOHANG		0x00000001
#define WUNTRACED	0x00000002
#define WCONTINUED	0x00000008
#define __WNOTHREAD	0x20000000
#define __WALL		0x40000000
#define __WCLONE	0x80000000

struct wait_opts {
	pid_t pid;		/* as wait4's first argument */
	int options;
	int status;
	bool any;		/* there is a child to wait for */
};

static bool eligible_child(struct wait_opts *wo, struct task_struct *p)
{
	if (!thread_group_leader(p) || !p->signal)
		return false;
	if (wo->pid > 0)
		return p->pid == wo->pid;
	if (wo->pid == -1)
		return true;
	return p->signal->pgrp == (wo->pid ? -wo->pid : current->signal->pgrp);
}

static bool is_reapable(struct task_struct *p)
{
	return p->exit_state == EXIT_ZOMBIE && !delay_group_leader(p);
}

/* Finds a child that has exited and claims it. Caller holds tasklist_lock for writing. */
static struct task_struct *claim_child(struct wait_opts *wo)
{
	struct task_struct *t, *p;

	wo->any = false;
	for_each_thread(current, t) {
		list_for_each_entry(p, &t->children, sibling) {
			if (!eligible_child(wo, p))
				continue;
			wo->any = true;
			if (!is_reapable(p))
				continue;
			p->exit_state = EXIT_DEAD;
			return p;
		}
	}
	return NULL;
}

static long do_wait(struct wait_opts *wo)
{
	DEFINE_WAIT(wait);
	struct task_struct *p;
	long ret;

	for (;;) {
		prepare_to_wait(&current->signal->wait_chldexit, &wait, TASK_INTERRUPTIBLE);
		write_lock_irq(&tasklist_lock);
		p = claim_child(wo);
		write_unlock_irq(&tasklist_lock);
		ret = !wo->any ? -ECHILD : 0;
		if (p || ret || (wo->options & WNOHANG))
			break;
		ret = -ERESTARTSYS;
		if (signal_pending(current))
			break;
		schedule();
	}
	finish_wait(&current->signal->wait_chldexit, &wait);
	if (!p)
		return ret;
	ret = p->pid;
	wo->status = p->exit_code;
	release_task(p);
	return ret;
}

SYSCALL_DEFINE4(wait4, pid_t, upid, int __user *, stat_addr, int, options, void __user *, ru)
{
	struct wait_opts wo = { .pid = upid, .options = options };
	long ret;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))
		return -EINVAL;
	ret = do_wait(&wo);
	if (ret > 0 && stat_addr && put_user(wo.status, stat_addr))
		return -EFAULT;
	if (ret > 0 && ru && clear_user(ru, 144))
		return -EFAULT;
	return ret;
}
