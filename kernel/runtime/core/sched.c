// SPDX-License-Identifier: GPL-2.0
/*
 * The scheduler: one queue, in turns. A task gives the hart up when it sleeps, when its turn is over and another one is
 * waiting, or when a task of higher priority is woken. There is no tick: a timer is armed only while somebody waits.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/magic.h>
#include <linux/percpu-defs.h>
#include <linux/process_hooks.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "core.h"

/* Length of a turn. */
#define RR_TIMESLICE_NS	(4 * NSEC_PER_MSEC)

#define DEFAULT_PRIO	120
#define NICE_TO_PRIO(nice) ((int)(nice) + DEFAULT_PRIO)

struct rq {
	raw_spinlock_t __lock;
	/* Without the idle task. */
	unsigned int nr_running;
	u64 nr_switches;
	struct task_struct *curr;
	struct task_struct *idle;
	/* Who waits for the hart; curr is not in it. Linked by task_struct.rt.run_list. */
	struct list_head queue;
	/* Memory of a task that went away, to be dropped once its page table is not in use. */
	struct mm_struct *prev_mm;
	struct hrtimer hrtick_timer;
};

DEFINE_PER_CPU(struct rq, runqueues);
#define this_rq() this_cpu_ptr(&runqueues)

struct task_struct *__switch_to(struct task_struct *prev, struct task_struct *next, struct thread_struct *prev_thread,
				struct thread_struct *next_thread);
void switch_mm(struct mm_struct *prev, struct mm_struct *next, struct task_struct *task);

static enum hrtimer_restart hrtick(struct hrtimer *timer)
{
	set_tsk_need_resched(current);
	return HRTIMER_NORESTART;
}

/* Begins curr's turn anew; only when another task waits does it have an end. */
static void arm_time_slice(struct rq *rq)
{
	if (!list_empty(&rq->queue) && rq->curr != rq->idle)
		hrtimer_start(&rq->hrtick_timer, RR_TIMESLICE_NS, HRTIMER_MODE_REL);
	else
		hrtimer_try_to_cancel(&rq->hrtick_timer);
}

static void enqueue(struct rq *rq, struct task_struct *p, bool at_head)
{
	if (at_head)
		list_add(&p->rt.run_list, &rq->queue);
	else
		list_add_tail(&p->rt.run_list, &rq->queue);
}

static void activate_task(struct rq *rq, struct task_struct *p)
{
	bool urgent = rq->curr == rq->idle || p->prio < rq->curr->prio;

	p->on_rq = 1;
	p->__state = TASK_RUNNING;
	rq->nr_running++;
	enqueue(rq, p, urgent && rq->curr != rq->idle);
	if (urgent)
		set_tsk_need_resched(rq->curr);
	/* Where interrupts are off nobody looks at the flag when they come on again: then the timer makes it good. */
	if (!hrtimer_active(&rq->hrtick_timer))
		arm_time_slice(rq);
}

int try_to_wake_up(struct task_struct *p, unsigned int state, int wake_flags)
{
	struct rq *rq = this_rq();
	unsigned long flags;
	int success = 0;

	raw_spin_lock_irqsave(&rq->__lock, flags);
	smp_mb__after_spinlock();
	if (READ_ONCE(p->__state) & state) {
		success = 1;
		if (p->on_rq)
			p->__state = TASK_RUNNING;
		else
			activate_task(rq, p);
	}
	raw_spin_unlock_irqrestore(&rq->__lock, flags);
	return success;
}

int wake_up_process(struct task_struct *p)
{
	return try_to_wake_up(p, TASK_NORMAL, 0);
}

int wake_up_state(struct task_struct *p, unsigned int state)
{
	return try_to_wake_up(p, state, 0);
}

void sched_fork(struct task_struct *p)
{
	p->__state = TASK_NEW;
	p->on_rq = 0;
	p->on_cpu = 0;
	p->prio = p->normal_prio = p->static_prio;
	INIT_LIST_HEAD(&p->rt.run_list);
	/* schedule_tail drops the one, its caller's lock the other. */
	task_thread_info(p)->preempt_count = 2;
}

void wake_up_new_task(struct task_struct *p)
{
	try_to_wake_up(p, TASK_NEW, 0);
}

void set_user_nice(struct task_struct *p, long nice)
{
	p->static_prio = NICE_TO_PRIO(nice);
	p->prio = p->normal_prio = p->static_prio;
}

void sched_set_fifo(struct task_struct *p)
{
	p->policy = SCHED_FIFO;
	p->prio = p->normal_prio = 49;
}

void sched_set_fifo_low(struct task_struct *p)
{
	p->policy = SCHED_FIFO;
	p->prio = p->normal_prio = 98;
}

void sched_set_normal(struct task_struct *p, int nice)
{
	p->policy = SCHED_NORMAL;
	set_user_nice(p, nice);
}

static struct task_struct *pick_next_task(struct rq *rq, struct task_struct *prev)
{
	struct task_struct *next;

	if (prev != rq->idle && prev->on_rq)
		enqueue(rq, prev, false);
	next = list_first_entry_or_null(&rq->queue, struct task_struct, rt.run_list);
	if (!next)
		return rq->idle;
	list_del_init(&next->rt.run_list);
	return next;
}

