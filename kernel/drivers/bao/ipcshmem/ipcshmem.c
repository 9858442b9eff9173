// SPDX-License-Identifier: GPL-2.0
/*
 * Bao IPC through shared memory: /dev/baoipc<id>
 *
 * A shared memory of several VMs is split into a channel that this VM reads
 * and one that it writes. read() and write() copy from and to them at the file
 * position, and a write tells the other VMs by an event of the hypervisor.
 * Their events come as interrupts, if the node has any, and make the file
 * readable for poll() until the next read().
 *
 * Locks: bao_ipcshmem.lock protects the mapping against the removal of the
 * device and keeps writers apart. Files may outlive the device; each holds a
 * reference, and finds the mapping gone.
 */

#include <asm/bao.h>
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define BAO_IPCSHMEM_NAME_LEN 16

/* The event that a write sends: the first interrupt of each receiver. */
#define BAO_IPCSHMEM_EVENT 0

/**
 * struct bao_ipcshmem_channel - part of the shared memory
 * @offset: offset in the shared memory in bytes
 * @size: size in bytes
 */
struct bao_ipcshmem_channel {
	u32 offset;
	u32 size;
};

/**
 * struct bao_ipcshmem - IPC object
 * @miscdev: its device
 * @id: index of the object in the VM's configuration
 * @label: name of the device
 * @read_channel: what the peers write
 * @write_channel: what we write
 * @physical_base: guest-physical base of the shared memory
 * @shmem_size: its size in bytes
 * @shmem_base_addr: mapping of the shared memory, NULL once the device is gone
 * @lock: protects @shmem_base_addr and the write channel
 * @wq: where poll() waits
 * @events: number of events that came
 * @irq_count: number of our interrupts
 * @refcount: references by the driver and by open files
 */
struct bao_ipcshmem {
	struct miscdevice miscdev;
	u32 id;
	char label[BAO_IPCSHMEM_NAME_LEN];
	struct bao_ipcshmem_channel read_channel;
	struct bao_ipcshmem_channel write_channel;
	phys_addr_t physical_base;
	size_t shmem_size;
	void *shmem_base_addr;
	struct mutex lock;
	wait_queue_head_t wq;
	atomic_t events;
	int irq_count;
	struct kref refcount;
};

/**
 * struct bao_ipcshmem_file - open file
 * @bao: the IPC object
 * @seen: number of events at the last read
 */
struct bao_ipcshmem_file {
	struct bao_ipcshmem *bao;
	int seen;
};

static void bao_ipcshmem_free(struct kref *refcount)
{
	kfree(container_of(refcount, struct bao_ipcshmem, refcount));
}

static irqreturn_t bao_ipcshmem_interrupt(int irq, void *data)
{
	struct bao_ipcshmem *bao = data;

	atomic_inc(&bao->events);
	wake_up_interruptible(&bao->wq);

	return IRQ_HANDLED;
}

/* On success the caller holds the lock and the mapping is there. */
static int bao_ipcshmem_lock(struct bao_ipcshmem *bao)
{
	if (mutex_lock_interruptible(&bao->lock))
		return -ERESTARTSYS;

	if (!bao->shmem_base_addr) {
		mutex_unlock(&bao->lock);
		return -ENODEV;
	}

	return 0;
}

static size_t bao_ipcshmem_left(const struct bao_ipcshmem_channel *channel, loff_t pos)
{
	return pos < 0 || pos >= channel->size ? 0 : channel->size - pos;
}

static ssize_t bao_ipcshmem_read(struct file *filp, char __user *buf, size_t count, loff_t *ppos)
{
	struct bao_ipcshmem_file *file = filp->private_data;
	struct bao_ipcshmem *bao = file->bao;
	int ret;

	count = min(count, bao_ipcshmem_left(&bao->read_channel, *ppos));

	ret = bao_ipcshmem_lock(bao);
	if (ret)
		return ret;

	/* An event that comes while we copy makes the file readable again. */
	file->seen = atomic_read(&bao->events);
	virt_rmb();

	if (copy_to_user(buf, bao->shmem_base_addr + bao->read_channel.offset + *ppos, count))
		ret = -EFAULT;

	mutex_unlock(&bao->lock);

	if (ret)
		return ret;

	*ppos += count;

	return count;
}

static ssize_t bao_ipcshmem_write(struct file *filp, const char __user *buf, size_t count,
				  loff_t *ppos)
{
	struct bao_ipcshmem_file *file = filp->private_data;
	struct bao_ipcshmem *bao = file->bao;
	size_t left;
	int ret;

	if (!count)
		return 0;

	left = bao_ipcshmem_left(&bao->write_channel, *ppos);
	if (!left)
		return -ENOSPC;

	count = min(count, left);

	ret = bao_ipcshmem_lock(bao);
	if (ret)
		return ret;

	if (copy_from_user(bao->shmem_base_addr + bao->write_channel.offset + *ppos, buf, count)) {
		ret = -EFAULT;
	} else {
		/* Whoever takes the event must see the data. */
		virt_wmb();
		ret = bao_hypercall_errno(bao_ipcshmem_hypercall(bao->id, BAO_IPCSHMEM_EVENT));
	}

	mutex_unlock(&bao->lock);

	if (ret)
		return ret;

	*ppos += count;

	return count;
}

