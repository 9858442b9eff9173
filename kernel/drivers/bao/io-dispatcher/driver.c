// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: platform driver and /dev/bao-io-dispatcher
 *
 * The n-th reg and the n-th interrupt of the device tree node make the DM n,
 * which is the n-th remote I/O device of the VM in Bao's configuration. So the
 * ids are those of the VM, and there can be one node only.
 */

#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "bao_drv.h"

/**
 * struct bao_iodispatcher_drv - state of a bound device
 * @miscdev: /dev/bao-io-dispatcher
 * @dm_count: number of DMs
 * @dms: the DMs of this device
 */
struct bao_iodispatcher_drv {
	struct miscdevice miscdev;
	unsigned int dm_count;
	struct bao_dm *dms[BAO_IO_MAX_DMS];
};

/*
 * The descriptor becomes visible to other threads as the very last thing, when
 * nothing can fail any more.
 */
static long bao_io_dispatcher_get_info(struct bao_dm_info __user *arg)
{
	struct bao_dm_info info;
	struct file *file;
	int fd;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;

	file = bao_dm_open_file(&info);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}

	info.fd = fd;
	if (copy_to_user(arg, &info, sizeof(info))) {
		fput(file);
		put_unused_fd(fd);
		return -EFAULT;
	}

	fd_install(fd, file);

	return 0;
}

/* Uses no state of the device, so it may run on a file that outlives it. */
static long bao_io_dispatcher_driver_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	if (cmd != BAO_IOCTL_DM_GET_INFO)
		return -ENOTTY;

	return bao_io_dispatcher_get_info((struct bao_dm_info __user *)arg);
}

static const struct file_operations bao_io_dispatcher_driver_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = bao_io_dispatcher_driver_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static int bao_io_dispatcher_count_dms(struct platform_device *pdev)
{
	int regs = 0;
	int irqs;

	while (platform_get_resource(pdev, IORESOURCE_MEM, regs))
		regs++;

	irqs = platform_irq_count(pdev);
	if (irqs < 0)
		return irqs;

	if (!regs || regs != irqs || regs > BAO_IO_MAX_DMS) {
		dev_err(&pdev->dev, "%d reg and %d interrupts, expected as many of each, 1 to %d\n",
			regs, irqs, BAO_IO_MAX_DMS);
		return -EINVAL;
	}

	return regs;
}

static struct bao_dm *bao_io_dispatcher_create_dm(struct platform_device *pdev, unsigned int id)
{
	struct resource *r = platform_get_resource(pdev, IORESOURCE_MEM, id);
	struct bao_dm_info info = {
		.id = id,
		.shmem_addr = r->start,
		.shmem_size = resource_size(r),
	};
	struct bao_dm *dm;
	int irq;

	irq = platform_get_irq(pdev, id);
	if (irq < 0)
		return ERR_PTR(irq);

	info.irq = irq;

	dm = bao_dm_create(&info);
	if (IS_ERR(dm))
		dev_err(&pdev->dev, "cannot create DM %u: %ld\n", id, PTR_ERR(dm));

	return dm;
}

static void bao_io_dispatcher_destroy_dms(struct bao_iodispatcher_drv *drv)
{
	while (drv->dm_count)
		bao_dm_destroy(drv->dms[--drv->dm_count]);
}

static int bao_io_dispatcher_create_dms(struct platform_device *pdev,
					struct bao_iodispatcher_drv *drv, unsigned int count)
{
	struct bao_dm *dm;

	while (drv->dm_count < count) {
		dm = bao_io_dispatcher_create_dm(pdev, drv->dm_count);
		if (IS_ERR(dm)) {
			bao_io_dispatcher_destroy_dms(drv);
			return PTR_ERR(dm);
		}
		drv->dms[drv->dm_count++] = dm;
	}

	return 0;
}

static int bao_io_dispatcher_driver_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct bao_iodispatcher_drv *drv;
	unsigned int i;
	int count;
	int ret;

	count = bao_io_dispatcher_count_dms(pdev);
	if (count < 0)
		return count;

	drv = devm_kzalloc(dev, sizeof(*drv), GFP_KERNEL);
	if (!drv)
		return -ENOMEM;

	ret = bao_io_dispatcher_create_dms(pdev, drv, count);
	if (ret)
		return ret;

	drv->miscdev.minor = MISC_DYNAMIC_MINOR;
	drv->miscdev.name = "bao-io-dispatcher";
	drv->miscdev.fops = &bao_io_dispatcher_driver_fops;
	drv->miscdev.parent = dev;

	ret = misc_register(&drv->miscdev);
	if (ret) {
		dev_err(dev, "failed to register misc device: %d\n", ret);
		bao_io_dispatcher_destroy_dms(drv);
		return ret;
	}

	platform_set_drvdata(pdev, drv);

	/* From here on nothing fails, so no request is taken and then refused. */
	for (i = 0; i < drv->dm_count; i++)
		bao_dm_start(drv->dms[i]);

	dev_info(dev, "Bao I/O dispatcher with %u device model%s\n", drv->dm_count,
		 drv->dm_count == 1 ? "" : "s");

	return 0;
}

static void bao_io_dispatcher_driver_remove(struct platform_device *pdev)
{
	struct bao_iodispatcher_drv *drv = platform_get_drvdata(pdev);

	misc_deregister(&drv->miscdev);
	bao_io_dispatcher_destroy_dms(drv);
}

static const struct of_device_id bao_io_dispatcher_driver_dt_ids[] = {
	{ .compatible = "bao,io-dispatcher" },
	{ /* sentinel */ }
};
MODULE_DEVICE_TABLE(of, bao_io_dispatcher_driver_dt_ids);

static struct platform_driver bao_io_dispatcher_driver = {
	.probe = bao_io_dispatcher_driver_probe,
	.remove = bao_io_dispatcher_driver_remove,
	.driver = {
		.name = "bao-io-dispatcher",
		.of_match_table = bao_io_dispatcher_driver_dt_ids,
	},
};
module_platform_driver(bao_io_dispatcher_driver);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Bao Partition Debugger");
MODULE_DESCRIPTION("Bao hypervisor I/O dispatcher");
