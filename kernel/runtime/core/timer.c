// SPDX-License-Identifier: GPL-2.0
/* Timers in jiffies. Their functions run as a softirq: with interrupts on, and not in a task. */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include "core.h"

/* Sorted by time. */
static HLIST_HEAD(timer_queue);
static DEFINE_RAW_SPINLOCK(timer_lock);
static struct timer_list *running_timer;
static struct hrtimer next_expiry;

static enum hrtimer_restart raise_timer_softirq(struct hrtimer *timer)
{
	raise_softirq_irqoff(TIMER_SOFTIRQ);
	return HRTIMER_NORESTART;
}

static struct timer_list *first_timer(void)
{
	return hlist_entry_safe(timer_queue.first, struct timer_list, entry);
}

static void program(void)
{
	struct timer_list *first = first_timer();

	if (first)
		hrtimer_start(&next_expiry, (ktime_t)first->expires * TICK_NSEC, HRTIMER_MODE_ABS);
	else
		hrtimer_try_to_cancel(&next_expiry);
}

static void insert(struct timer_list *timer)
{
	struct timer_list *pos, *before = NULL;

	hlist_for_each_entry(pos, &timer_queue, entry) {
		if (time_before(timer->expires, pos->expires))
			break;
		before = pos;
	}
	if (before)
		hlist_add_behind(&timer->entry, &before->entry);
	else
		hlist_add_head(&timer->entry, &timer_queue);
}

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags)
{
	timer->entry.pprev = NULL;
	timer->function = func;
	timer->flags = flags;
}

static int modify(struct timer_list *timer, unsigned long expires, bool only_pending)
{
	unsigned long flags;
	int was_pending;

	BUG_ON(!timer->function);
	raw_spin_lock_irqsave(&timer_lock, flags);
	was_pending = timer_pending(timer);
	if (was_pending || !only_pending) {
		hlist_del_init(&timer->entry);
		timer->expires = expires;
		insert(timer);
		program();
	}
	raw_spin_unlock_irqrestore(&timer_lock, flags);
	return was_pending;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return modify(timer, expires, false);
}

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return modify(timer, expires, true);
}

void add_timer(struct timer_list *timer)
{
	if (WARN_ON_ONCE(timer_pending(timer)))
		return;
	mod_timer(timer, timer->expires);
}

int timer_delete(struct timer_list *timer)
{
	unsigned long flags;
	int was_pending;

	raw_spin_lock_irqsave(&timer_lock, flags);
	was_pending = timer_pending(timer);
	hlist_del_init(&timer->entry);
	raw_spin_unlock_irqrestore(&timer_lock, flags);
	return was_pending;
}

int timer_delete_sync(struct timer_list *timer)
{
	int was_pending = timer_delete(timer);

	while (READ_ONCE(running_timer) == timer)
		cpu_relax();
	return was_pending;
}

int timer_shutdown_sync(struct timer_list *timer)
{
	int was_pending = timer_delete_sync(timer);

	timer->function = NULL;
	return was_pending;
}

static void run_timer_softirq(struct softirq_action *action)
{
	struct timer_list *timer;

	raw_spin_lock_irq(&timer_lock);
	while ((timer = first_timer()) && time_after_eq(get_jiffies(), timer->expires)) {
		void (*function)(struct timer_list *) = timer->function;

		hlist_del_init(&timer->entry);
		running_timer = timer;
		raw_spin_unlock_irq(&timer_lock);
		function(timer);
		raw_spin_lock_irq(&timer_lock);
		running_timer = NULL;
	}
	program();
	raw_spin_unlock_irq(&timer_lock);
}

struct process_timer {
	struct timer_list timer;
	struct task_struct *task;
};

static void process_timeout(struct timer_list *t)
{
	struct process_timer *timeout = from_timer(timeout, t, timer);

	wake_up_process(timeout->task);
}

/* Sleeps in the state the caller has set, for so many jiffies at most; the number left. */
long schedule_timeout(long timeout)
{
	struct process_timer timer = { .task = current };
	unsigned long expire;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	if (WARN_ON_ONCE(timeout < 0)) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	expire = get_jiffies() + timeout;
	timer_setup_on_stack(&timer.timer, process_timeout, 0);
	mod_timer(&timer.timer, expire);
	schedule();
	timer_delete_sync(&timer.timer);
	timeout = expire - get_jiffies();
	return timeout < 0 ? 0 : timeout;
}

static long schedule_timeout_in(unsigned int state, long timeout)
{
	__set_current_state(state);
	return schedule_timeout(timeout);
}

long schedule_timeout_interruptible(long timeout)
{
	return schedule_timeout_in(TASK_INTERRUPTIBLE, timeout);
}

long schedule_timeout_killable(long timeout)
{
	return schedule_timeout_in(TASK_KILLABLE, timeout);
}

long schedule_timeout_uninterruptible(long timeout)
{
	return schedule_timeout_in(TASK_UNINTERRUPTIBLE, timeout);
}

long schedule_timeout_idle(long timeout)
{
	return schedule_timeout_in(TASK_IDLE, timeout);
}

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}

void timers_init(void)
{
	hrtimer_setup(&next_expiry, raise_timer_softirq, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_HARD);
	open_softirq(TIMER_SOFTIRQ, run_timer_softirq);
}
