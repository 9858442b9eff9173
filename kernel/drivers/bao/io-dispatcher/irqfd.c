// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: irqfds
 *
 * An irqfd turns a signal on an eventfd into an interrupt of the frontend.
 *
 * An irqfd is taken off bao_dm.irqfds exactly once, by whoever comes first: the
 * device model that deassigns it or goes away, the driver that is unbound, or
 * the eventfd that is closed. This one also queues its shutdown work, and only
 * that work frees it.
 */

#include <asm/bao.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include "bao_drv.h"

/**
 * struct irqfd - eventfd that interrupts the frontend
 * @dm: the DM
 * @wait: our entry in the wait queue of @eventfd
 * @shutdown: takes the irqfd apart
 * @eventfd: the eventfd
 * @list: entry in bao_dm.irqfds
 * @pt: used once, to get at the wait queue of @eventfd
 * @signals: how often @eventfd was signalled, for debuggers
 */
struct irqfd {
	struct bao_dm *dm;
	wait_queue_entry_t wait;
	struct work_struct shutdown;
	struct eventfd_ctx *eventfd;
	struct list_head list;
	poll_table pt;
	u64 signals;
};

/* Does not sleep. Several calls before the frontend reacts are one interrupt. */
static void bao_irqfd_inject(struct bao_dm *dm)
{
	struct bao_remio_hypercall_ctx ctx = {
		.dm_id = dm->info.id,
		.op = BAO_IO_NOTIFY,
	};
	long ret;

	ret = bao_remio_hypercall(&ctx);
	if (ret)
		pr_err_ratelimited("bao-dm%u: notifying the frontend failed: %ld\n",
				   dm->info.id, ret);
}

static void irqfd_shutdown_work(struct work_struct *work)
{
	struct irqfd *irqfd = container_of(work, struct irqfd, shutdown);
	u64 cnt;

	/* After this no wake-up can run or come. */
	eventfd_ctx_remove_wait_queue(irqfd->eventfd, &irqfd->wait, &cnt);
	eventfd_ctx_put(irqfd->eventfd);
	kfree(irqfd);
}

static void bao_irqfd_deactivate(struct irqfd *irqfd)
{
	lockdep_assert_held(&irqfd->dm->irqfds_lock);

	/* The list entry tells who comes second that there is nothing left to do. */
	if (list_empty(&irqfd->list))
		return;

	list_del_init(&irqfd->list);
	queue_work(irqfd->dm->irqfd_server, &irqfd->shutdown);
}

/*
 * Called with the lock of the eventfd's wait queue held and interrupts off. The
 * return value is the wait queue's business: a negative one would keep the
 * entries behind us from being woken.
 */
static int bao_irqfd_wakeup(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct irqfd *irqfd = container_of(wait, struct irqfd, wait);
	struct bao_dm *dm = irqfd->dm;
	__poll_t events = key_to_poll(key);
	unsigned long flags;
	u64 cnt;

	if (events & EPOLLIN) {
		/* Consume the count, or writers block once it is full. */
		eventfd_ctx_do_read(irqfd->eventfd, &cnt);
		irqfd->signals++;
		bao_irqfd_inject(dm);
	}

	if (events & EPOLLHUP) {
		spin_lock_irqsave(&dm->irqfds_lock, flags);
		bao_irqfd_deactivate(irqfd);
		spin_unlock_irqrestore(&dm->irqfds_lock, flags);
	}

	return 0;
}

static void bao_irqfd_poll_func(struct file *file, wait_queue_head_t *wqh, poll_table *pt)
{
	struct irqfd *irqfd = container_of(pt, struct irqfd, pt);

	add_wait_queue(wqh, &irqfd->wait);
}

static struct irqfd *bao_irqfd_find(struct bao_dm *dm, const struct eventfd_ctx *eventfd)
{
	struct irqfd *irqfd;

	lockdep_assert_held(&dm->irqfds_lock);

	list_for_each_entry(irqfd, &dm->irqfds, list) {
		if (irqfd->eventfd == eventfd)
			return irqfd;
	}

	return NULL;
}

static int bao_irqfd_insert(struct bao_dm *dm, struct irqfd *irqfd)
{
	int ret = 0;

	spin_lock_irq(&dm->irqfds_lock);
	if (bao_irqfd_find(dm, irqfd->eventfd))
		ret = -EBUSY;
	else
		list_add_tail(&irqfd->list, &dm->irqfds);
	spin_unlock_irq(&dm->irqfds_lock);

	return ret;
}

