// SPDX-License-Identifier: GPL-2.0
/* Who claimed which physical addresses. One flat list, sorted by nothing: few entries. */

#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/slab.h>

struct resource iomem_resource = { .name = "PCI mem", .start = 0, .end = -1, .flags = IORESOURCE_MEM };
static DEFINE_SPINLOCK(resource_lock);

struct resource *request_mem_region(resource_size_t start, resource_size_t n, const char *name)
{
	struct resource *new = kzalloc(sizeof(*new), GFP_KERNEL);
	struct resource *p;

	*new = DEFINE_RES_NAMED(start, n, name, IORESOURCE_MEM | IORESOURCE_BUSY);
	new->parent = &iomem_resource;
	spin_lock(&resource_lock);
	for (p = iomem_resource.child; p; p = p->sibling) {
		if (!resource_overlaps(p, new))
			continue;
		spin_unlock(&resource_lock);
		kfree(new);
		return NULL;
	}
	new->sibling = iomem_resource.child;
	iomem_resource.child = new;
	spin_unlock(&resource_lock);
	return new;
}

void release_mem_region(resource_size_t start, resource_size_t n)
{
	struct resource **link, *p;

	spin_lock(&resource_lock);
	for (link = &iomem_resource.child; (p = *link); link = &p->sibling) {
		if (p->start != start || resource_size(p) != n)
			continue;
		*link = p->sibling;
		break;
	}
	spin_unlock(&resource_lock);
	if (!p)
		pr_warn("Trying to free nonexistent resource <%016llx-%016llx>\n", (u64)start,
			(u64)(start + n - 1));
	kfree(p);
}

struct region_devres {
	resource_size_t start;
	resource_size_t n;
};

static void devm_region_release(struct device *dev, void *res)
{
	struct region_devres *this = res;

	release_mem_region(this->start, this->n);
}

static int devm_region_match(struct device *dev, void *res, void *match_data)
{
	struct region_devres *this = res, *match = match_data;

	return this->start == match->start && this->n == match->n;
}

struct resource *devm_request_mem_region(struct device *dev, resource_size_t start,
					 resource_size_t n, const char *name)
{
	struct region_devres *dr = devres_alloc(devm_region_release, sizeof(*dr), GFP_KERNEL);
	struct resource *res;

	if (!dr)
		return NULL;
	dr->start = start;
	dr->n = n;
	res = request_mem_region(start, n, name);
	if (res)
		devres_add(dev, dr);
	else
		devres_free(dr);
	return res;
}

void devm_release_mem_region(struct device *dev, resource_size_t start, resource_size_t n)
{
	struct region_devres match_data = { start, n };

	WARN_ON(devres_release(dev, devm_region_release, devm_region_match, &match_data));
}
