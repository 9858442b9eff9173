// SPDX-License-Identifier: GPL-2.0
/* New tasks. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/magic.h>
#include <linux/process_hooks.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <asm/csr.h>
#include "core.h"

#define PID_MAX		32768
#define RESERVED_PIDS	300

rwlock_t tasklist_lock = __RW_LOCK_UNLOCKED(tasklist_lock);
static struct kmem_cache *task_struct_cachep;
static DECLARE_BITMAP(pid_map, PID_MAX);
static DEFINE_SPINLOCK(pid_lock);
static pid_t last_pid;

void ret_from_fork(void);

void fork_init(void)
{
	task_struct_cachep = kmem_cache_create("task_struct", sizeof(struct task_struct), 64, 0, NULL);
	__set_bit(0, pid_map);
	*end_of_stack(&init_task) = STACK_END_MAGIC;
}

/* The next free number after the last one given out; low numbers are not reused. */
static pid_t alloc_pid_number(void)
{
	pid_t nr;

	spin_lock(&pid_lock);
	nr = find_next_zero_bit(pid_map, PID_MAX, last_pid + 1);
	if (nr == PID_MAX)
		nr = find_next_zero_bit(pid_map, PID_MAX, RESERVED_PIDS);
	if (nr < PID_MAX) {
		__set_bit(nr, pid_map);
		last_pid = nr;
	}
	spin_unlock(&pid_lock);
	return nr < PID_MAX ? nr : -EAGAIN;
}

void free_pid_number(pid_t nr)
{
	spin_lock(&pid_lock);
	__clear_bit(nr, pid_map);
	spin_unlock(&pid_lock);
}

struct task_struct *dup_task_struct(struct task_struct *orig, int node)
{
	struct task_struct *tsk = kmem_cache_alloc(task_struct_cachep, GFP_KERNEL);
	void *stack = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, THREAD_SIZE_ORDER);

	if (!tsk || !stack) {
		free_pages((unsigned long)stack, THREAD_SIZE_ORDER);
		if (tsk)
			kmem_cache_free(task_struct_cachep, tsk);
		return NULL;
	}
	*tsk = *orig;
	tsk->stack = stack;
	*end_of_stack(tsk) = STACK_END_MAGIC;
	task_thread_info(tsk)->flags = 0;
	/* One for whoever asks for the exit code, one for the scheduler. */
	refcount_set(&tsk->usage, 2);
	tsk->flags &= ~(PF_IDLE | PF_WQ_WORKER | PF_KTHREAD | PF_EXITING | PF_SIGNALED);
	tsk->mm = NULL;
	tsk->active_mm = NULL;
	tsk->exit_state = 0;
	tsk->exit_code = 0;
	tsk->in_execve = 0;
	tsk->in_eventfd = 0;
	tsk->nvcsw = tsk->nivcsw = tsk->utime = tsk->stime = 0;
	tsk->start_time = ktime_get_ns();
	tsk->thread_pid = NULL;
	tsk->vfork_done = NULL;
	tsk->set_child_tid = tsk->clear_child_tid = NULL;
	tsk->robust_list = NULL;
	tsk->worker_private = NULL;
	tsk->kthread = NULL;
	tsk->task_works = NULL;
	tsk->process_private = NULL;
	tsk->journal_info = NULL;
	tsk->blocked_on = NULL;
	INIT_LIST_HEAD(&tsk->tasks);
	INIT_LIST_HEAD(&tsk->children);
	INIT_LIST_HEAD(&tsk->sibling);
	INIT_LIST_HEAD(&tsk->thread_node);
	INIT_LIST_HEAD(&tsk->thread_group);
	memset(&tsk->pending, 0, sizeof(tsk->pending));
	INIT_LIST_HEAD(&tsk->pending.list);
	spin_lock_init(&tsk->alloc_lock);
	raw_spin_lock_init(&tsk->pi_lock);
	return tsk;
}

void free_task_stack(struct task_struct *tsk)
{
	free_pages((unsigned long)tsk->stack, THREAD_SIZE_ORDER);
	tsk->stack = NULL;
}

static void free_task(struct task_struct *tsk)
{
	if (tsk->stack)
		free_task_stack(tsk);
	free_kthread_struct(tsk);
	kmem_cache_free(task_struct_cachep, tsk);
}

void __put_task_struct(struct task_struct *tsk)
{
	WARN_ON(tsk == current);
	free_task(tsk);
}

