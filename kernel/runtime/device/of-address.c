// SPDX-License-Identifier: GPL-2.0
/* From a node's reg to a range of CPU addresses, through the ranges of every bus above it. */

#include <linux/of_address.h>
#include <linux/kernel.h>

/* Where @addr of the child bus lies on the parent bus, by @bus's ranges; OF_BAD_ADDR if nowhere. */
static u64 of_translate_one(struct device_node *bus, u64 addr, int child_cells)
{
	int len, parent_cells, size_cells, entry;
	const __be32 *ranges = of_get_property(bus, "ranges", &len);
	u32 declared;

	if (!ranges)
		return OF_BAD_ADDR;
	if (!len)
		return addr;	/* empty: same addresses on both sides */
	parent_cells = of_n_addr_cells(bus);
	size_cells = of_property_read_u32(bus, "#size-cells", &declared) ? 1 : (int)declared;
	entry = child_cells + parent_cells + size_cells;
	if (!entry || size_cells > 4)
		return OF_BAD_ADDR;
	for (; len >= entry * 4; len -= entry * 4, ranges += entry) {
		u64 child = of_read_number(ranges, child_cells);
		u64 parent = of_read_number(ranges + child_cells, parent_cells);
		u64 size = of_read_number(ranges + child_cells + parent_cells, size_cells);

		if (addr >= child && addr - child < size)
			return parent + (addr - child);
	}
	return OF_BAD_ADDR;
}

u64 of_translate_address(struct device_node *np, const __be32 *addr)
{
	int cells = of_n_addr_cells(np);
	u64 result = of_read_number(addr, cells);
	struct device_node *bus;

	for (bus = np->parent; bus && bus->parent; bus = bus->parent) {
		result = of_translate_one(bus, result, cells);
		if (result == OF_BAD_ADDR)
			break;
		cells = of_n_addr_cells(bus);
	}
	return result;
}

const __be32 *of_get_address(struct device_node *dev, int index, u64 *size, unsigned int *flags)
{
	int addr_cells = of_n_addr_cells(dev);
	int size_cells = of_n_size_cells(dev);
	int entry = (addr_cells + size_cells) * 4;
	int len;
	const __be32 *reg = of_get_property(dev, "reg", &len);

	if (!reg || !entry || index < 0 || (s64)(index + 1) * entry > len)
		return NULL;
	reg += index * (addr_cells + size_cells);
	if (size)
		*size = of_read_number(reg + addr_cells, size_cells);
	if (flags)
		*flags = IORESOURCE_MEM;
	return reg;
}

int of_address_to_resource(struct device_node *dev, int index, struct resource *r)
{
	const char *name = dev->full_name;
	unsigned int flags;
	const __be32 *reg;
	u64 size, start;

	reg = of_get_address(dev, index, &size, &flags);
	if (!reg)
		return -EINVAL;
	start = of_translate_address(dev, reg);
	if (start == OF_BAD_ADDR)
		return -EINVAL;
	of_property_read_string_index(dev, "reg-names", index, &name);
	memset(r, 0, sizeof(*r));
	r->start = start;
	r->end = start + size - 1;
	r->flags = flags;
	r->name = name;
	return 0;
}

void __iomem *of_iomap(struct device_node *device, int index)
{
	struct resource res;

	if (of_address_to_resource(device, index, &res))
		return NULL;
	return ioremap(res.start, resource_size(&res));
}
