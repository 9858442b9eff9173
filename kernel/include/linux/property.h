/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PROPERTY_H
#define _LINUX_PROPERTY_H

#include <linux/device.h>
#include <linux/of.h>

static inline int device_property_read_u32(const struct device *dev, const char *propname, u32 *val)
{
	return dev->of_node ? of_property_read_u32(dev->of_node, propname, val) : -EINVAL;
}

static inline int device_property_read_u64(const struct device *dev, const char *propname, u64 *val)
{
	return dev->of_node ? of_property_read_u64(dev->of_node, propname, val) : -EINVAL;
}

static inline int device_property_read_u32_array(const struct device *dev, const char *propname,
						 u32 *val, size_t nval)
{
	if (!dev->of_node)
		return -EINVAL;
	if (!val)
		return of_property_count_u32_elems(dev->of_node, propname);
	return of_property_read_u32_array(dev->of_node, propname, val, nval);
}

static inline int device_property_read_string(const struct device *dev, const char *propname,
					      const char **val)
{
	return dev->of_node ? of_property_read_string(dev->of_node, propname, val) : -EINVAL;
}

static inline bool device_property_present(const struct device *dev, const char *propname)
{
	return dev->of_node && of_property_present(dev->of_node, propname);
}

static inline bool device_property_read_bool(const struct device *dev, const char *propname)
{
	return device_property_present(dev, propname);
}

#endif
