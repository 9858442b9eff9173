// SPDX-License-Identifier: GPL-2.0
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/timer.h>
#include "selftest.h"

static bool sleeping_takes_time(void)
{
	ktime_t start = ktime_get();

	msleep(20);
	EXPECT(ktime_get() - start >= 20 * NSEC_PER_MSEC);
	start = ktime_get();
	usleep_range(300, 400);
	EXPECT(ktime_get() - start >= 300 * NSEC_PER_USEC);
	start = ktime_get();
	udelay(50);
	EXPECT(ktime_get() - start >= 50 * NSEC_PER_USEC);
	return true;
}

static char order[8];
static bool in_softirq_context;

struct letter {
	struct timer_list timer;
	char name;
};

static void append(struct timer_list *t)
{
	struct letter *letter = from_timer(letter, t, timer);
	size_t len = strlen(order);

	order[len] = letter->name;
	in_softirq_context = in_serving_softirq() && !irqs_disabled() && !in_task();
}

static bool timers_in_order(void)
{
	struct letter letters[4] = { { .name = 'c' }, { .name = 'a' }, { .name = 'b' }, { .name = 'x' } };
	unsigned long now = jiffies;

	memset(order, 0, sizeof(order));
	for (int i = 0; i < 4; i++)
		timer_setup(&letters[i].timer, append, 0);
	mod_timer(&letters[0].timer, now + 15);
	mod_timer(&letters[1].timer, now + 5);
	mod_timer(&letters[2].timer, now + 50);
	mod_timer(&letters[3].timer, now + 8);
	EXPECT(mod_timer(&letters[2].timer, now + 10) == 1);
	EXPECT(timer_delete(&letters[3].timer) == 1 && timer_delete(&letters[3].timer) == 0);
	msleep(25);
	EXPECT(!strcmp(order, "abc") && in_softirq_context);
	EXPECT(!timer_pending(&letters[0].timer));
	return true;
}

static atomic_t ticks;
static bool hard_context;

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	hard_context = in_hardirq() && irqs_disabled();
	if (atomic_inc_return(&ticks) == 5)
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ms_to_ktime(2));
	return HRTIMER_RESTART;
}

static bool periodic_hrtimer(void)
{
	struct hrtimer timer;

	atomic_set(&ticks, 0);
	hrtimer_setup(&timer, tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, ms_to_ktime(2), HRTIMER_MODE_REL);
	EXPECT(becomes_true(atomic_read(&ticks) == 5));
	msleep(5);
	EXPECT(atomic_read(&ticks) == 5 && hard_context && !hrtimer_active(&timer));
	hrtimer_start(&timer, ms_to_ktime(1000), HRTIMER_MODE_REL);
	EXPECT(hrtimer_cancel(&timer) == 1 && hrtimer_cancel(&timer) == 0);
	return true;
}

static int tasklet_runs;

static void count_tasklet(struct tasklet_struct *t)
{
	tasklet_runs++;
}

static bool tasklets(void)
{
	DECLARE_TASKLET(tasklet, count_tasklet);

	local_bh_disable();
	tasklet_schedule(&tasklet);
	tasklet_schedule(&tasklet);
	EXPECT(!tasklet_runs && in_softirq());
	local_bh_enable();
	EXPECT(tasklet_runs == 1 && !in_softirq());
	return true;
}

const struct selftest time_tests[] = {
	{ "msleep, usleep_range and udelay", sleeping_takes_time },
	{ "timers fire in order, as a softirq", timers_in_order },
	{ "a periodic hrtimer", periodic_hrtimer },
	{ "tasklets run when bottom halves are enabled again", tasklets },
	{ }
};
