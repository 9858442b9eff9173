/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_FWNODE_H
#define _LINUX_FWNODE_H

struct device;

struct fwnode_handle {
	struct fwnode_handle *secondary;
	struct device *dev;
};

#endif