static int bao_irqfd_assign_file(struct bao_dm *dm, struct file *file)
{
	struct irqfd *irqfd;
	int ret;

	irqfd = kzalloc(sizeof(*irqfd), GFP_KERNEL);
	if (!irqfd)
		return -ENOMEM;

	irqfd->dm = dm;
	INIT_LIST_HEAD(&irqfd->list);
	INIT_WORK(&irqfd->shutdown, irqfd_shutdown_work);
	init_waitqueue_func_entry(&irqfd->wait, bao_irqfd_wakeup);
	init_poll_funcptr(&irqfd->pt, bao_irqfd_poll_func);

	irqfd->eventfd = eventfd_ctx_fileget(file);
	if (IS_ERR(irqfd->eventfd)) {
		ret = PTR_ERR(irqfd->eventfd);
		goto err_free;
	}

	ret = bao_irqfd_insert(dm, irqfd);
	if (ret)
		goto err_put_eventfd;

	/*
	 * Nobody can take the irqfd away under our feet: model_lock keeps
	 * configuration out, and the file cannot be closed while we hold it.
	 * A signal that came before our wait entry is delivered here.
	 */
	if (vfs_poll(file, &irqfd->pt) & EPOLLIN)
		bao_irqfd_inject(dm);

	return 0;

err_put_eventfd:
	eventfd_ctx_put(irqfd->eventfd);
err_free:
	kfree(irqfd);
	return ret;
}

static int bao_irqfd_assign(struct bao_dm *dm, const struct bao_irqfd *config)
{
	struct fd f = fdget(config->fd);
	int ret;

	if (!fd_file(f))
		return -EBADF;

	ret = bao_irqfd_assign_file(dm, fd_file(f));
	fdput(f);

	return ret;
}

static int bao_irqfd_deassign(struct bao_dm *dm, const struct bao_irqfd *config)
{
	struct eventfd_ctx *eventfd;
	struct irqfd *irqfd;

	eventfd = eventfd_ctx_fdget(config->fd);
	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);

	spin_lock_irq(&dm->irqfds_lock);
	irqfd = bao_irqfd_find(dm, eventfd);
	if (irqfd)
		bao_irqfd_deactivate(irqfd);
	spin_unlock_irq(&dm->irqfds_lock);

	eventfd_ctx_put(eventfd);

	/* No interrupt by this eventfd after the call. */
	flush_workqueue(dm->irqfd_server);

	return irqfd ? 0 : -ENOENT;
}

/**
 * bao_irqfd_server_config - add or remove an irqfd
 * @dm: the DM; the caller holds its model_lock
 * @config: what user space asks for
 *
 * Return: 0 or a negative errno
 */
int bao_irqfd_server_config(struct bao_dm *dm, const struct bao_irqfd *config)
{
	lockdep_assert_held(&dm->model_lock);

	if (config->flags & ~BAO_IRQFD_FLAG_DEASSIGN)
		return -EINVAL;

	if (config->flags & BAO_IRQFD_FLAG_DEASSIGN)
		return bao_irqfd_deassign(dm, config);

	return bao_irqfd_assign(dm, config);
}

/**
 * bao_irqfd_server_init - set up what irqfds need
 * @dm: the DM
 *
 * Return: 0 or a negative errno
 */
int bao_irqfd_server_init(struct bao_dm *dm)
{
	dm->irqfd_server = alloc_workqueue("bao-ioirqfds%u", WQ_UNBOUND | WQ_HIGHPRI, 0,
					   dm->info.id);

	return dm->irqfd_server ? 0 : -ENOMEM;
}

/**
 * bao_irqfd_server_reset - remove all irqfds
 * @dm: the DM; the caller holds its model_lock
 */
void bao_irqfd_server_reset(struct bao_dm *dm)
{
	struct irqfd *irqfd, *next;

	lockdep_assert_held(&dm->model_lock);

	spin_lock_irq(&dm->irqfds_lock);
	list_for_each_entry_safe(irqfd, next, &dm->irqfds, list)
		bao_irqfd_deactivate(irqfd);
	spin_unlock_irq(&dm->irqfds_lock);

	flush_workqueue(dm->irqfd_server);
}

/**
 * bao_irqfd_server_destroy - give back what irqfds needed
 * @dm: DM without irqfds
 */
void bao_irqfd_server_destroy(struct bao_dm *dm)
{
	destroy_workqueue(dm->irqfd_server);
	dm->irqfd_server = NULL;
}
