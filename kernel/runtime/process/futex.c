// SPDX-License-Identifier: GPL-2.0
/* Futexes: sleeping until somebody says that a word of memory has changed. */

#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define FUTEX_WAIT		0
#define FUTEX_WAKE		1
#define FUTEX_REQUEUE		3
#define FUTEX_CMP_REQUEUE	4
#define FUTEX_WAIT_BITSET	9
#define FUTEX_WAKE_BITSET	10
#define FUTEX_PRIVATE_FLAG	128
#define FUTEX_CLOCK_REALTIME	256
#define FUTEX_CMD_MASK		~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)
#define FUTEX_BITSET_MATCH_ANY	0xffffffff

struct futex_q {
	struct list_head list;
	struct task_struct *task;
	/* Where the word lies in the kernel's map of memory: the same for every process that shares it. */
	u32 *key;
	u32 bitset;
	bool woken;
};

static LIST_HEAD(futex_queue);
static DEFINE_SPINLOCK(futex_lock);

/* Touches the word, so that its page is there, and finds its place. */
static u32 *futex_key(u32 __user *uaddr)
{
	u32 value, *key;

	if ((unsigned long)uaddr % sizeof(u32))
		return ERR_PTR(-EINVAL);
	if (get_user(value, uaddr))
		return ERR_PTR(-EFAULT);
	key = user_page_address(current->mm, (unsigned long)uaddr);
	return key ? key : ERR_PTR(-EFAULT);
}

/* Caller holds futex_lock. */
static void futex_wake_one(struct futex_q *q)
{
	list_del_init(&q->list);
	WRITE_ONCE(q->woken, true);
	wake_up_process(q->task);
}

static int futex_wake_key(u32 *key, int count, u32 bitset)
{
	struct futex_q *q, *next;
	int woken = 0;

	spin_lock_irq(&futex_lock);
	list_for_each_entry_safe(q, next, &futex_queue, list) {
		if (woken >= count)
			break;
		if (q->key != key || !(q->bitset & bitset))
			continue;
		futex_wake_one(q);
		woken++;
	}
	spin_unlock_irq(&futex_lock);
	return woken;
}

static int futex_wake(u32 __user *uaddr, int count, u32 bitset)
{
	u32 *key = futex_key(uaddr);

	if (!bitset)
		return -EINVAL;
	return IS_ERR(key) ? PTR_ERR(key) : futex_wake_key(key, count, bitset);
}

int futex_wake_user(u32 __user *uaddr, int count)
{
	return futex_wake(uaddr, count, FUTEX_BITSET_MATCH_ANY);
}

static int futex_wait(u32 __user *uaddr, u32 val, ktime_t deadline, u32 bitset)
{
	struct futex_q q = { .task = current, .bitset = bitset };
	bool timed_out = false;

	if (!bitset)
		return -EINVAL;
	q.key = futex_key(uaddr);
	if (IS_ERR(q.key))
		return PTR_ERR(q.key);
	spin_lock_irq(&futex_lock);
	if (READ_ONCE(*q.key) != val) {
		spin_unlock_irq(&futex_lock);
		return -EAGAIN;
	}
	list_add_tail(&q.list, &futex_queue);
	spin_unlock_irq(&futex_lock);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (READ_ONCE(q.woken) || timed_out || signal_pending(current))
			break;
		timed_out = !schedule_hrtimeout(deadline == KTIME_MAX ? NULL : &deadline,
						HRTIMER_MODE_ABS);
	}
	__set_current_state(TASK_RUNNING);
	spin_lock_irq(&futex_lock);
	list_del_init(&q.list);
	spin_unlock_irq(&futex_lock);
	if (q.woken)
		return 0;
	return timed_out ? -ETIMEDOUT : -ERESTARTSYS;
}

/* Wakes @wake of those that wait at @from and makes the next @requeue wait at @to. */
static int futex_requeue(u32 __user *from, u32 __user *to, int wake, int requeue, const u32 *expected)
{
	u32 *key1 = futex_key(from), *key2 = futex_key(to);
	struct futex_q *q, *next;
	int done = 0, moved = 0;

	if (IS_ERR(key1))
		return PTR_ERR(key1);
	if (IS_ERR(key2))
		return PTR_ERR(key2);
	spin_lock_irq(&futex_lock);
	if (expected && READ_ONCE(*key1) != *expected) {
		spin_unlock_irq(&futex_lock);
		return -EAGAIN;
	}
	list_for_each_entry_safe(q, next, &futex_queue, list) {
		if (q->key != key1)
			continue;
		if (done < wake) {
			futex_wake_one(q);
			done++;
		} else if (moved < requeue) {
			q->key = key2;
			moved++;
		}
	}
	spin_unlock_irq(&futex_lock);
	return done + moved;
}

/* FUTEX_WAIT has a time span, FUTEX_WAIT_BITSET a point in time. */
static int futex_deadline(int cmd, const struct __kernel_timespec __user *utime, ktime_t *deadline)
{
	struct __kernel_timespec ts;

	*deadline = KTIME_MAX;
	if (!utime)
		return 0;
	if (copy_from_user(&ts, utime, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*deadline = ktime_set(ts.tv_sec, ts.tv_nsec);
	if (cmd == FUTEX_WAIT)
		*deadline = ktime_add_safe(ktime_get(), *deadline);
	return 0;
}

SYSCALL_DEFINE6(futex, u32 __user *, uaddr, int, op, u32, val,
		const struct __kernel_timespec __user *, utime, u32 __user *, uaddr2, u32, val3)
{
	int cmd = op & FUTEX_CMD_MASK;
	ktime_t deadline;
	int ret;

	switch (cmd) {
	case FUTEX_WAIT:
		val3 = FUTEX_BITSET_MATCH_ANY;
		fallthrough;
	case FUTEX_WAIT_BITSET:
		ret = futex_deadline(cmd, utime, &deadline);
		return ret ? ret : futex_wait(uaddr, val, deadline, val3);
	case FUTEX_WAKE:
		val3 = FUTEX_BITSET_MATCH_ANY;
		fallthrough;
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, val, val3);
	case FUTEX_REQUEUE:
		return futex_requeue(uaddr, uaddr2, val, (int)(unsigned long)utime, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(uaddr, uaddr2, val, (int)(unsigned long)utime, &val3);
	}
	return -ENOSYS;
}
