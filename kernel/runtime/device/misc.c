// SPDX-License-Identifier: GPL-2.0
/* Misc devices: character devices of major 10, one minor each, with their entry in /dev. */

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include "device-internal.h"

#define DYNAMIC_MINORS 128

static LIST_HEAD(misc_list);
static DEFINE_MUTEX(misc_mtx);
static DECLARE_BITMAP(misc_minors, DYNAMIC_MINORS);
static struct class misc_class = { .name = "misc" };
static struct cdev misc_cdev;

/* Runs the device's own open under misc_mtx, as Linux does: it cannot be deregistered meanwhile. */
static int misc_open(struct inode *inode, struct file *file)
{
	int minor = iminor(inode);
	struct miscdevice *c;
	int err = -ENODEV;

	mutex_lock(&misc_mtx);
	list_for_each_entry(c, &misc_list, list) {
		if (c->minor != minor)
			continue;
		file->private_data = c;
		err = 0;
		replace_fops(file, c->fops);
		if (file->f_op->open)
			err = file->f_op->open(inode, file);
		break;
	}
	mutex_unlock(&misc_mtx);
	return err;
}

static const struct file_operations misc_fops = {
	.open = misc_open,
	.llseek = noop_llseek,
};

static int misc_take_minor(struct miscdevice *misc)
{
	struct miscdevice *c;
	int i;

	if (misc->minor != MISC_DYNAMIC_MINOR) {
		list_for_each_entry(c, &misc_list, list)
			if (c->minor == misc->minor)
				return -EBUSY;
		return 0;
	}
	i = find_first_zero_bit(misc_minors, DYNAMIC_MINORS);
	if (i >= DYNAMIC_MINORS)
		return -EBUSY;
	set_bit(i, misc_minors);
	misc->minor = DYNAMIC_MINORS - i - 1;
	return 0;
}

static void misc_free_minor(int minor)
{
	int i = DYNAMIC_MINORS - minor - 1;

	if (i >= 0 && i < DYNAMIC_MINORS)
		clear_bit(i, misc_minors);
}

int misc_register(struct miscdevice *misc)
{
	bool is_dynamic = misc->minor == MISC_DYNAMIC_MINOR;
	int err;

	INIT_LIST_HEAD(&misc->list);
	mutex_lock(&misc_mtx);
	err = misc_take_minor(misc);
	if (err)
		goto out;
	misc->this_device = device_create_with_groups(&misc_class, misc->parent,
						      MKDEV(MISC_MAJOR, misc->minor), misc,
						      misc->groups, "%s", misc->name);
	if (IS_ERR(misc->this_device)) {
		misc_free_minor(misc->minor);
		if (is_dynamic)
			misc->minor = MISC_DYNAMIC_MINOR;
		err = PTR_ERR(misc->this_device);
		goto out;
	}
	list_add(&misc->list, &misc_list);
out:
	mutex_unlock(&misc_mtx);
	return err;
}

void misc_deregister(struct miscdevice *misc)
{
	if (WARN_ON(list_empty(&misc->list)))
		return;
	mutex_lock(&misc_mtx);
	list_del(&misc->list);
	device_destroy(&misc_class, MKDEV(MISC_MAJOR, misc->minor));
	misc_free_minor(misc->minor);
	mutex_unlock(&misc_mtx);
}

static char *misc_devnode(const struct device *dev, umode_t *mode)
{
	const struct miscdevice *c = dev_get_drvdata(dev);

	if (mode && c->mode)
		*mode = c->mode;
	return NULL;
}

static int __init misc_init(void)
{
	misc_class.devnode = misc_devnode;
	class_register(&misc_class);
	cdev_init(&misc_cdev, &misc_fops);
	return cdev_add(&misc_cdev, MKDEV(MISC_MAJOR, 0), MINORMASK + 1);
}
subsys_initcall(misc_init);
