// SPDX-License-Identifier: GPL-2.0
/* Tasks that do what must not be done. Each dies with a report, and the kernel goes on. */
#include <linux/mutex.h>
#include <linux/refcount.h>
#include "selftest.h"

static int null_read(void *unused)
{
	volatile int *nowhere = (volatile int *)0x18;

	OPTIMIZER_HIDE_VAR(nowhere);
	return *nowhere;
}

static int write_to_text(void *unused)
{
	*(volatile int *)kthreadd = 0;
	return 0;
}

static int follow_list_poison(void *unused)
{
	struct list_head a, head;

	INIT_LIST_HEAD(&head);
	list_add(&a, &head);
	list_del(&a);
	list_del(&a);
	return 0;
}

static int free_twice(void *unused)
{
	void *p = kmalloc(48, GFP_KERNEL);

	kfree(p);
	kfree(p);
	return 0;
}

static int free_inside(void *unused)
{
	void *p = kmalloc(48, GFP_KERNEL);

	kfree(p + 16);
	return 0;
}

static int bug_on(void *unused)
{
	BUG_ON(current->pid > 0);
	return 0;
}

static struct mutex zeroed;

static int lock_zeroed(void *unused)
{
	mutex_lock(&zeroed);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static bool dies(int (*fn)(void *), const char *name)
{
	struct task_struct *task = kthread_create(fn, NULL, "%s", name);
	bool dead;

	get_task_struct(task);
	wake_up_process(task);
	dead = becomes_true(task->exit_state == EXIT_DEAD) && task->exit_code == 11;
	put_task_struct(task);
	return dead;
}

static bool null_pointer(void)
{
	return dies(null_read, "null-read");
}

static bool text_is_read_only(void)
{
	return dies(write_to_text, "write-text");
}

static bool list_poison(void)
{
	return dies(follow_list_poison, "list-poison");
}

static bool double_free(void)
{
	return dies(free_twice, "double-free");
}

static bool inner_free(void)
{
	return dies(free_inside, "inner-free");
}

static bool bug(void)
{
	return dies(bug_on, "bug");
}

/* The first one gets the lock although it was never initialised; the second one has to queue up, and cannot. */
static bool zeroed_mutex(void)
{
	struct task_struct *holder = kthread_run(lock_zeroed, NULL, "zeroed-holder");

	EXPECT(becomes_true(mutex_is_locked(&zeroed)));
	EXPECT(dies(lock_zeroed, "zeroed-waiter"));
	kthread_stop(holder);
	return true;
}

static bool write_after_free(void)
{
	u8 *p = kmalloc(200, GFP_KERNEL), *q;

	kfree(p);
	p[5] = 0;
	/* The report comes when the object is given out again. */
	q = kmalloc(200, GFP_KERNEL);
	EXPECT(q == p);
	kfree(q);
	return true;
}

/* Not inlined: each copy of the place would warn once. */
static noinline int warn(int condition)
{
	return WARN_ON_ONCE(condition >= 0);
}

static bool warn_once(void)
{
	int warned = 0;

	for (int i = 0; i < 3; i++)
		warned += warn(i);
	EXPECT(warned == 3);
	return true;
}

static bool refcount_saturates(void)
{
	refcount_t r = REFCOUNT_INIT(1);

	EXPECT(refcount_dec_and_test(&r));
	refcount_inc(&r);
	EXPECT((int)refcount_read(&r) == REFCOUNT_SATURATED);
	EXPECT(!refcount_dec_and_test(&r));
	return true;
}

const struct selftest fault_tests[] = {
	{ "a NULL pointer", null_pointer },
	{ "the kernel's code is read-only", text_is_read_only },
	{ "a deleted list entry is poisoned", list_poison },
	{ "kfree twice", double_free },
	{ "kfree of an inner pointer", inner_free },
	{ "BUG_ON", bug },
	{ "a zeroed mutex faults when contended", zeroed_mutex },
	{ "a write after kfree is reported", write_after_free },
	{ "WARN_ON_ONCE", warn_once },
	{ "refcount_t saturates", refcount_saturates },
	{ }
};
