// SPDX-License-Identifier: GPL-2.0
/* Two tasks that are in the same recursive function at the same time, and sleep in it at every depth. */
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#define DEPTH 5

static noinline int descend(int depth, int me)
{
	int below = 0;

	msleep(1 + me);
	if (depth > 0)
		below = descend(depth - 1, me);	/* the call */
	msleep(2 - me);				/* behind the call */
	return below + 1;
}

static int sleeper(void *me)
{
	for (;;)
		descend(DEPTH, (int)(long)me);
	return 0;
}

static int __init sleepers(void)
{
	for (long me = 0; me < 2; me++)
		kthread_run(sleeper, (void *)me, "sleeper/%ld", me);
	for (;;)
		msleep(1000);
	return 0;
}
core_initcall(sleepers);
