// SPDX-License-Identifier: GPL-2.0
/* Interrupts of a node: "interrupts-extended", or "interrupts" with the inherited "interrupt-parent". */

#include <linux/of_irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>

struct device_node *of_irq_find_parent(struct device_node *child)
{
	struct device_node *np;
	u32 handle;

	for (np = child; np; np = np->parent) {
		if (!of_property_read_u32(np, "interrupt-parent", &handle))
			return of_find_node_by_phandle(handle);
		if (np != child && of_property_present(np, "#interrupt-cells"))
			return np;
	}
	return NULL;
}

int of_irq_parse_one(struct device_node *device, int index, struct of_phandle_args *out_irq)
{
	struct device_node *parent;
	u32 cells, i;
	int ret;

	ret = of_parse_phandle_with_args(device, "interrupts-extended", "#interrupt-cells", index,
					 out_irq);
	if (!ret || of_property_present(device, "interrupts-extended"))
		return ret;
	parent = of_irq_find_parent(device);
	if (!parent)
		return -EINVAL;
	if (of_property_read_u32(parent, "#interrupt-cells", &cells) || cells > MAX_PHANDLE_ARGS)
		return -EINVAL;
	out_irq->np = parent;
	out_irq->args_count = cells;
	for (i = 0; i < cells; i++) {
		ret = of_property_read_u32_index(device, "interrupts", index * cells + i,
						 &out_irq->args[i]);
		if (ret)
			return ret;
	}
	return 0;
}

unsigned int irq_of_parse_and_map(struct device_node *node, int index)
{
	struct of_phandle_args args;

	if (of_irq_parse_one(node, index, &args) || !args.args_count)
		return 0;
	return irq_create_mapping(NULL, args.args[0]);
}

int of_irq_get(struct device_node *dev, int index)
{
	struct of_phandle_args args;
	unsigned int virq;
	int ret = of_irq_parse_one(dev, index, &args);

	if (ret)
		return ret;
	virq = args.args_count ? irq_create_mapping(NULL, args.args[0]) : 0;
	return virq ? (int)virq : -EINVAL;
}

int of_irq_get_byname(struct device_node *dev, const char *name)
{
	int index;

	if (!name)
		return -EINVAL;
	index = of_property_match_string(dev, "interrupt-names", name);
	return index < 0 ? index : of_irq_get(dev, index);
}

int of_irq_count(struct device_node *dev)
{
	struct of_phandle_args args;
	int n = 0;

	while (!of_irq_parse_one(dev, n, &args))
		n++;
	return n;
}

int of_irq_to_resource(struct device_node *dev, int index, struct resource *r)
{
	int irq = of_irq_get(dev, index);

	if (irq > 0 && r)
		*r = DEFINE_RES_IRQ(irq);
	return irq;
}