static __poll_t bao_ipcshmem_poll(struct file *filp, poll_table *wait)
{
	struct bao_ipcshmem_file *file = filp->private_data;
	struct bao_ipcshmem *bao = file->bao;
	__poll_t events = EPOLLOUT | EPOLLWRNORM;

	poll_wait(filp, &bao->wq, wait);

	if (!READ_ONCE(bao->shmem_base_addr))
		return EPOLLERR | EPOLLHUP;

	/* Without interrupts nobody knows, so do not make anyone wait. */
	if (!bao->irq_count || atomic_read(&bao->events) != file->seen)
		events |= EPOLLIN | EPOLLRDNORM;

	return events;
}

static bool bao_ipcshmem_overlaps(const struct bao_ipcshmem_channel *channel, unsigned long offset,
				  unsigned long size)
{
	return offset < (u64)channel->offset + channel->size && channel->offset < offset + size;
}

/*
 * The peers' channel is theirs to write: a shared mapping that touches it must
 * be read-only and stay so.
 */
static int bao_ipcshmem_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct bao_ipcshmem_file *file = filp->private_data;
	struct bao_ipcshmem *bao = file->bao;
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long offset = vma->vm_pgoff << PAGE_SHIFT;

	if (!PAGE_ALIGNED(bao->physical_base) || offset >> PAGE_SHIFT != vma->vm_pgoff ||
	    offset >= bao->shmem_size || size > bao->shmem_size - offset)
		return -EINVAL;

	if (!READ_ONCE(bao->shmem_base_addr))
		return -ENODEV;

	if ((vma->vm_flags & VM_SHARED) &&
	    bao_ipcshmem_overlaps(&bao->read_channel, offset, size)) {
		if (vma->vm_flags & VM_WRITE)
			return -EACCES;
		vm_flags_clear(vma, VM_MAYWRITE);
	}

	return remap_pfn_range(vma, vma->vm_start, (bao->physical_base + offset) >> PAGE_SHIFT,
			       size, vma->vm_page_prot);
}

static loff_t bao_ipcshmem_llseek(struct file *filp, loff_t offset, int whence)
{
	struct bao_ipcshmem_file *file = filp->private_data;
	struct bao_ipcshmem *bao = file->bao;

	return fixed_size_llseek(filp, offset, whence,
				 max(bao->read_channel.size, bao->write_channel.size));
}

/* The misc core keeps the device registered while this runs. */
static int bao_ipcshmem_open(struct inode *inode, struct file *filp)
{
	struct bao_ipcshmem_file *file;

	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return -ENOMEM;

	file->bao = container_of(filp->private_data, struct bao_ipcshmem, miscdev);
	kref_get(&file->bao->refcount);
	filp->private_data = file;

	return 0;
}

static int bao_ipcshmem_release(struct inode *inode, struct file *filp)
{
	struct bao_ipcshmem_file *file = filp->private_data;

	kref_put(&file->bao->refcount, bao_ipcshmem_free);
	kfree(file);

	return 0;
}

static const struct file_operations bao_ipcshmem_fops = {
	.owner = THIS_MODULE,
	.open = bao_ipcshmem_open,
	.release = bao_ipcshmem_release,
	.read = bao_ipcshmem_read,
	.write = bao_ipcshmem_write,
	.poll = bao_ipcshmem_poll,
	.llseek = bao_ipcshmem_llseek,
	.mmap = bao_ipcshmem_mmap,
};

static int bao_ipcshmem_read_channel(struct device *dev, const char *name,
				     struct bao_ipcshmem_channel *channel)
{
	u32 cells[2];
	int ret;

	ret = of_property_read_u32_array(dev->of_node, name, cells, ARRAY_SIZE(cells));
	if (ret) {
		dev_err(dev, "missing or invalid '%s': %d\n", name, ret);
		return ret;
	}

	channel->offset = cells[0];
	channel->size = cells[1];

	return 0;
}

static int bao_ipcshmem_parse(struct device *dev, struct bao_ipcshmem *bao, struct resource *r)
{
	u64 read_end, write_end;
	int ret;

	ret = of_property_read_u32(dev->of_node, "id", &bao->id);
	if (ret) {
		dev_err(dev, "missing or invalid 'id': %d\n", ret);
		return ret;
	}

	ret = bao_ipcshmem_read_channel(dev, "read-channel", &bao->read_channel);
	if (ret)
		return ret;

	ret = bao_ipcshmem_read_channel(dev, "write-channel", &bao->write_channel);
	if (ret)
		return ret;

	bao->physical_base = r->start;
	bao->shmem_size = resource_size(r);

	/* In 64 bits, where the sum of two cells cannot wrap. */
	read_end = (u64)bao->read_channel.offset + bao->read_channel.size;
	write_end = (u64)bao->write_channel.offset + bao->write_channel.size;

	if (read_end > bao->shmem_size || write_end > bao->shmem_size ||
	    (read_end > bao->write_channel.offset && write_end > bao->read_channel.offset)) {
		dev_err(dev, "channels overlap or leave the shared memory\n");
		return -EINVAL;
	}

	return 0;
}

