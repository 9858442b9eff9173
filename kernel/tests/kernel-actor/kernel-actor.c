// SPDX-License-Identifier: GPL-2.0
/*
 * A driver for tests of other drivers: stands in for the rest of the kernel, and for a hypervisor that fails.
 */

#include <asm/bao.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irqdesc.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "protocol.h"

static struct {
	wait_queue_entry_t wait;
	wait_queue_head_t *wqh;
	poll_table pt;
	struct file *file;
	int count;
	bool steal;
} actor;

static int actor_woken(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct bao_remio_hypercall_ctx ctx = { 0 };

	actor.count++;
	if (actor.steal)
		bao_remio_hypercall(&ctx);
	return 0;
}

static void actor_queue(struct file *file, wait_queue_head_t *wqh, poll_table *pt)
{
	actor.wqh = wqh;
	add_wait_queue(wqh, &actor.wait);
}

static void actor_forget(void)
{
	if (!actor.file)
		return;
	remove_wait_queue(actor.wqh, &actor.wait);
	fput(actor.file);
	memset(&actor, 0, sizeof(actor));
}

static long actor_watch(int fd)
{
	struct file *file = eventfd_fget(fd);

	if (IS_ERR(file))
		return PTR_ERR(file);
	actor_forget();
	actor.file = file;
	init_waitqueue_func_entry(&actor.wait, actor_woken);
	init_poll_funcptr(&actor.pt, actor_queue);
	vfs_poll(file, &actor.pt);
	return 0;
}

static long actor_irq_name(struct kernel_actor_irq __user *arg)
{
	struct kernel_actor_irq irq;
	struct irq_desc *desc;

	if (copy_from_user(&irq, arg, sizeof(irq)))
		return -EFAULT;
	desc = irq_to_desc(irq.number);
	if (!desc || !desc->action)
		return -ENOENT;
	strscpy(irq.name, desc->action->name, sizeof(irq.name));
	return copy_to_user(arg, &irq, sizeof(irq)) ? -EFAULT : 0;
}

static long actor_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case KERNEL_ACTOR_WATCH:
		return actor_watch(arg);
	case KERNEL_ACTOR_WAKE:
		wake_up(actor.wqh);
		return 0;
	case KERNEL_ACTOR_COUNT:
		return actor.count;
	case KERNEL_ACTOR_STEAL:
		actor.steal = true;
		return 0;
	case KERNEL_ACTOR_IRQ_NAME:
		return actor_irq_name((struct kernel_actor_irq __user *)arg);
	default:
		return -ENOTTY;
	}
}

static int actor_release(struct inode *inode, struct file *filp)
{
	actor_forget();
	return 0;
}

static const struct file_operations actor_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = actor_ioctl,
	.release = actor_release,
};

static struct miscdevice actor_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "kernel-actor",
	.fops = &actor_fops,
};

static int __init actor_init(void)
{
	return misc_register(&actor_device);
}
device_initcall(actor_init);

MODULE_LICENSE("GPL");
