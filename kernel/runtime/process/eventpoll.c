// SPDX-License-Identifier: GPL-2.0
/*
 * epoll. Each watched file has an item with a callback in the file's wait queues; a wake-up puts the item on the ready list.
 * epoll_mutex protects which items exist; an item's place on the ready list is protected by its set's own spinlock, because
 * callbacks run in interrupts.
 */

#include <linux/anon_inodes.h>
#include <linux/eventpoll.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define EP_PRIVATE_BITS	(EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)
#define EP_MAX_EVENTS	(INT_MAX / (int)sizeof(struct epoll_event))

struct eventpoll {
	spinlock_t lock;
	wait_queue_head_t wq;		/* epoll_wait sleeps here */
	wait_queue_head_t poll_wait;	/* who polls the set itself */
	struct list_head rdllist;	/* struct epitem.rdllink: perhaps ready */
	struct list_head items;
};

struct epitem {
	struct list_head rdllink;
	struct list_head node;		/* in ep->items */
	struct list_head fllink;	/* in file->f_ep */
	struct list_head pwqlist;	/* struct eppoll_entry */
	struct eventpoll *ep;
	struct file *file;
	int fd;
	struct epoll_event event;
};

struct eppoll_entry {
	struct list_head list;
	struct epitem *base;
	wait_queue_entry_t wait;
	wait_queue_head_t *whead;
};

struct ep_pqueue {
	poll_table pt;
	struct epitem *epi;
};

static DEFINE_MUTEX(epoll_mutex);
static const struct file_operations eventpoll_fops;

static bool ep_events_available(struct eventpoll *ep)
{
	return !list_empty_careful(&ep->rdllist);
}

/* Caller holds ep->lock. */
static void ep_make_ready(struct epitem *epi)
{
	struct eventpoll *ep = epi->ep;

	if (list_empty(&epi->rdllink))
		list_add_tail(&epi->rdllink, &ep->rdllist);
	if (waitqueue_active(&ep->wq))
		wake_up(&ep->wq);
}

static int ep_poll_callback(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct epitem *epi = container_of(wait, struct eppoll_entry, wait)->base;
	struct eventpoll *ep = epi->ep;
	__poll_t events = key_to_poll(key);
	bool wanted;
	unsigned long flags;

	spin_lock_irqsave(&ep->lock, flags);
	wanted = (epi->event.events & ~EP_PRIVATE_BITS) && (!events || (events & epi->event.events));
	if (wanted)
		ep_make_ready(epi);
	spin_unlock_irqrestore(&ep->lock, flags);
	if (wanted && waitqueue_active(&ep->poll_wait))
		wake_up_poll(&ep->poll_wait, EPOLLIN);
	return 1;
}

static void ep_ptable_queue_proc(struct file *file, wait_queue_head_t *whead, poll_table *pt)
{
	struct epitem *epi = container_of(pt, struct ep_pqueue, pt)->epi;
	struct eppoll_entry *pwq = kzalloc(sizeof(*pwq), GFP_KERNEL);

	init_waitqueue_func_entry(&pwq->wait, ep_poll_callback);
	pwq->whead = whead;
	pwq->base = epi;
	list_add_tail(&pwq->list, &epi->pwqlist);
	add_wait_queue(whead, &pwq->wait);
}

static __poll_t ep_item_poll(const struct epitem *epi, poll_table *pt)
{
	pt->_key = epi->event.events;
	return vfs_poll(epi->file, pt) & epi->event.events;
}

/* Caller holds epoll_mutex. */
static void ep_remove(struct epitem *epi)
{
	struct eppoll_entry *pwq, *next;

	list_for_each_entry_safe(pwq, next, &epi->pwqlist, list) {
		remove_wait_queue(pwq->whead, &pwq->wait);
		kfree(pwq);
	}
	spin_lock_irq(&epi->ep->lock);
	list_del_init(&epi->rdllink);
	spin_unlock_irq(&epi->ep->lock);
	list_del(&epi->node);
	list_del(&epi->fllink);
	kfree(epi);
}

void eventpoll_release_file(struct file *file)
{
	if (list_empty(&file->f_ep))
		return;
	mutex_lock(&epoll_mutex);
	while (!list_empty(&file->f_ep))
		ep_remove(list_first_entry(&file->f_ep, struct epitem, fllink));
	mutex_unlock(&epoll_mutex);
}

static int eventpoll_release(struct inode *inode, struct file *file)
{
	struct eventpoll *ep = file->private_data;

	mutex_lock(&epoll_mutex);
	while (!list_empty(&ep->items))
		ep_remove(list_first_entry(&ep->items, struct epitem, node));
	mutex_unlock(&epoll_mutex);
	kfree(ep);
	return 0;
}