static void bao_ipcshmem_free_irqs(struct platform_device *pdev, struct bao_ipcshmem *bao)
{
	while (bao->irq_count)
		free_irq(platform_get_irq(pdev, --bao->irq_count), bao);
}

static int bao_ipcshmem_request_irqs(struct platform_device *pdev, struct bao_ipcshmem *bao)
{
	int count = platform_irq_count(pdev);
	int ret, irq;

	if (count < 0)
		return count;

	while (bao->irq_count < count) {
		irq = platform_get_irq(pdev, bao->irq_count);
		ret = irq < 0 ? irq : request_irq(irq, bao_ipcshmem_interrupt, 0, bao->label, bao);
		if (ret) {
			dev_err(&pdev->dev, "cannot request interrupt %d: %d\n", bao->irq_count,
				ret);
			bao_ipcshmem_free_irqs(pdev, bao);
			return ret;
		}
		bao->irq_count++;
	}

	return 0;
}

static struct bao_ipcshmem *bao_ipcshmem_alloc(void)
{
	struct bao_ipcshmem *bao;

	bao = kzalloc(sizeof(*bao), GFP_KERNEL);
	if (!bao)
		return NULL;

	mutex_init(&bao->lock);
	init_waitqueue_head(&bao->wq);
	kref_init(&bao->refcount);

	return bao;
}

static int bao_ipcshmem_start(struct platform_device *pdev, struct bao_ipcshmem *bao)
{
	struct device *dev = &pdev->dev;
	int ret;

	bao->shmem_base_addr = memremap(bao->physical_base, bao->shmem_size, MEMREMAP_WB);
	if (!bao->shmem_base_addr) {
		dev_err(dev, "failed to map the shared memory\n");
		return -ENOMEM;
	}

	scnprintf(bao->label, sizeof(bao->label), "baoipc%u", bao->id);

	ret = bao_ipcshmem_request_irqs(pdev, bao);
	if (ret)
		goto err_unmap;

	bao->miscdev.minor = MISC_DYNAMIC_MINOR;
	bao->miscdev.name = bao->label;
	bao->miscdev.fops = &bao_ipcshmem_fops;
	bao->miscdev.parent = dev;

	ret = misc_register(&bao->miscdev);
	if (ret) {
		dev_err(dev, "failed to register misc device: %d\n", ret);
		goto err_free_irqs;
	}

	return 0;

err_free_irqs:
	bao_ipcshmem_free_irqs(pdev, bao);
err_unmap:
	memunmap(bao->shmem_base_addr);
	return ret;
}

static int bao_ipcshmem_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct bao_ipcshmem *bao;
	struct resource *r;
	int ret;

	r = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!r) {
		dev_err(dev, "missing shared memory resource\n");
		return -ENODEV;
	}

	bao = bao_ipcshmem_alloc();
	if (!bao)
		return -ENOMEM;

	ret = bao_ipcshmem_parse(dev, bao, r);
	if (ret)
		goto err_put;

	ret = bao_ipcshmem_start(pdev, bao);
	if (ret)
		goto err_put;

	platform_set_drvdata(pdev, bao);
	dev_info(dev, "Bao IPC shared memory device '%s'\n", bao->label);

	return 0;

err_put:
	kref_put(&bao->refcount, bao_ipcshmem_free);
	return ret;
}

static void bao_ipcshmem_remove(struct platform_device *pdev)
{
	struct bao_ipcshmem *bao = platform_get_drvdata(pdev);
	void *mapping;

	misc_deregister(&bao->miscdev);
	bao_ipcshmem_free_irqs(pdev, bao);

	mutex_lock(&bao->lock);
	mapping = bao->shmem_base_addr;
	WRITE_ONCE(bao->shmem_base_addr, NULL);
	mutex_unlock(&bao->lock);

	wake_up_all(&bao->wq);
	memunmap(mapping);
	kref_put(&bao->refcount, bao_ipcshmem_free);
}

static const struct of_device_id of_bao_ipcshmem_match[] = {
	{ .compatible = "bao,ipcshmem" },
	{ /* sentinel */ }
};
MODULE_DEVICE_TABLE(of, of_bao_ipcshmem_match);

static struct platform_driver bao_ipcshmem_driver = {
	.probe = bao_ipcshmem_probe,
	.remove = bao_ipcshmem_remove,
	.driver = {
		.name = "baoipc",
		.of_match_table = of_bao_ipcshmem_match,
	},
};
module_platform_driver(bao_ipcshmem_driver);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Bao Partition Debugger");
MODULE_DESCRIPTION("Bao hypervisor IPC through shared memory");
