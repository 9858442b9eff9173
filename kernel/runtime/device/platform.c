// SPDX-License-Identifier: GPL-2.0
/* The platform bus: devices that nothing enumerates. */

#include <linux/of.h>
#include <linux/of_device.h>
#include <linux/of_irq.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include "device-internal.h"

static void platform_bus_release(struct device *dev)
{
}

struct device platform_bus = {
	.init_name = "platform",
	.release = platform_bus_release,
};

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct platform_device_id *id = to_platform_driver(drv)->id_table;

	if (pdev->driver_override)
		return !strcmp(pdev->driver_override, drv->name);
	if (of_match_device(drv->of_match_table, dev))
		return 1;
	for (; id && id->name[0]; id++) {
		if (strcmp(pdev->name, id->name))
			continue;
		pdev->id_entry = id;
		return 1;
	}
	return !strcmp(pdev->name, drv->name);
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	return drv->probe ? drv->probe(to_platform_device(dev)) : 0;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_platform_device(dev));
}

struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
};

struct platform_device_object {
	struct platform_device pdev;
	char name[];
};

static void platform_device_release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->resource);
	kfree(container_of(pdev, struct platform_device_object, pdev));
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_device_object *pa = kzalloc(sizeof(*pa) + strlen(name) + 1, GFP_KERNEL);

	if (!pa)
		return NULL;
	strcpy(pa->name, name);
	pa->pdev.name = pa->name;
	pa->pdev.id = id;
	device_initialize(&pa->pdev.dev);
	pa->pdev.dev.release = platform_device_release;
	return &pa->pdev;
}

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *r = num ? kmemdup(res, sizeof(*res) * num, GFP_KERNEL) : NULL;

	if (num && !r)
		return -ENOMEM;
	kfree(pdev->resource);
	pdev->resource = r;
	pdev->num_resources = num;
	return 0;
}

int platform_device_add(struct platform_device *pdev)
{
	static int next_auto_id;

	if (!pdev->dev.parent)
		pdev->dev.parent = &platform_bus;
	pdev->dev.bus = &platform_bus_type;
	if (!pdev->dev.kobj.name) {
		if (pdev->id == PLATFORM_DEVID_AUTO)
			dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, next_auto_id++);
		else if (pdev->id == PLATFORM_DEVID_NONE)
			dev_set_name(&pdev->dev, "%s", pdev->name);
		else
			dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	}
	return device_add(&pdev->dev);
}

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	return platform_device_add(pdev);
}

void platform_device_put(struct platform_device *pdev)
{
	if (pdev)
		put_device(&pdev->dev);
}

void platform_device_unregister(struct platform_device *pdev)
{
	if (pdev)
		device_unregister(&pdev->dev);
}

struct platform_device *platform_device_register_simple(const char *name, int id,
							const struct resource *res,
							unsigned int num)
{
	struct platform_device *pdev = platform_device_alloc(name, id);
	int ret;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	ret = platform_device_add_resources(pdev, res, num);
	if (!ret)
		ret = platform_device_add(pdev);
	if (ret) {
		platform_device_put(pdev);
		return ERR_PTR(ret);
	}
	return pdev;
}

struct resource *platform_get_resource(struct platform_device *dev, unsigned int type,
				       unsigned int num)
{
	u32 i;

	for (i = 0; i < dev->num_resources; i++) {
		struct resource *r = &dev->resource[i];

		if (type == resource_type(r) && num-- == 0)
			return r;
	}
	return NULL;
}

struct resource *platform_get_resource_byname(struct platform_device *dev, unsigned int type,
					      const char *name)
{
	u32 i;

	for (i = 0; i < dev->num_resources; i++) {
		struct resource *r = &dev->resource[i];

		if (r->name && type == resource_type(r) && !strcmp(r->name, name))
			return r;
	}
	return NULL;
}

struct resource *platform_get_mem_or_io(struct platform_device *dev, unsigned int num)
{
	return platform_get_resource(dev, IORESOURCE_MEM, num);
}

int platform_get_irq_optional(struct platform_device *dev, unsigned int num)
{
	struct resource *r;

	if (dev->dev.of_node) {
		int ret = of_irq_get(dev->dev.of_node, num);

		if (ret > 0 || ret == -EPROBE_DEFER)
			return ret;
	}
	r = platform_get_resource(dev, IORESOURCE_IRQ, num);
	return r ? (int)r->start : -ENXIO;
}

int platform_get_irq(struct platform_device *dev, unsigned int num)
{
	int ret = platform_get_irq_optional(dev, num);

	if (ret < 0)
		return dev_err_probe(&dev->dev, ret, "IRQ index %u not found\n", num);
	return ret;
}

int platform_get_irq_byname(struct platform_device *dev, const char *name)
{
	struct resource *r;
	int ret = dev->dev.of_node ? of_irq_get_byname(dev->dev.of_node, name) : -EINVAL;

	if (ret > 0)
		return ret;
	r = platform_get_resource_byname(dev, IORESOURCE_IRQ, name);
	if (r)
		return (int)r->start;
	return dev_err_probe(&dev->dev, -ENXIO, "IRQ %s not found\n", name);
}

int platform_irq_count(struct platform_device *dev)
{
	int n = 0;

	while (platform_get_irq_optional(dev, n) > 0)
		n++;
	return n;
}

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}

static int __init platform_bus_init(void)
{
	device_register(&platform_bus);
	return bus_register(&platform_bus_type);
}
core_initcall(platform_bus_init);
