// SPDX-License-Identifier: GPL-2.0
#include <linux/completion.h>
#include <linux/wait.h>
#include "selftest.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static atomic_t woken;
static int ready;

static int wait_for_ready(void *exclusive)
{
	if (exclusive)
		wait_event_interruptible_exclusive(queue, READ_ONCE(ready));
	else
		wait_event(queue, READ_ONCE(ready));
	atomic_inc(&woken);
	return 0;
}

static unsigned long waiters(void)
{
	unsigned long flags, count;

	spin_lock_irqsave(&queue.lock, flags);
	count = list_count_nodes(&queue.head);
	spin_unlock_irqrestore(&queue.lock, flags);
	return count;
}

static bool wakes_all_but_one_exclusive(void)
{
	atomic_set(&woken, 0);
	ready = 0;
	for (int i = 0; i < 3; i++)
		kthread_run(wait_for_ready, NULL, "waiter/%d", i);
	for (int i = 0; i < 3; i++)
		kthread_run(wait_for_ready, (void *)1, "exclusive/%d", i);
	EXPECT(becomes_true(waiters() == 6));
	ready = 1;
	wake_up(&queue);
	EXPECT(becomes_true(atomic_read(&woken) == 4));
	msleep(5);
	EXPECT(atomic_read(&woken) == 4 && waiters() == 2);
	wake_up_all(&queue);
	EXPECT(becomes_true(atomic_read(&woken) == 6));
	EXPECT(!waitqueue_active(&queue));
	return true;
}

static int wait_interruptibly(void *unused)
{
	int ret = wait_event_interruptible(queue, false);

	while (!kthread_should_stop())
		msleep(1);
	return ret;
}

static bool signal_ends_wait(void)
{
	struct task_struct *task = kthread_run(wait_interruptibly, NULL, "interruptible");

	EXPECT(becomes_true(waiters() == 1));
	set_tsk_thread_flag(task, TIF_SIGPENDING);
	wake_up_state(task, TASK_INTERRUPTIBLE);
	EXPECT(becomes_true(waiters() == 0));
	clear_tsk_thread_flag(task, TIF_SIGPENDING);
	EXPECT(kthread_stop(task) == -ERESTARTSYS);
	return true;
}

static bool times_out(void)
{
	ktime_t start = ktime_get();

	EXPECT(wait_event_timeout(queue, false, msecs_to_jiffies(10)) == 0);
	EXPECT(ktime_get() - start >= 9 * NSEC_PER_MSEC);
	EXPECT(wait_event_timeout(queue, true, 10) > 0);
	return true;
}

struct recorder {
	wait_queue_entry_t wait;
	int calls;
	int answer;
	unsigned long key;
	bool atomic;
};

static int record(wait_queue_entry_t *wait, unsigned int mode, int flags, void *key)
{
	struct recorder *self = container_of(wait, struct recorder, wait);

	self->calls++;
	self->key = (unsigned long)key;
	self->atomic = irqs_disabled() && spin_is_locked(&queue.lock);
	return self->answer;
}

/* A callback runs under the queue's lock with the waker's key, and a negative answer stops the walk. */
static bool callbacks(void)
{
	struct recorder first = { .answer = 0 }, second = { .answer = 0 };

	init_waitqueue_func_entry(&first.wait, record);
	init_waitqueue_func_entry(&second.wait, record);
	add_wait_queue(&queue, &second.wait);
	add_wait_queue(&queue, &first.wait);
	wake_up_poll(&queue, 0x11);
	EXPECT(first.calls == 1 && second.calls == 1 && first.key == 0x11 && first.atomic);
	first.answer = -EINVAL;
	wake_up_poll(&queue, 0x1);
	EXPECT(first.calls == 2 && second.calls == 1);
	remove_wait_queue(&queue, &first.wait);
	remove_wait_queue(&queue, &second.wait);
	EXPECT(!waitqueue_active(&queue));
	return true;
}

static int complete_later(void *done)
{
	msleep(2);
	complete(done);
	return 0;
}

static bool completions(void)
{
	DECLARE_COMPLETION_ONSTACK(done);

	kthread_run(complete_later, &done, "completer");
	EXPECT(!try_wait_for_completion(&done));
	EXPECT(wait_for_completion_timeout(&done, HZ) > 0);
	EXPECT(wait_for_completion_timeout(&done, 2) == 0);
	complete_all(&done);
	wait_for_completion(&done);
	wait_for_completion(&done);
	EXPECT(completion_done(&done));
	return true;
}

const struct selftest wait_tests[] = {
	{ "wake_up: all waiters and one exclusive one", wakes_all_but_one_exclusive },
	{ "wait_event_interruptible gives -ERESTARTSYS", signal_ends_wait },
	{ "wait_event_timeout", times_out },
	{ "wait queue callbacks: lock, key, negative answer", callbacks },
	{ "completions", completions },
	{ }
};
