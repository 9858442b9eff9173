/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RUNTIME_DEVICE_INTERNAL_H
#define _RUNTIME_DEVICE_INTERNAL_H

#include <linux/device.h>
#include <linux/of_device.h>
#include <runtime/tree.h>

/* bus.c */
void bus_add_device(struct device *dev);
void bus_remove_device(struct device *dev);

/* sysfs.c */
struct dentry *sysfs_dir(const char *name);
struct dentry *sysfs_create_dir_in(struct dentry *parent, const char *name);
void sysfs_remove_tree(struct dentry *dir);
void sysfs_create_groups_in(struct device *dev, const struct attribute_group **groups);

/* A file whose content is made, or taken, by functions; @priv is handed to both. */
struct sysfs_file {
	ssize_t (*show)(struct sysfs_file *file, char *buf);
	ssize_t (*store)(struct sysfs_file *file, const char *buf, size_t count);
	void *priv;
	const void *attr;
};

struct dentry *sysfs_create_file_in(struct dentry *dir, const char *name, umode_t mode,
				    const struct sysfs_file *file);

#endif
