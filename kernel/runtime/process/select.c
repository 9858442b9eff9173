// SPDX-License-Identifier: GPL-2.0
/* ppoll: waiting for one of several files. */

#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/poll.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define POLL_MAX_FDS NR_OPEN_MAX

struct poll_table_entry {
	struct file *filp;
	wait_queue_entry_t wait;
	wait_queue_head_t *wait_address;
	struct list_head list;
	struct poll_wqueues *owner;
	__poll_t key;
};

struct poll_wqueues {
	poll_table pt;
	struct task_struct *polling_task;
	int triggered;
	struct list_head entries;
};

static int pollwake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct poll_table_entry *entry = container_of(wait, struct poll_table_entry, wait);
	struct poll_wqueues *pwq = entry->owner;

	if (key && !(key_to_poll(key) & entry->key))
		return 0;
	WRITE_ONCE(pwq->triggered, 1);
	smp_wmb();
	return wake_up_state(pwq->polling_task, TASK_NORMAL);
}

static void __pollwait(struct file *filp, wait_queue_head_t *wait_address, poll_table *p)
{
	struct poll_wqueues *pwq = container_of(p, struct poll_wqueues, pt);
	struct poll_table_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	entry->filp = get_file(filp);
	entry->wait_address = wait_address;
	entry->owner = pwq;
	entry->key = p->_key;
	init_waitqueue_func_entry(&entry->wait, pollwake);
	list_add_tail(&entry->list, &pwq->entries);
	add_wait_queue(wait_address, &entry->wait);
}

static void poll_initwait(struct poll_wqueues *pwq)
{
	init_poll_funcptr(&pwq->pt, __pollwait);
	pwq->polling_task = current;
	pwq->triggered = 0;
	INIT_LIST_HEAD(&pwq->entries);
}

static void poll_freewait(struct poll_wqueues *pwq)
{
	struct poll_table_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &pwq->entries, list) {
		remove_wait_queue(entry->wait_address, &entry->wait);
		fput(entry->filp);
		kfree(entry);
	}
}

static bool do_pollfd(struct pollfd *pollfd, poll_table *pwait)
{
	__poll_t mask = EPOLLNVAL, filter;
	struct fd f;

	pollfd->revents = 0;
	if (pollfd->fd < 0)
		return false;
	f = fdget(pollfd->fd);
	if (!fd_empty(f)) {
		filter = (__poll_t)(unsigned short)pollfd->events | EPOLLERR | EPOLLHUP;
		pwait->_key = filter;
		mask = vfs_poll(fd_file(f), pwait) & filter;
		fdput(f);
	}
	pollfd->revents = (short)mask;
	return mask != 0;
}

/* @deadline: absolute, KTIME_MAX for none, 0 for a look without waiting. */
static int do_poll(struct pollfd *fds, unsigned int nfds, struct poll_wqueues *wait,
		   ktime_t deadline)
{
	bool timed_out = !deadline;
	int count = 0;

	if (timed_out)
		wait->pt._qproc = NULL;
	for (;;) {
		unsigned int i;

		for (i = 0; i < nfds; i++) {
			if (!do_pollfd(&fds[i], &wait->pt))
				continue;
			count++;
			wait->pt._qproc = NULL;
		}
		wait->pt._qproc = NULL;	/* queued once is enough */
		if (count || timed_out)
			return count;
		if (signal_pending(current))
			return -ERESTARTNOHAND;
		set_current_state(TASK_INTERRUPTIBLE);
		if (!READ_ONCE(wait->triggered) && !signal_pending(current))
			timed_out = !schedule_hrtimeout(deadline == KTIME_MAX ? NULL : &deadline,
							HRTIMER_MODE_ABS);
		__set_current_state(TASK_RUNNING);
		WRITE_ONCE(wait->triggered, 0);
	}
}

static int poll_files(struct pollfd __user *ufds, unsigned int nfds, ktime_t deadline)
{
	struct poll_wqueues table;
	struct pollfd *fds;
	int count;

	if (nfds > POLL_MAX_FDS)
		return -EINVAL;
	fds = kcalloc(nfds ? nfds : 1, sizeof(*fds), GFP_KERNEL);
	if (copy_from_user(fds, ufds, nfds * sizeof(*fds))) {
		kfree(fds);
		return -EFAULT;
	}
	poll_initwait(&table);
	count = do_poll(fds, nfds, &table, deadline);
	poll_freewait(&table);
	if (count >= 0 && copy_to_user(ufds, fds, nfds * sizeof(*fds)))
		count = -EFAULT;
	kfree(fds);
	return count;
}

ktime_t timespec_deadline(const struct __kernel_timespec *ts)
{
	ktime_t now = ktime_get();

	if (!ts->tv_sec && !ts->tv_nsec)
		return 0;
	if (ts->tv_sec >= (KTIME_MAX - now) / NSEC_PER_SEC - 1)
		return KTIME_MAX;
	return now + ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

SYSCALL_DEFINE5(ppoll, struct pollfd __user *, ufds, unsigned int, nfds,
		struct __kernel_timespec __user *, tsp, const sigset_t __user *, sigmask,
		size_t, sigsetsize)
{
	ktime_t deadline = KTIME_MAX;
	struct __kernel_timespec ts;
	sigset_t mask;
	int ret;

	if (tsp) {
		if (copy_from_user(&ts, tsp, sizeof(ts)))
			return -EFAULT;
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
			return -EINVAL;
		deadline = timespec_deadline(&ts);
	}
	if (sigmask) {
		if (sigsetsize != sizeof(mask))
			return -EINVAL;
		if (copy_from_user(&mask, sigmask, sizeof(mask)))
			return -EFAULT;
		set_user_sigmask(&mask);
	}
	ret = poll_files(ufds, nfds, deadline);
	if (ret != -ERESTARTNOHAND)
		restore_saved_sigmask();
	return ret;
}
