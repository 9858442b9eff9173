// SPDX-License-Identifier: GPL-2.0
#include "selftest.h"

static int return_argument(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return (long)data;
}

static bool stop_returns_result(void)
{
	struct task_struct *task = kthread_run(return_argument, (void *)42, "worker-%s", "with-a-long-name");

	EXPECT(!IS_ERR(task) && !strcmp(task->comm, "worker-with-a-l"));
	EXPECT(task->flags & PF_KTHREAD && task->parent == kthreadd_task && task->tgid == task->pid);
	EXPECT(becomes_true(task->__state == TASK_INTERRUPTIBLE));
	EXPECT(kthread_stop(task) == 42);
	return true;
}

static bool never_started(void)
{
	struct task_struct *task = kthread_create(return_argument, NULL, "idle");

	EXPECT(task->__state == TASK_UNINTERRUPTIBLE);
	EXPECT(kthread_stop(task) == -EINTR);
	return true;
}

static int end_at_once(void *unused)
{
	return 0;
}

static unsigned long tasks(void)
{
	struct task_struct *p;
	unsigned long count = 0;

	read_lock(&tasklist_lock);
	for_each_process(p)
		count++;
	read_unlock(&tasklist_lock);
	return count;
}

static bool ended_threads_are_gone(void)
{
	unsigned long before = tasks();
	struct kmem_cache *cache;
	unsigned long objects = 0;

	list_for_each_entry(cache, &slab_caches, list)
		if (!strcmp(cache->name, "task_struct"))
			break;
	objects = cache->nr_objects;
	for (int i = 0; i < 20; i++)
		kthread_run(end_at_once, NULL, "short/%d", i);
	EXPECT(becomes_true(tasks() == before));
	EXPECT(becomes_true(cache->nr_objects == objects));
	return true;
}

static int parks(void *unused)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		msleep(1);
	}
	return 0;
}

static bool parking(void)
{
	struct task_struct *task = kthread_run(parks, NULL, "parker");

	EXPECT(!kthread_park(task) && task->__state == TASK_PARKED);
	kthread_unpark(task);
	EXPECT(kthread_stop(task) == 0);
	return true;
}

static int stops_itself(void *unused)
{
	kthread_stop(current);
	return 0;
}

static bool stopping_oneself_hangs(void)
{
	struct task_struct *task = kthread_run(stops_itself, NULL, "selfstop");

	EXPECT(becomes_true(task->__state == TASK_UNINTERRUPTIBLE));
	msleep(20);
	EXPECT(task->__state == TASK_UNINTERRUPTIBLE && find_task_by_vpid(task->pid) == task);
	return true;
}

const struct selftest kthread_tests[] = {
	{ "kthread_stop gives the thread's result", stop_returns_result },
	{ "kthread_stop of a thread that never ran", never_started },
	{ "threads that ended leave nothing behind", ended_threads_are_gone },
	{ "kthread_park", parking },
	{ "a thread that stops itself waits for ever", stopping_oneself_hangs },
	{ }
};
