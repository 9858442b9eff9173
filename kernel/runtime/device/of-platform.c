// SPDX-License-Identifier: GPL-2.0
/* Platform devices from the device tree: one for each available node that has a compatible. */

#include <linux/of_platform.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/init.h>
#include <linux/kernel.h>

#define OF_MAX_RESOURCES 64

static const char *const of_bus_compatibles[] = { "simple-bus", "simple-mfd", "isa", "arm,amba-bus" };

/*
 * "<address>.<name>" of the first node upwards that has a translatable address; names of the nodes below it follow
 * after colons. That is what user space writes into bind and unbind.
 */
static char *of_device_bus_id(struct device_node *node)
{
	char *id = NULL;

	for (; node->parent; node = node->parent) {
		const __be32 *reg = of_get_address(node, 0, NULL, NULL);
		u64 addr = reg ? of_translate_address(node, reg) : OF_BAD_ADDR;
		char *tail = id;

		if (addr != OF_BAD_ADDR)
			id = kasprintf(GFP_KERNEL, "%llx.%s%s%s", addr, node->name,
				       tail ? ":" : "", tail ? tail : "");
		else
			id = kasprintf(GFP_KERNEL, "%s%s%s", node->full_name, tail ? ":" : "",
				       tail ? tail : "");
		kfree(tail);
		if (addr != OF_BAD_ADDR)
			break;
	}
	return id;
}

static int of_fill_resources(struct platform_device *pdev, struct device_node *np)
{
	struct resource res;
	unsigned int n = 0, i;

	while (n < OF_MAX_RESOURCES && !of_address_to_resource(np, n, &res))
		n++;
	if (!n)
		return 0;
	pdev->resource = kcalloc(n, sizeof(*pdev->resource), GFP_KERNEL);
	pdev->num_resources = n;
	for (i = 0; i < n; i++)
		of_address_to_resource(np, i, &pdev->resource[i]);
	return 0;
}

static struct platform_device *of_platform_device_new(struct device_node *np, struct device *parent)
{
	struct platform_device *pdev = platform_device_alloc("", PLATFORM_DEVID_NONE);
	char *id;

	if (!pdev)
		return NULL;
	of_fill_resources(pdev, np);
	pdev->dev.of_node = np;
	pdev->dev.fwnode = of_fwnode_handle(np);
	pdev->dev.parent = parent ? parent : &platform_bus;
	np->fwnode.dev = &pdev->dev;
	id = of_device_bus_id(np);
	dev_set_name(&pdev->dev, "%s", id);
	kfree(id);
	pdev->name = dev_name(&pdev->dev);
	if (platform_device_add(pdev)) {
		platform_device_put(pdev);
		return NULL;
	}
	return pdev;
}

static bool of_is_bus(struct device_node *np)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of_bus_compatibles); i++)
		if (of_device_is_compatible(np, of_bus_compatibles[i]))
			return true;
	return false;
}

int of_platform_populate(struct device_node *root, const struct of_device_id *matches,
			 const void *lookup, struct device *parent)
{
	struct device_node *child;

	for_each_available_child_of_node(root ? root : of_root, child) {
		struct platform_device *pdev;

		if (!of_property_present(child, "compatible") ||
		    test_and_set_bit(OF_POPULATED, &child->_flags))
			continue;
		pdev = of_platform_device_new(child, parent);
		if (pdev && of_is_bus(child))
			of_platform_populate(child, matches, lookup, &pdev->dev);
	}
	return 0;
}

int of_platform_default_populate(struct device_node *root, const void *lookup,
				 struct device *parent)
{
	return of_platform_populate(root, NULL, lookup, parent);
}

struct platform_device *of_find_device_by_node(struct device_node *np)
{
	return np && np->fwnode.dev ? to_platform_device(np->fwnode.dev) : NULL;
}

static int __init of_platform_default_populate_init(void)
{
	return of_platform_default_populate(NULL, NULL, NULL);
}
arch_initcall(of_platform_default_populate_init);