/* Where the new task begins: ret_from_fork, which for a user task goes on to the registers of its parent. */
int copy_thread(struct task_struct *p, const struct kernel_clone_args *args)
{
	struct pt_regs *childregs = task_pt_regs(p);

	memset(&p->thread, 0, sizeof(p->thread));
	if (args->fn) {
		memset(childregs, 0, sizeof(*childregs));
		childregs->status = SR_SPIE | SR_SPP;
		p->thread.s[0] = (unsigned long)args->fn;
		p->thread.s[1] = (unsigned long)args->fn_arg;
	} else {
		*childregs = *current_pt_regs();
		if (args->stack)
			childregs->sp = args->stack + args->stack_size;
		if (args->flags & CLONE_SETTLS)
			childregs->tp = args->tls;
		childregs->a0 = 0;
	}
	p->thread.ra = (unsigned long)ret_from_fork;
	p->thread.sp = (unsigned long)childregs;
	return 0;
}

static void set_parent(struct task_struct *p, const struct kernel_clone_args *args)
{
	bool thread = args->flags & CLONE_THREAD;

	p->real_parent = args->flags & (CLONE_PARENT | CLONE_THREAD) ? current->real_parent : current;
	p->parent = p->real_parent;
	p->exit_signal = thread ? -1 : args->exit_signal;
	p->group_leader = thread ? current->group_leader : p;
	p->tgid = thread ? current->tgid : p->pid;
}

static void link_task(struct task_struct *p, bool thread)
{
	write_lock_irq(&tasklist_lock);
	if (thread) {
		list_add_tail(&p->thread_group, &p->group_leader->thread_group);
	} else {
		list_add_tail(&p->sibling, &p->real_parent->children);
		list_add_tail(&p->tasks, &init_task.tasks);
	}
	write_unlock_irq(&tasklist_lock);
}

/* Makes a task that is not runnable yet; wake_up_new_task starts it. An ERR_PTR on failure. */
struct task_struct *copy_process(struct kernel_clone_args *args)
{
	struct task_struct *p = dup_task_struct(current, NUMA_NO_NODE);
	int ret;

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (args->kthread)
		p->flags |= PF_KTHREAD;
	p->flags |= PF_FORKNOEXEC;
	sched_fork(p);
	p->pid = alloc_pid_number();
	ret = p->pid;
	if (ret < 0)
		goto free;
	set_parent(p, args);
	if (args->flags & CLONE_CHILD_SETTID)
		p->set_child_tid = args->child_tid;
	if (args->flags & CLONE_CHILD_CLEARTID)
		p->clear_child_tid = args->child_tid;
	if (args->name)
		set_task_comm(p, args->name);
	ret = copy_process_state(args->flags, p, args);
	if (ret)
		goto free_pid;
	copy_thread(p, args);
	link_task(p, args->flags & CLONE_THREAD);
	return p;
free_pid:
	free_pid_number(p->pid);
free:
	free_task(p);
	return ERR_PTR(ret);
}

pid_t kernel_clone(struct kernel_clone_args *args)
{
	struct task_struct *p = copy_process(args);
	pid_t pid;

	if (IS_ERR(p))
		return PTR_ERR(p);
	pid = p->pid;
	wake_up_new_task(p);
	return pid;
}

pid_t kernel_thread(int (*fn)(void *), void *arg, const char *name, unsigned long flags)
{
	struct kernel_clone_args args = {
		.flags = (flags | CLONE_VM | CLONE_UNTRACED) & ~CSIGNAL,
		.exit_signal = flags & CSIGNAL,
		.fn = fn,
		.fn_arg = arg,
		.name = name,
		.kthread = 1,
	};

	return kernel_clone(&args);
}

/* A task that begins in the kernel and becomes a user program. */
pid_t user_mode_thread(int (*fn)(void *), void *arg, unsigned long flags)
{
	struct kernel_clone_args args = {
		.flags = (flags | CLONE_VM | CLONE_UNTRACED) & ~CSIGNAL,
		.exit_signal = flags & CSIGNAL,
		.fn = fn,
		.fn_arg = arg,
	};

	return kernel_clone(&args);
}

void set_task_comm(struct task_struct *tsk, const char *from)
{
	strscpy_pad(tsk->comm, from, sizeof(tsk->comm));
}

static struct task_struct *find_in_group(struct task_struct *leader, pid_t nr)
{
	struct task_struct *t;

	if (leader->pid == nr)
		return leader;
	list_for_each_entry(t, &leader->thread_group, thread_group)
		if (t->pid == nr)
			return t;
	return NULL;
}

/* With tasklist_lock held for reading, or from a place where the task cannot go away. */
struct task_struct *find_task_by_vpid(pid_t nr)
{
	struct task_struct *p, *found;

	for_each_process(p) {
		found = find_in_group(p, nr);
		if (found)
			return found;
	}
	return NULL;
}

struct task_struct *find_get_task_by_vpid(pid_t nr)
{
	struct task_struct *p;

	read_lock(&tasklist_lock);
	p = find_task_by_vpid(nr);
	if (p)
		get_task_struct(p);
	read_unlock(&tasklist_lock);
	return p;
}
