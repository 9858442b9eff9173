// SPDX-License-Identifier: GPL-2.0
/* The end of tasks. */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/process_hooks.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "core.h"

/* Nobody will ask about @p any more. What is left of it goes with the last reference. */
void release_task(struct task_struct *p)
{
	process_release(p);
	write_lock_irq(&tasklist_lock);
	p->exit_state = EXIT_DEAD;
	list_del_init(&p->tasks);
	list_del_init(&p->sibling);
	list_del_init(&p->thread_group);
	write_unlock_irq(&tasklist_lock);
	free_pid_number(p->pid);
	put_task_struct(p);
}

static void complete_vfork_done(struct task_struct *tsk)
{
	struct completion *vfork = tsk->vfork_done;

	if (vfork) {
		tsk->vfork_done = NULL;
		complete(vfork);
	}
}

void __noreturn do_exit(long code)
{
	struct task_struct *tsk = current;

	if (unlikely(in_interrupt()))
		panic("Aiee, killing interrupt handler!");
	if (unlikely(!tsk->pid))
		panic("Attempted to kill the idle task!");
	if (unlikely(is_global_init(tsk) && thread_group_leader(tsk)))
		panic("Attempted to kill init! exitcode=0x%08x", (u32)code);
	tsk->flags |= PF_EXITING;
	tsk->exit_code = code;
	process_exit(tsk);
	complete_vfork_done(tsk);
	if (exit_notify(tsk))
		release_task(tsk);
	do_task_dead();
}

/* The end of a task that did something impossible: whatever it holds stays held. */
void __noreturn make_task_dead(int signr)
{
	struct task_struct *tsk = current;

	if (unlikely(preempt_count())) {
		pr_info("note: %s[%d] exited with preempt_count %d\n", tsk->comm, tsk->pid, preempt_count());
		current_thread_info()->preempt_count = 0;
	}
	local_irq_enable();
	if (tsk->flags & PF_EXITING) {
		pr_alert("Fixing recursive fault but reboot is needed!\n");
		do_task_dead();
	}
	do_exit(signr);
}
