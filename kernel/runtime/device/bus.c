// SPDX-License-Identifier: GPL-2.0
/* Buses bring devices and drivers together: match, probe, remove, and bind/unbind by user space. */

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/of_device.h>
#include "device-internal.h"

static struct bus_type *mutable_bus(const struct bus_type *bus)
{
	return (struct bus_type *)bus;
}

static bool driver_matches(const struct device_driver *drv, struct device *dev)
{
	return !drv->bus->match || drv->bus->match(dev, drv) > 0;
}

/* Both ends of a link lie two directories below the bus's own. */
static void create_link(struct dentry *dir, const char *name, const char *kind, const char *target)
{
	char *path = kasprintf(GFP_KERNEL, "../../%s/%s", kind, target);

	tree_symlink(dir, name, path);
	kfree(path);
}

static void driver_bound(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	list_add_tail(&dev->driver_node, &drv->devices);
	create_link(drv->dir, dev_name(dev), "devices", dev_name(dev));
	create_link(dev->kobj.sd, "driver", "drivers", drv->name);
	sysfs_create_groups_in(dev, drv->dev_groups);
}

static void report_probe_failure(struct device *dev, const struct device_driver *drv, int ret)
{
	if (ret == -ENODEV || ret == -ENXIO)
		dev_dbg(dev, "probe with driver %s rejects match %d\n", drv->name, ret);
	else
		dev_err(dev, "probe with driver %s failed with error %d\n", drv->name, ret);
}

/* Caller holds the device's lock. */
static int really_probe(struct device *dev, struct device_driver *drv)
{
	int ret;

	if (dev->driver)
		return -EBUSY;
	if (!list_empty(&dev->devres_head)) {
		dev_crit(dev, "Resources present before probing\n");
		return -EBUSY;
	}
	dev->driver = drv;
	if (dev->bus->probe)
		ret = dev->bus->probe(dev);
	else
		ret = drv->probe ? drv->probe(dev) : 0;
	if (ret) {
		report_probe_failure(dev, drv, ret);
		devres_release_all(dev);
		dev->driver = NULL;
		dev_set_drvdata(dev, NULL);
		return ret;
	}
	driver_bound(dev);
	return 0;
}

static int probe_device(struct device_driver *drv, struct device *dev)
{
	int ret;

	device_lock(dev);
	ret = really_probe(dev, drv);
	device_unlock(dev);
	return ret;
}

/* Tries the drivers of the bus in order of registration. 1: bound, 0: no driver fits. */
int device_attach(struct device *dev)
{
	struct bus_type *bus = mutable_bus(dev->bus);
	struct device_driver *drv;

	list_for_each_entry(drv, &bus->drivers, bus_node)
		if (!dev->driver && driver_matches(drv, dev) && !probe_device(drv, dev))
			return 1;
	return 0;
}

int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int ret = probe_device((struct device_driver *)drv, dev);

	return ret == -EPROBE_DEFER ? -EAGAIN : ret;
}