static __poll_t eventpoll_poll(struct file *file, poll_table *wait)
{
	struct eventpoll *ep = file->private_data;

	poll_wait(file, &ep->poll_wait, wait);
	return ep_events_available(ep) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations eventpoll_fops = {
	.release = eventpoll_release,
	.poll = eventpoll_poll,
	.llseek = noop_llseek,
};

SYSCALL_DEFINE1(epoll_create1, int, flags)
{
	struct eventpoll *ep;
	int fd;

	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	ep = kzalloc(sizeof(*ep), GFP_KERNEL);
	spin_lock_init(&ep->lock);
	init_waitqueue_head(&ep->wq);
	init_waitqueue_head(&ep->poll_wait);
	INIT_LIST_HEAD(&ep->rdllist);
	INIT_LIST_HEAD(&ep->items);
	fd = anon_inode_getfd("[eventpoll]", &eventpoll_fops, ep, O_RDWR | (flags & O_CLOEXEC));
	if (fd < 0)
		kfree(ep);
	return fd;
}

static struct epitem *ep_find(struct eventpoll *ep, struct file *file, int fd)
{
	struct epitem *epi;

	list_for_each_entry(epi, &ep->items, node)
		if (epi->file == file && epi->fd == fd)
			return epi;
	return NULL;
}

/* Sets inside sets are allowed one level deep, so that wake-ups cannot go round in circles. */
static bool ep_nesting_allowed(struct file *epfile, struct file *target)
{
	struct eventpoll *inner = target->private_data;
	struct epitem *epi;

	if (target->f_op != &eventpoll_fops)
		return true;
	if (!list_empty(&epfile->f_ep))
		return false;
	list_for_each_entry(epi, &inner->items, node)
		if (epi->file->f_op == &eventpoll_fops)
			return false;
	return true;
}

static void ep_poll_and_queue(struct epitem *epi, poll_table *pt)
{
	if (!ep_item_poll(epi, pt))
		return;
	spin_lock_irq(&epi->ep->lock);
	ep_make_ready(epi);
	spin_unlock_irq(&epi->ep->lock);
}

static void ep_insert(struct eventpoll *ep, const struct epoll_event *event, struct file *file, int fd)
{
	struct epitem *epi = kzalloc(sizeof(*epi), GFP_KERNEL);
	struct ep_pqueue epq = { .epi = epi };

	INIT_LIST_HEAD(&epi->rdllink);
	INIT_LIST_HEAD(&epi->pwqlist);
	epi->ep = ep;
	epi->file = file;
	epi->fd = fd;
	epi->event = *event;
	list_add_tail(&epi->node, &ep->items);
	list_add_tail(&epi->fllink, &file->f_ep);
	init_poll_funcptr(&epq.pt, ep_ptable_queue_proc);
	ep_poll_and_queue(epi, &epq.pt);
}

static void ep_modify(struct epitem *epi, const struct epoll_event *event)
{
	poll_table pt;

	init_poll_funcptr(&pt, NULL);
	spin_lock_irq(&epi->ep->lock);
	epi->event = *event;
	spin_unlock_irq(&epi->ep->lock);
	ep_poll_and_queue(epi, &pt);
}

static int ep_ctl(struct file *epfile, int op, struct file *target, int fd,
		  struct epoll_event *event)
{
	struct eventpoll *ep = epfile->private_data;
	struct epitem *epi = ep_find(ep, target, fd);

	event->events |= EPOLLERR | EPOLLHUP;
	switch (op) {
	case EPOLL_CTL_ADD:
		if (epi)
			return -EEXIST;
		if (!ep_nesting_allowed(epfile, target))
			return -ELOOP;
		ep_insert(ep, event, target, fd);
		return 0;
	case EPOLL_CTL_DEL:
		if (!epi)
			return -ENOENT;
		ep_remove(epi);
		return 0;
	case EPOLL_CTL_MOD:
		if (!epi)
			return -ENOENT;
		ep_modify(epi, event);
		return 0;
	}
	return -EINVAL;
}

SYSCALL_DEFINE4(epoll_ctl, int, epfd, int, op, int, fd, struct epoll_event __user *, event)
{
	struct epoll_event epds = { 0 };
	struct fd f, tf;
	int error = -EBADF;

	if (op != EPOLL_CTL_DEL && copy_from_user(&epds, event, sizeof(epds)))
		return -EFAULT;
	f = fdget(epfd);
	if (fd_empty(f))
		return -EBADF;
	tf = fdget(fd);
	if (fd_empty(tf))
		goto out_epfd;
	error = -EPERM;
	if (!file_can_poll(fd_file(tf)))
		goto out;
	error = -EINVAL;
	if (fd_file(f) == fd_file(tf) || fd_file(f)->f_op != &eventpoll_fops)
		goto out;
	mutex_lock(&epoll_mutex);
	error = ep_ctl(fd_file(f), op, fd_file(tf), fd, &epds);
	mutex_unlock(&epoll_mutex);
out:
	fdput(tf);
out_epfd:
	fdput(f);
	return error;
}

/* Reports one item that was taken off the ready list. 1 if it had something, 0 if not, or -EFAULT. */
static int ep_send_item(struct eventpoll *ep, struct epitem *epi, struct epoll_event __user *to)
{
	struct epoll_event out = { .data = epi->event.data };
	poll_table pt;

	/* On its way out already: its release will take the item away. */
	if (!atomic_long_inc_not_zero(&epi->file->f_count))
		return 0;
	init_poll_funcptr(&pt, NULL);
	out.events = ep_item_poll(epi, &pt);
	fput(epi->file);
	if (!out.events)
		return 0;
	if (copy_to_user(to, &out, sizeof(out))) {
		spin_lock_irq(&ep->lock);
		ep_make_ready(epi);
		spin_unlock_irq(&ep->lock);
		return -EFAULT;
	}
	spin_lock_irq(&ep->lock);
	if (epi->event.events & EPOLLONESHOT)
		epi->event.events &= EP_PRIVATE_BITS;
	else if (!(epi->event.events & EPOLLET) && list_empty(&epi->rdllink))
		list_add_tail(&epi->rdllink, &ep->rdllist);
	spin_unlock_irq(&ep->lock);
	return 1;
}

/*
 * Each item leaves the list before its file is asked, so that a wake-up from then on puts it back. What was ready when
 * this began is looked at once.
 */
static int ep_send_events(struct eventpoll *ep, struct epoll_event __user *events, int maxevents)
{
	LIST_HEAD(txlist);
	int res = 0;

	mutex_lock(&epoll_mutex);
	spin_lock_irq(&ep->lock);
	list_splice_init(&ep->rdllist, &txlist);
	while (!list_empty(&txlist) && res >= 0 && res < maxevents) {
		struct epitem *epi = list_first_entry(&txlist, struct epitem, rdllink);
		int n;

		list_del_init(&epi->rdllink);
		spin_unlock_irq(&ep->lock);
		n = ep_send_item(ep, epi, &events[res]);
		if (n < 0)
			res = res ? res : n;
		else
			res += n;
		spin_lock_irq(&ep->lock);
		if (n < 0)
			break;
	}
	list_splice(&txlist, &ep->rdllist);
	spin_unlock_irq(&ep->lock);
	mutex_unlock(&epoll_mutex);
	return res;
}

/* @deadline as for poll: absolute, KTIME_MAX for none, 0 for no waiting. */
static int ep_poll(struct eventpoll *ep, struct epoll_event __user *events, int maxevents,
		   ktime_t deadline)
{
	DEFINE_WAIT(wait);
	bool timed_out = !deadline;

	for (;;) {
		int res = ep_events_available(ep) ? ep_send_events(ep, events, maxevents) : 0;

		if (res || timed_out)
			return res;
		if (signal_pending(current))
			return -EINTR;
		prepare_to_wait_exclusive(&ep->wq, &wait, TASK_INTERRUPTIBLE);
		if (!ep_events_available(ep) && !signal_pending(current))
			timed_out = !schedule_hrtimeout(deadline == KTIME_MAX ? NULL : &deadline,
							HRTIMER_MODE_ABS);
		finish_wait(&ep->wq, &wait);
	}
}

SYSCALL_DEFINE6(epoll_pwait, int, epfd, struct epoll_event __user *, events, int, maxevents,
		int, timeout, const sigset_t __user *, sigmask, size_t, sigsetsize)
{
	ktime_t deadline = KTIME_MAX;
	sigset_t mask;
	struct fd f;
	int error;

	if (maxevents <= 0 || maxevents > EP_MAX_EVENTS)
		return -EINVAL;
	if (timeout >= 0)
		deadline = timeout ? ktime_get() + (ktime_t)timeout * NSEC_PER_MSEC : 0;
	if (sigmask) {
		if (sigsetsize != sizeof(mask))
			return -EINVAL;
		if (copy_from_user(&mask, sigmask, sizeof(mask)))
			return -EFAULT;
		set_user_sigmask(&mask);
	}
	f = fdget(epfd);
	if (fd_empty(f)) {
		error = -EBADF;
	} else {
		error = -EINVAL;
		if (fd_file(f)->f_op == &eventpoll_fops)
			error = ep_poll(fd_file(f)->private_data, events, maxevents, deadline);
		fdput(f);
	}
	if (error != -EINTR)
		restore_saved_sigmask();
	return error;
}
