// SPDX-License-Identifier: GPL-2.0
/*
 * A driver that lets a test program see what the device model, files and eventfds do: which resources probe gets, in which
 * order managed resources go, when release runs, and how wake callbacks are called.
 */

#include <linux/anon_inodes.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/poll.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "probe-device.h"

struct probe_device {
	struct miscdevice miscdev;
	struct device *dev;
	struct resource *window;
	char *memory;
	struct probe_info info;
	wait_queue_head_t wait;
	unsigned int go;

	struct eventfd_ctx *watched;
	wait_queue_entry_t watch_entry;
	wait_queue_head_t *watch_head;
	poll_table watch_table;
	struct probe_wakes wakes;
};

/* Outlives unbinding, like what it counts. */
static struct probe_counts counts;

static struct probe_device *file_probe(struct file *filp)
{
	return container_of(filp->private_data, struct probe_device, miscdev);
}

static int probe_open(struct inode *inode, struct file *filp)
{
	counts.opens++;
	return 0;
}

static int probe_flush(struct file *filp, fl_owner_t id)
{
	counts.flushes++;
	return 0;
}

static int probe_release(struct inode *inode, struct file *filp)
{
	counts.releases++;
	counts.last_releaser = current->tgid;
	return 0;
}

static loff_t probe_llseek(struct file *filp, loff_t offset, int whence)
{
	return fixed_size_llseek(filp, offset, whence, file_probe(filp)->info.window_size);
}

static ssize_t probe_read(struct file *filp, char __user *buf, size_t count, loff_t *ppos)
{
	struct probe_device *probe = file_probe(filp);

	return simple_read_from_buffer(buf, count, ppos, probe->memory, probe->info.window_size);
}

static ssize_t probe_write(struct file *filp, const char __user *buf, size_t count, loff_t *ppos)
{
	struct probe_device *probe = file_probe(filp);

	return simple_write_to_buffer(probe->memory, probe->info.window_size, ppos, buf, count);
}

static int probe_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct probe_device *probe = file_probe(filp);
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size > probe->info.window_size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, probe->window->start >> PAGE_SHIFT, size,
			       vma->vm_page_prot);
}

static int watch_wake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct probe_device *probe = container_of(wait, struct probe_device, watch_entry);
	__poll_t events = key_to_poll(key);

	if (events & EPOLLIN) {
		probe->wakes.in++;
		probe->wakes.in_with_interrupts_on += !irqs_disabled();
		probe->wakes.in_unlocked += !spin_is_locked(&probe->watched->wqh.lock);
	}
	if (events & EPOLLHUP)
		probe->wakes.hup++;
	return 0;
}

static void watch_queue(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct probe_device *probe = container_of(table, struct probe_device, watch_table);

	probe->watch_head = head;
	add_wait_queue(head, &probe->watch_entry);
}

static long watch(struct probe_device *probe, int fd)
{
	struct fd f = fdget(fd);
	long events;

	if (!fd_file(f))
		return -EBADF;
	probe->watched = eventfd_ctx_fileget(fd_file(f));
	if (IS_ERR(probe->watched)) {
		long err = PTR_ERR(probe->watched);

		probe->watched = NULL;
		fdput(f);
		return err;
	}
	memset(&probe->wakes, 0, sizeof(probe->wakes));
	init_waitqueue_func_entry(&probe->watch_entry, watch_wake);
	init_poll_funcptr(&probe->watch_table, watch_queue);
	events = vfs_poll(fd_file(f), &probe->watch_table);
	fdput(f);
	return events;
}

static long unwatch(struct probe_device *probe)
{
	u64 count = 0;

	if (!probe->watched)
		return -ENOENT;
	eventfd_ctx_remove_wait_queue(probe->watched, &probe->watch_entry, &count);
	eventfd_ctx_put(probe->watched);
	probe->watched = NULL;
	return count;
}

static long signal_eventfd(int fd)
{
	struct eventfd_ctx *ctx = eventfd_ctx_fdget(fd);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	eventfd_signal(ctx);
	eventfd_ctx_put(ctx);
	return 0;
}

static long wait_for_go(struct probe_device *probe)
{
	unsigned int seen = probe->go;
	int ret = wait_event_interruptible(probe->wait, probe->go != seen);

	if (ret)
		counts.interrupted_waits++;
	return ret;
}

static long wait_for_go_killable(struct probe_device *probe)
{
	unsigned int seen = probe->go;

	return wait_event_killable(probe->wait, probe->go != seen);
}

