/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_OF_PLATFORM_H
#define _LINUX_OF_PLATFORM_H

#include <linux/of.h>
#include <linux/of_device.h>

struct device;
struct platform_device;

/* Makes a platform device of each node with a compatible, below buses too. */
int of_platform_populate(struct device_node *root, const struct of_device_id *matches,
			 const void *lookup, struct device *parent);
int of_platform_default_populate(struct device_node *root, const void *lookup,
				 struct device *parent);
struct platform_device *of_find_device_by_node(struct device_node *np);

#endif
