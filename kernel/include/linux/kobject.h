/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/kref.h>

struct dentry;

struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	struct dentry *sd;		/* its directory under /sys, if it has one */
	struct kref kref;
	void (*release)(struct kobject *kobj);
};

struct kobject *kobject_get(struct kobject *kobj);
void kobject_put(struct kobject *kobj);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

#endif