static int plain_release(struct inode *inode, struct file *filp)
{
	counts.releases++;
	counts.last_releaser = current->tgid;
	return 0;
}

static const struct file_operations plain_fops = {
	.owner = THIS_MODULE,
	.release = plain_release,
};

static long probe_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct probe_device *probe = file_probe(filp);
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case PROBE_GET_INFO:
		return copy_to_user(argp, &probe->info, sizeof(probe->info)) ? -EFAULT : 0;
	case PROBE_GET_COUNTS:
		return copy_to_user(argp, &counts, sizeof(counts)) ? -EFAULT : 0;
	case PROBE_GET_WAKES:
		return copy_to_user(argp, &probe->wakes, sizeof(probe->wakes)) ? -EFAULT : 0;
	case PROBE_WAIT:
		return wait_for_go(probe);
	case PROBE_WAIT_KILLABLE:
		return wait_for_go_killable(probe);
	case PROBE_GO:
		probe->go++;
		wake_up_all(&probe->wait);
		return 0;
	case PROBE_WATCH:
		return watch(probe, arg);
	case PROBE_UNWATCH:
		return unwatch(probe);
	case PROBE_SIGNAL:
		return signal_eventfd(arg);
	case PROBE_FREE_FD:
		put_unused_fd(arg);
		return 0;
	case PROBE_NEW_FILE:
		return anon_inode_getfd("probe-file", &plain_fops, NULL, O_RDWR | O_CLOEXEC);
	}
	return -ENOTTY;
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.open = probe_open,
	.flush = probe_flush,
	.release = probe_release,
	.llseek = probe_llseek,
	.read = probe_read,
	.write = probe_write,
	.mmap = probe_mmap,
	.unlocked_ioctl = probe_ioctl,
};

static void log_action(void *name)
{
	pr_info("probe-device: managed resource %s goes\n", (char *)name);
}

static void read_tree(struct probe_device *probe, struct platform_device *pdev)
{
	struct device_node *np = pdev->dev.of_node;
	const char *text = "";

	of_property_read_u32(np, "test,value", &probe->info.value);
	of_property_read_u64(np, "test,wide", &probe->info.wide);
	of_property_read_string_index(np, "test,texts", 1, &text);
	probe->info.second_text_is_two = !strcmp(text, "two");
	probe->info.resources = pdev->num_resources;
	probe->info.interrupts = platform_irq_count(pdev);
}

static int probe_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct probe_device *probe = devm_kzalloc(dev, sizeof(*probe), GFP_KERNEL);
	int ret;

	devm_add_action(dev, log_action, "first");
	devm_add_action(dev, log_action, "second");
	if (of_property_read_bool(dev->of_node, "test,fail-probe"))
		return dev_err_probe(dev, -EIO, "asked to fail\n");
	probe->dev = dev;
	probe->window = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!probe->window || platform_get_resource(pdev, IORESOURCE_MEM, 2))
		return -ENODEV;
	probe->info.window_start = probe->window->start;
	probe->info.window_size = resource_size(probe->window);
	read_tree(probe, pdev);
	init_waitqueue_head(&probe->wait);
	probe->memory = devm_memremap(dev, probe->window->start, resource_size(probe->window), MEMREMAP_WB);
	if (IS_ERR(probe->memory))
		return PTR_ERR(probe->memory);
	probe->miscdev.minor = MISC_DYNAMIC_MINOR;
	probe->miscdev.name = "probe-device";
	probe->miscdev.fops = &probe_fops;
	probe->miscdev.parent = dev;
	ret = misc_register(&probe->miscdev);
	if (ret)
		return ret;
	platform_set_drvdata(pdev, probe);
	dev_info(dev, "bound, match data %ld\n", (long)of_device_get_match_data(dev));
	return 0;
}

static void probe_remove(struct platform_device *pdev)
{
	struct probe_device *probe = platform_get_drvdata(pdev);

	misc_deregister(&probe->miscdev);
	dev_info(&pdev->dev, "removed\n");
}

static const struct of_device_id probe_match[] = {
	{ .compatible = "test,probe-device", .data = (void *)1 },
	{ .compatible = "test,probe-device-2", .data = (void *)2 },
	{ /* sentinel */ }
};
MODULE_DEVICE_TABLE(of, probe_match);

static struct platform_driver probe_driver = {
	.probe = probe_probe,
	.remove = probe_remove,
	.driver = {
		.name = "probe-driver",
		.of_match_table = probe_match,
	},
};
module_platform_driver(probe_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Shows a test program what the kernel's device side does");
