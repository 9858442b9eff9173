// SPDX-License-Identifier: GPL-2.0
/* Devices, classes, and their entries in /dev. */

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "device-internal.h"

struct kobject *kobject_get(struct kobject *kobj)
{
	if (kobj)
		kref_get(&kobj->kref);
	return kobj;
}

static void kobject_release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	const char *name = kobj->name;

	if (kobj->release)
		kobj->release(kobj);
	kfree(name);
}

void kobject_put(struct kobject *kobj)
{
	if (kobj)
		kref_put(&kobj->kref, kobject_release);
}

static void device_kobj_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);

	devres_release_all(dev);
	if (dev->release)
		dev->release(dev);
	else
		WARN(1, "Device '%s' does not have a release() function\n", dev_name(dev));
}

void device_initialize(struct device *dev)
{
	kref_init(&dev->kobj.kref);
	dev->kobj.release = device_kobj_release;
	mutex_init(&dev->mutex);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	INIT_LIST_HEAD(&dev->bus_node);
	INIT_LIST_HEAD(&dev->driver_node);
	INIT_LIST_HEAD(&dev->class_node);
}

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	const char *old = dev->kobj.name;
	va_list ap;

	va_start(ap, fmt);
	dev->kobj.name = kvasprintf(GFP_KERNEL, fmt, ap);
	va_end(ap);
	kfree(old);
	return dev->kobj.name ? 0 : -ENOMEM;
}

struct device *get_device(struct device *dev)
{
	if (dev)
		kobject_get(&dev->kobj);
	return dev;
}

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}

static umode_t device_node_mode(struct device *dev)
{
	umode_t mode = 0;

	if (dev->class && dev->class->devnode)
		kfree(dev->class->devnode(dev, &mode));
	return mode ? mode : 0600;
}

int device_add(struct device *dev)
{
	if (dev->init_name) {
		dev_set_name(dev, "%s", dev->init_name);
		dev->init_name = NULL;
	}
	if (!dev->kobj.name)
		return -EINVAL;
	get_device(dev);
	get_device(dev->parent);
	if (dev->bus)
		bus_add_device(dev);
	if (dev->class) {
		list_add_tail(&dev->class_node, &dev->class->devices);
		dev->kobj.sd = sysfs_create_dir_in(dev->class->dir, dev_name(dev));
	}
	sysfs_create_groups_in(dev, dev->groups);
	if (MAJOR(dev->devt))
		dev->devnode = devtmpfs_create_node(dev_name(dev), device_node_mode(dev), dev->devt);
	if (dev->bus)
		device_attach(dev);
	return 0;
}

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

void device_del(struct device *dev)
{
	if (dev->devnode)
		devtmpfs_delete_node(dev->devnode);
	dev->devnode = NULL;
	if (dev->class)
		list_del_init(&dev->class_node);
	if (dev->bus)
		bus_remove_device(dev);
	if (dev->kobj.sd)
		sysfs_remove_tree(dev->kobj.sd);
	dev->kobj.sd = NULL;
	put_device(dev->parent);
	put_device(dev);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

int class_register(struct class *cls)
{
	INIT_LIST_HEAD(&cls->devices);
	cls->dir = sysfs_create_dir_in(sysfs_dir("class"), cls->name);
	return 0;
}

void class_unregister(const struct class *cls)
{
	sysfs_remove_tree(cls->dir);
}

struct class *class_create(const char *name)
{
	struct class *cls = kzalloc(sizeof(*cls), GFP_KERNEL);

	if (!cls)
		return ERR_PTR(-ENOMEM);
	cls->name = name;
	class_register(cls);
	return cls;
}

void class_destroy(const struct class *cls)
{
	if (IS_ERR_OR_NULL(cls))
		return;
	class_unregister(cls);
	kfree(cls);
}

static void device_create_release(struct device *dev)
{
	kfree(dev);
}

static struct device *device_create_vargs(const struct class *cls, struct device *parent,
					  dev_t devt, void *drvdata,
					  const struct attribute_group **groups, const char *fmt,
					  va_list args)
{
	struct device *dev;
	int ret;

	if (IS_ERR_OR_NULL(cls))
		return ERR_PTR(-ENODEV);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->devt = devt;
	dev->class = (struct class *)cls;
	dev->parent = parent;
	dev->groups = groups;
	dev->release = device_create_release;
	dev_set_drvdata(dev, drvdata);
	dev->kobj.name = kvasprintf(GFP_KERNEL, fmt, args);
	ret = device_add(dev);
	if (ret) {
		put_device(dev);
		return ERR_PTR(ret);
	}
	return dev;
}

struct device *device_create(const struct class *cls, struct device *parent, dev_t devt,
			     void *drvdata, const char *fmt, ...)
{
	struct device *dev;
	va_list ap;

	va_start(ap, fmt);
	dev = device_create_vargs(cls, parent, devt, drvdata, NULL, fmt, ap);
	va_end(ap);
	return dev;
}

struct device *device_create_with_groups(const struct class *cls, struct device *parent,
					 dev_t devt, void *drvdata,
					 const struct attribute_group **groups, const char *fmt, ...)
{
	struct device *dev;
	va_list ap;

	va_start(ap, fmt);
	dev = device_create_vargs(cls, parent, devt, drvdata, groups, fmt, ap);
	va_end(ap);
	return dev;
}

void device_destroy(const struct class *cls, dev_t devt)
{
	struct device *dev;

	list_for_each_entry(dev, &((struct class *)cls)->devices, class_node) {
		if (dev->devt != devt)
			continue;
		device_unregister(dev);
		return;
	}
}

const char *dev_driver_string(const struct device *dev)
{
	if (dev->driver)
		return dev->driver->name;
	if (dev->bus)
		return dev->bus->name;
	return dev->class ? dev->class->name : "";
}

const void *device_get_match_data(const struct device *dev)
{
	return of_device_get_match_data(dev);
}
