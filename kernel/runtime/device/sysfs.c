// SPDX-License-Identifier: GPL-2.0
/* The part of /sys that exists: directories for buses, drivers, devices and classes, and attribute files. */

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include "device-internal.h"

struct dentry *sysfs_dir(const char *name)
{
	struct dentry *sys = tree_mkdir(tree_root(), "sys");

	return name ? tree_mkdir(sys, name) : sys;
}

struct dentry *sysfs_create_dir_in(struct dentry *parent, const char *name)
{
	return tree_mkdir(parent, name);
}

void sysfs_remove_tree(struct dentry *dir)
{
	if (dir)
		tree_remove(dir);
}

static ssize_t sysfs_read(struct file *filp, char __user *ubuf, size_t count, loff_t *ppos)
{
	struct sysfs_file *file = file_inode(filp)->i_private;
	char *page;
	ssize_t len;

	if (!file_inode(filp)->i_nlink)
		return -ENODEV;
	if (!file->show)
		return -EIO;
	page = kzalloc(PAGE_SIZE, GFP_KERNEL);
	len = file->show(file, page);
	if (len >= 0)
		len = simple_read_from_buffer(ubuf, count, ppos, page, len);
	kfree(page);
	return len;
}

/* The store function sees at most a page, with a NUL behind it. */
static ssize_t sysfs_write(struct file *filp, const char __user *ubuf, size_t count, loff_t *ppos)
{
	struct sysfs_file *file = file_inode(filp)->i_private;
	ssize_t ret;
	char *buf;

	if (!file_inode(filp)->i_nlink)
		return -ENODEV;
	if (!file->store)
		return -EIO;
	count = min_t(size_t, count, PAGE_SIZE - 1);
	buf = memdup_user_nul(ubuf, count);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	ret = file->store(file, buf, count);
	kfree(buf);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

static const struct file_operations sysfs_file_fops = {
	.read = sysfs_read,
	.write = sysfs_write,
	.llseek = default_llseek,
};

struct dentry *sysfs_create_file_in(struct dentry *dir, const char *name, umode_t mode,
				    const struct sysfs_file *file)
{
	struct sysfs_file *copy = kmemdup(file, sizeof(*file), GFP_KERNEL);
	struct dentry *dentry = tree_create_file(dir, name, mode, &sysfs_file_fops, copy);

	dentry->d_inode->i_flags |= S_FREE_PRIVATE;
	return dentry;
}

static ssize_t device_attr_show(struct sysfs_file *file, char *buf)
{
	struct device_attribute *attr = (struct device_attribute *)file->attr;

	return attr->show ? attr->show(file->priv, attr, buf) : -EIO;
}

static ssize_t device_attr_store(struct sysfs_file *file, const char *buf, size_t count)
{
	struct device_attribute *attr = (struct device_attribute *)file->attr;

	return attr->store ? attr->store(file->priv, attr, buf, count) : -EIO;
}

int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	struct sysfs_file file = {
		.show = device_attr_show,
		.store = device_attr_store,
		.priv = dev,
		.attr = attr,
	};

	if (!dev->kobj.sd)
		return -EINVAL;
	sysfs_create_file_in(dev->kobj.sd, attr->attr.name, attr->attr.mode, &file);
	return 0;
}

void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
	if (dev->kobj.sd)
		tree_remove_name(dev->kobj.sd, attr->attr.name);
}

void sysfs_create_groups_in(struct device *dev, const struct attribute_group **groups)
{
	struct attribute **attr;

	for (; groups && *groups; groups++)
		for (attr = (*groups)->attrs; attr && *attr; attr++)
			device_create_file(dev, container_of(*attr, struct device_attribute, attr));
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return len;
}
