// SPDX-License-Identifier: GPL-2.0
#include "selftest.h"

static unsigned long spins[3];
static bool stop_spinning;

static int spin(void *slot)
{
	while (!READ_ONCE(stop_spinning))
		WRITE_ONCE(spins[(long)slot], spins[(long)slot] + 1);
	return 0;
}

/* None of them ever gives the hart up, and each gets its turns. */
static bool hogs_share(void)
{
	unsigned long least = ULONG_MAX, most = 0;

	stop_spinning = false;
	for (long i = 0; i < 3; i++)
		kthread_run(spin, (void *)i, "hog/%ld", i);
	msleep(60);
	stop_spinning = true;
	msleep(10);
	for (int i = 0; i < 3; i++) {
		least = min(least, spins[i]);
		most = max(most, spins[i]);
	}
	EXPECT(least > 0 && most / least < 4);
	return true;
}

static bool registers_survive_preemption(void)
{
	unsigned long value = 0x123456789abcdef0, sum = 0;
	ktime_t end = ktime_get() + 20 * NSEC_PER_MSEC;

	stop_spinning = false;
	spins[0] = 0;
	kthread_run(spin, (void *)0, "hog");
	while (ktime_get() < end) {
		sum += value;
		sum -= value;
	}
	stop_spinning = true;
	EXPECT(!sum && spins[0]);
	return true;
}

static int note_priority(void *seen)
{
	*(unsigned long *)seen = spins[0];
	return 0;
}

/* A woken task of higher priority does not wait for the end of the running one's turn. */
static bool priority_preempts(void)
{
	unsigned long seen = 0;
	struct task_struct *urgent = kthread_create(note_priority, &seen, "urgent");

	sched_set_fifo(urgent);
	get_task_struct(urgent);
	spins[0] = 1;
	wake_up_process(urgent);
	EXPECT(seen == 1);
	put_task_struct(urgent);
	return true;
}

static bool stack_of_sleeper(void)
{
	/* kthreadd sleeps: its saved registers must point into its own stack and into the kernel's code. */
	unsigned long stack = (unsigned long)kthreadd_task->stack;

	EXPECT(kthreadd_task->thread.sp > stack && kthreadd_task->thread.sp < stack + THREAD_SIZE);
	EXPECT(kthreadd_task->thread.ra >= KERNEL_LINK_ADDR);
	return true;
}

const struct selftest sched_tests[] = {
	{ "tasks that never sleep share the hart", hogs_share },
	{ "registers survive preemption", registers_survive_preemption },
	{ "higher priority runs when woken", priority_preempts },
	{ "a sleeping task's registers can be found", stack_of_sleeper },
	{ }
};
