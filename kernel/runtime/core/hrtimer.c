// SPDX-License-Identifier: GPL-2.0
/*
 * Timers in nanoseconds, and the hardware timer under them. Nothing is armed when no timer is pending, so that an idle
 * system stays asleep.
 */
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/sbi.h>
#include <asm/timex.h>
#include "core.h"

/* Sorted by time. */
static LIST_HEAD(hrtimer_queue);
static DEFINE_RAW_SPINLOCK(hrtimer_lock);
/* When the hardware is going to fire; later timers need no new call. */
static ktime_t programmed = KTIME_MAX;

static u64 ns_to_ticks(ktime_t ns)
{
	u64 ticks = (u64)ns / NSEC_PER_SEC * riscv_timebase;

	return ticks + DIV_ROUND_UP((u64)ns % NSEC_PER_SEC * riscv_timebase, NSEC_PER_SEC);
}

static struct hrtimer *first_timer(void)
{
	return list_first_entry_or_null(&hrtimer_queue, struct hrtimer, node);
}

/*
 * A timer that was cancelled leaves the hardware armed: one interrupt too many is cheaper than a call of the firmware at
 * each cancellation.
 */
static void program(bool force)
{
	struct hrtimer *first = first_timer();
	ktime_t next = first ? first->expires : KTIME_MAX;

	if (!force && next >= programmed)
		return;
	programmed = next;
	sbi_set_timer(first ? ns_to_ticks(next) : ~0ULL);
}

static void insert(struct hrtimer *timer)
{
	struct hrtimer *pos;

	timer->queued = true;
	list_for_each_entry(pos, &hrtimer_queue, node) {
		if (timer->expires < pos->expires) {
			list_add_tail(&timer->node, &pos->node);
			return;
		}
	}
	list_add_tail(&timer->node, &hrtimer_queue);
}

static bool dequeue(struct hrtimer *timer)
{
	if (!timer->queued)
		return false;
	list_del_init(&timer->node);
	timer->queued = false;
	return true;
}

void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *), clockid_t clock_id,
		   enum hrtimer_mode mode)
{
	*timer = (struct hrtimer) { .function = function, .node = LIST_HEAD_INIT(timer->node) };
}

void hrtimer_init(struct hrtimer *timer, clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_setup(timer, NULL, clock_id, mode);
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns, const enum hrtimer_mode mode)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&hrtimer_lock, flags);
	dequeue(timer);
	timer->expires = mode & HRTIMER_MODE_REL ? ktime_add_safe(ktime_get(), tim) : tim;
	insert(timer);
	program(false);
	raw_spin_unlock_irqrestore(&hrtimer_lock, flags);
}

/* 1: was pending; 0: was not; -1: its function runs right now. */
int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&hrtimer_lock, flags);
	ret = timer->running ? -1 : dequeue(timer);
	raw_spin_unlock_irqrestore(&hrtimer_lock, flags);
	return ret;
}

int hrtimer_cancel(struct hrtimer *timer)
{
	int ret;

	while ((ret = hrtimer_try_to_cancel(timer)) < 0)
		cpu_relax();
	return ret;
}

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	u64 periods;

	if (now < timer->expires)
		return 0;
	periods = div64_u64(now - timer->expires, interval) + 1;
	timer->expires += periods * interval;
	return periods;
}

static void run_timer(struct hrtimer *timer, unsigned long flags)
{
	enum hrtimer_restart restart;

	dequeue(timer);
	timer->running = true;
	raw_spin_unlock_irqrestore(&hrtimer_lock, flags);
	restart = timer->function(timer);
	raw_spin_lock(&hrtimer_lock);
	timer->running = false;
	if (restart == HRTIMER_RESTART && !timer->queued)
		insert(timer);
}

/* The timer interrupt; interrupts are off. It stays pending until the hardware is programmed again. */
void hrtimer_interrupt(void)
{
	struct hrtimer *timer;
	unsigned long flags;

	raw_spin_lock_irqsave(&hrtimer_lock, flags);
	while ((timer = first_timer()) && timer->expires <= ktime_get())
		run_timer(timer, flags);
	program(true);
	raw_spin_unlock_irqrestore(&hrtimer_lock, flags);
}

static enum hrtimer_restart hrtimer_wakeup(struct hrtimer *timer)
{
	struct hrtimer_sleeper *sleeper = container_of(timer, struct hrtimer_sleeper, timer);
	struct task_struct *task = sleeper->task;

	sleeper->task = NULL;
	if (task)
		wake_up_process(task);
	return HRTIMER_NORESTART;
}

/* Sleeps in the state the caller has set. 0 when the time is up, -EINTR when something else woke the task. */
int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode)
{
	struct hrtimer_sleeper sleeper = { .task = current };

	if (expires && !*expires) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	if (!expires) {
		schedule();
		return -EINTR;
	}
	hrtimer_setup(&sleeper.timer, hrtimer_wakeup, CLOCK_MONOTONIC, mode);
	hrtimer_start(&sleeper.timer, *expires, mode);
	if (READ_ONCE(sleeper.task))
		schedule();
	hrtimer_cancel(&sleeper.timer);
	__set_current_state(TASK_RUNNING);
	return !READ_ONCE(sleeper.task) ? 0 : -EINTR;
}

int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode)
{
	return schedule_hrtimeout_range(expires, 0, mode);
}
