// SPDX-License-Identifier: GPL-2.0
/* Character devices: from a device number to the operations of who serves it. */

#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include "device-internal.h"

#define CHRDEV_MAJOR_DYN_START	254
#define CHRDEV_MAJOR_DYN_END	234

struct char_device_region {
	struct list_head list;
	dev_t first;
	unsigned int count;
	const char *name;
	struct cdev *cdev;	/* of __register_chrdev */
};

static LIST_HEAD(cdev_list);
static LIST_HEAD(region_list);
static DEFINE_MUTEX(chrdevs_lock);

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kref_init(&cdev->kobj.kref);
	cdev->ops = fops;
}

static void cdev_dynamic_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct cdev, kobj));
}

struct cdev *cdev_alloc(void)
{
	struct cdev *cdev = kzalloc(sizeof(*cdev), GFP_KERNEL);

	if (!cdev)
		return NULL;
	INIT_LIST_HEAD(&cdev->list);
	kref_init(&cdev->kobj.kref);
	cdev->kobj.release = cdev_dynamic_release;
	return cdev;
}

int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count)
{
	if (!dev)
		return -EBUSY;
	cdev->dev = dev;
	cdev->count = count;
	mutex_lock(&chrdevs_lock);
	list_add_tail(&cdev->list, &cdev_list);
	mutex_unlock(&chrdevs_lock);
	return 0;
}

void cdev_del(struct cdev *cdev)
{
	mutex_lock(&chrdevs_lock);
	list_del_init(&cdev->list);
	mutex_unlock(&chrdevs_lock);
	kobject_put(&cdev->kobj);
}

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int rc = dev->devt ? cdev_add(cdev, dev->devt, 1) : 0;

	if (rc)
		return rc;
	rc = device_add(dev);
	if (rc && dev->devt)
		cdev_del(cdev);
	return rc;
}

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}

static struct cdev *cdev_lookup(dev_t dev)
{
	struct cdev *cdev;

	list_for_each_entry(cdev, &cdev_list, list)
		if (dev >= cdev->dev && dev - cdev->dev < cdev->count)
			return cdev;
	return NULL;
}

static int chrdev_open(struct inode *inode, struct file *filp)
{
	struct cdev *cdev;

	mutex_lock(&chrdevs_lock);
	cdev = cdev_lookup(inode->i_rdev);
	if (cdev)
		kobject_get(&cdev->kobj);
	mutex_unlock(&chrdevs_lock);
	if (!cdev)
		return -ENXIO;
	inode->i_cdev = cdev;
	if (!cdev->ops)
		return -ENXIO;
	replace_fops(filp, cdev->ops);
	return filp->f_op->open ? filp->f_op->open(inode, filp) : 0;
}

const struct file_operations def_chr_fops = {
	.open = chrdev_open,
	.llseek = noop_llseek,
};

static bool major_in_use(unsigned int major)
{
	struct char_device_region *r;

	list_for_each_entry(r, &region_list, list)
		if (MAJOR(r->first) == major)
			return true;
	return false;
}

static int find_dynamic_major(void)
{
	int major;

	for (major = CHRDEV_MAJOR_DYN_START; major >= CHRDEV_MAJOR_DYN_END; major--)
		if (!major_in_use(major))
			return major;
	return -EBUSY;
}

/* Major 0 asks for a free one. */
static struct char_device_region *region_add(unsigned int major, unsigned int baseminor,
					     unsigned int count, const char *name)
{
	struct char_device_region *r, *new;
	dev_t first = MKDEV(major, baseminor);
	int free;

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&chrdevs_lock);
	if (!major) {
		free = find_dynamic_major();
		if (free < 0)
			goto busy;
		first = MKDEV(free, baseminor);
	}
	list_for_each_entry(r, &region_list, list)
		if (first < r->first + r->count && r->first < first + count)
			goto busy;
	new->first = first;
	new->count = count;
	new->name = name;
	list_add_tail(&new->list, &region_list);
	mutex_unlock(&chrdevs_lock);
	return new;
busy:
	mutex_unlock(&chrdevs_lock);
	kfree(new);
	return ERR_PTR(-EBUSY);
}

int register_chrdev_region(dev_t first, unsigned int count, const char *name)
{
	return PTR_ERR_OR_ZERO(region_add(MAJOR(first), MINOR(first), count, name));
}

int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name)
{
	struct char_device_region *r = region_add(0, baseminor, count, name);

	if (IS_ERR(r))
		return PTR_ERR(r);
	*dev = r->first;
	return 0;
}

static struct char_device_region *region_take(dev_t first, unsigned int count)
{
	struct char_device_region *r;

	mutex_lock(&chrdevs_lock);
	list_for_each_entry(r, &region_list, list) {
		if (r->first != first || r->count != count)
			continue;
		list_del(&r->list);
		mutex_unlock(&chrdevs_lock);
		return r;
	}
	mutex_unlock(&chrdevs_lock);
	return NULL;
}

void unregister_chrdev_region(dev_t first, unsigned int count)
{
	kfree(region_take(first, count));
}

int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops)
{
	struct char_device_region *r = region_add(major, baseminor, count, name);

	if (IS_ERR(r))
		return PTR_ERR(r);
	r->cdev = cdev_alloc();
	if (!r->cdev) {
		unregister_chrdev_region(r->first, count);
		return -ENOMEM;
	}
	r->cdev->ops = fops;
	cdev_add(r->cdev, r->first, count);
	return major ? 0 : (int)MAJOR(r->first);
}

void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name)
{
	struct char_device_region *r = region_take(MKDEV(major, baseminor), count);

	if (r && r->cdev)
		cdev_del(r->cdev);
	kfree(r);
}