/* Kernel threads have no memory of their own and stay in the page table of whoever ran before. */
static void switch_address_space(struct rq *rq, struct task_struct *prev, struct task_struct *next)
{
	if (!next->mm) {
		next->active_mm = prev->active_mm;
		if (prev->mm) {
			mmgrab(prev->active_mm);
		} else {
			prev->active_mm = NULL;
		}
		return;
	}
	switch_mm(prev->active_mm, next->mm, next);
	if (!prev->mm) {
		rq->prev_mm = prev->active_mm;
		prev->active_mm = NULL;
	}
}

/* On the new task's stack: gets rid of what the old one left behind. */
static void finish_task_switch(struct task_struct *prev)
{
	struct rq *rq = this_rq();
	struct mm_struct *mm = rq->prev_mm;
	bool dead = prev->__state == TASK_DEAD;

	rq->prev_mm = NULL;
	prev->on_cpu = 0;
	raw_spin_unlock_irq(&rq->__lock);
	if (mm)
		mmdrop(mm);
	if (dead) {
		free_task_stack(prev);
		put_task_struct(prev);
	}
}

asmlinkage void schedule_tail(struct task_struct *prev)
{
	finish_task_switch(prev);
	preempt_enable();
	if (current->set_child_tid)
		put_user(current->pid, current->set_child_tid);
}

static void context_switch(struct rq *rq, struct task_struct *prev, struct task_struct *next)
{
	switch_address_space(rq, prev, next);
	rq->nr_switches++;
	rq->curr = next;
	next->on_cpu = 1;
	arm_time_slice(rq);
	prev = __switch_to(prev, next, &prev->thread, &next->thread);
	finish_task_switch(prev);
}

static void check_schedule(struct task_struct *prev)
{
	if (*end_of_stack(prev) != STACK_END_MAGIC)
		panic("corrupted stack end detected inside scheduler");
	if (unlikely(preempt_count() != 1) && prev->__state != TASK_DEAD) {
		pr_err("BUG: scheduling while atomic: %s/%d/0x%08x\n", prev->comm, prev->pid, preempt_count() - 1);
		dump_stack();
		current_thread_info()->preempt_count = 1;
	}
}

/* Called with preemption off. A preempted task stays runnable whatever it was about to wait for. */
static void __schedule(bool preempted)
{
	struct rq *rq = this_rq();
	struct task_struct *prev = rq->curr, *next;
	unsigned int state;

	check_schedule(prev);
	raw_spin_lock_irq(&rq->__lock);
	state = READ_ONCE(prev->__state);
	if (!preempted && state) {
		if (signal_pending_state(state, prev)) {
			WRITE_ONCE(prev->__state, TASK_RUNNING);
		} else {
			prev->on_rq = 0;
			rq->nr_running--;
		}
		prev->nvcsw++;
	} else {
		prev->nivcsw++;
	}
	next = pick_next_task(rq, prev);
	clear_tsk_need_resched(prev);
	if (next == prev) {
		arm_time_slice(rq);
		raw_spin_unlock_irq(&rq->__lock);
	} else {
		context_switch(rq, prev, next);
	}
}

asmlinkage void schedule(void)
{
	struct task_struct *task = current;
	bool worker = task->flags & PF_WQ_WORKER;

	if (worker && !task_is_running(task))
		wq_worker_sleeping(task);
	do {
		preempt_disable();
		__schedule(false);
		sched_preempt_enable_no_resched();
	} while (need_resched());
	if (worker)
		wq_worker_running(task);
}

void schedule_preempt_disabled(void)
{
	sched_preempt_enable_no_resched();
	schedule();
	preempt_disable();
}

void preempt_schedule(void)
{
	if (!preemptible())
		return;
	do {
		preempt_disable();
		__schedule(true);
		sched_preempt_enable_no_resched();
	} while (need_resched());
}

/* From the end of an interrupt, with interrupts off. */
void preempt_schedule_irq(void)
{
	do {
		preempt_disable();
		local_irq_enable();
		__schedule(true);
		local_irq_disable();
		sched_preempt_enable_no_resched();
	} while (need_resched());
}

int _cond_resched(void)
{
	if (!need_resched() || !preemptible())
		return 0;
	preempt_schedule();
	return 1;
}

void yield(void)
{
	set_current_state(TASK_RUNNING);
	schedule();
}

void io_schedule(void)
{
	schedule();
}

void __noreturn do_task_dead(void)
{
	set_current_state(TASK_DEAD);
	preempt_disable();
	__schedule(false);
	BUG();
}

/* pid 0: what the hart does when there is nothing to do. */
void __noreturn cpu_idle(void)
{
	for (;;) {
		/* What was raised where it could not run has no other occasion. */
		do_softirq();
		local_irq_disable();
		if (!need_resched())
			wait_for_interrupt();
		local_irq_enable();
		if (need_resched()) {
			preempt_disable();
			__schedule(false);
			sched_preempt_enable_no_resched();
		}
	}
}

void sched_init(void)
{
	struct rq *rq = this_rq();

	raw_spin_lock_init(&rq->__lock);
	INIT_LIST_HEAD(&rq->queue);
	rq->curr = rq->idle = &init_task;
	hrtimer_setup(&rq->hrtick_timer, hrtick, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
}

void sched_show_task(struct task_struct *p)
{
	pr_info("task:%-15.15s state:%x pid:%-5d ppid:%d\n", p->comm, p->__state, p->pid,
		p->real_parent ? p->real_parent->pid : 0);
	show_stack(p, NULL);
}