/* Caller holds the device's lock. */
static void __device_release_driver(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	tree_remove_name(drv->dir, dev_name(dev));
	tree_remove_name(dev->kobj.sd, "driver");
	if (dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
	devres_release_all(dev);
	dev->driver = NULL;
	dev_set_drvdata(dev, NULL);
	list_del_init(&dev->driver_node);
}

void device_release_driver(struct device *dev)
{
	device_lock(dev);
	__device_release_driver(dev);
	device_unlock(dev);
}

static struct device *bus_find_device_by_name(struct bus_type *bus, const char *name)
{
	struct device *dev, *found = NULL;

	mutex_lock(&bus->lock);
	list_for_each_entry(dev, &bus->devices, bus_node) {
		if (sysfs_streq(name, dev_name(dev))) {
			found = get_device(dev);
			break;
		}
	}
	mutex_unlock(&bus->lock);
	return found;
}

static ssize_t bind_store(struct sysfs_file *file, const char *buf, size_t count)
{
	struct device_driver *drv = file->priv;
	struct device *dev = bus_find_device_by_name(mutable_bus(drv->bus), buf);
	int err = -ENODEV;

	if (dev && driver_matches(drv, dev))
		err = device_driver_attach(drv, dev);
	put_device(dev);
	return err ? err : (ssize_t)count;
}

static ssize_t unbind_store(struct sysfs_file *file, const char *buf, size_t count)
{
	struct device_driver *drv = file->priv;
	struct device *dev = bus_find_device_by_name(mutable_bus(drv->bus), buf);
	int err = -ENODEV;

	if (dev && dev->driver == drv) {
		device_release_driver(dev);
		err = 0;
	}
	put_device(dev);
	return err ? err : (ssize_t)count;
}

static void driver_create_files(struct device_driver *drv)
{
	struct sysfs_file bind = { .store = bind_store, .priv = drv };
	struct sysfs_file unbind = { .store = unbind_store, .priv = drv };

	drv->dir = sysfs_create_dir_in(drv->bus->drivers_dir, drv->name);
	if (drv->suppress_bind_attrs)
		return;
	sysfs_create_file_in(drv->dir, "bind", 0200, &bind);
	sysfs_create_file_in(drv->dir, "unbind", 0200, &unbind);
}

static bool bus_has_driver(struct bus_type *bus, const char *name)
{
	struct device_driver *drv;

	list_for_each_entry(drv, &bus->drivers, bus_node)
		if (!strcmp(drv->name, name))
			return true;
	return false;
}

int driver_register(struct device_driver *drv)
{
	struct bus_type *bus = mutable_bus(drv->bus);
	struct device *dev;

	if (bus_has_driver(bus, drv->name)) {
		pr_err("Error: Driver '%s' is already registered, aborting...\n", drv->name);
		return -EBUSY;
	}
	INIT_LIST_HEAD(&drv->devices);
	driver_create_files(drv);
	mutex_lock(&bus->lock);
	list_add_tail(&drv->bus_node, &bus->drivers);
	mutex_unlock(&bus->lock);
	list_for_each_entry(dev, &bus->devices, bus_node)
		if (!dev->driver && driver_matches(drv, dev))
			probe_device(drv, dev);
	return 0;
}

void driver_unregister(struct device_driver *drv)
{
	struct bus_type *bus = mutable_bus(drv->bus);

	while (!list_empty(&drv->devices))
		device_release_driver(list_last_entry(&drv->devices, struct device, driver_node));
	mutex_lock(&bus->lock);
	list_del_init(&drv->bus_node);
	mutex_unlock(&bus->lock);
	sysfs_remove_tree(drv->dir);
}

int bus_register(struct bus_type *bus)
{
	struct dentry *dir = sysfs_create_dir_in(sysfs_dir("bus"), bus->name);

	INIT_LIST_HEAD(&bus->devices);
	INIT_LIST_HEAD(&bus->drivers);
	mutex_init(&bus->lock);
	bus->devices_dir = sysfs_create_dir_in(dir, "devices");
	bus->drivers_dir = sysfs_create_dir_in(dir, "drivers");
	return 0;
}

void bus_add_device(struct device *dev)
{
	struct bus_type *bus = mutable_bus(dev->bus);

	dev->kobj.sd = sysfs_create_dir_in(bus->devices_dir, dev_name(dev));
	mutex_lock(&bus->lock);
	list_add_tail(&dev->bus_node, &bus->devices);
	mutex_unlock(&bus->lock);
}

void bus_remove_device(struct device *dev)
{
	struct bus_type *bus = mutable_bus(dev->bus);

	device_release_driver(dev);
	mutex_lock(&bus->lock);
	list_del_init(&dev->bus_node);
	mutex_unlock(&bus->lock);
}

int bus_for_each_dev(struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct device *dev;
	int ret = 0;

	list_for_each_entry(dev, &bus->devices, bus_node) {
		if (start) {
			if (dev == start)
				start = NULL;
			continue;
		}
		ret = fn(dev, data);
		if (ret)
			break;
	}
	return ret;
}
