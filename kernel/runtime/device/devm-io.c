// SPDX-License-Identifier: GPL-2.0
/* Managed mappings of device memory and managed interrupts. */

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>

static void devm_ioremap_release(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static void devm_memremap_release(struct device *dev, void *res)
{
	memunmap(*(void **)res);
}

static int devm_pointer_match(struct device *dev, void *res, void *match_data)
{
	return *(void **)res == match_data;
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	void __iomem **ptr = devres_alloc(devm_ioremap_release, sizeof(*ptr), GFP_KERNEL);
	void __iomem *addr;

	if (!ptr)
		return NULL;
	addr = ioremap(offset, size);
	if (!addr) {
		devres_free(ptr);
		return NULL;
	}
	*ptr = addr;
	devres_add(dev, ptr);
	return addr;
}

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, devm_ioremap_release, devm_pointer_match, (void *)addr));
}

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	void __iomem *addr;

	if (!res || resource_type(res) != IORESOURCE_MEM)
		return (void __iomem *)ERR_PTR(dev_err_probe(dev, -EINVAL, "invalid resource\n"));
	if (!devm_request_mem_region(dev, res->start, resource_size(res), dev_name(dev)))
		return (void __iomem *)ERR_PTR(dev_err_probe(dev, -EBUSY,
				"can't request region for resource [mem 0x%llx-0x%llx]\n",
				(u64)res->start, (u64)res->end));
	addr = devm_ioremap(dev, res->start, resource_size(res));
	if (!addr) {
		devm_release_mem_region(dev, res->start, resource_size(res));
		return (void __iomem *)ERR_PTR(-ENOMEM);
	}
	return addr;
}

/* Unlike memremap, which returns NULL on failure, this returns an ERR_PTR. */
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags)
{
	void **ptr = devres_alloc(devm_memremap_release, sizeof(*ptr), GFP_KERNEL);
	void *addr;

	if (!ptr)
		return ERR_PTR(-ENOMEM);
	addr = memremap(offset, size, flags);
	if (!addr) {
		devres_free(ptr);
		return ERR_PTR(-ENXIO);
	}
	*ptr = addr;
	devres_add(dev, ptr);
	return addr;
}

void devm_memunmap(struct device *dev, void *addr)
{
	WARN_ON(devres_release(dev, devm_memremap_release, devm_pointer_match, addr));
}

struct irq_devres {
	unsigned int irq;
	void *dev_id;
};

static void devm_irq_release(struct device *dev, void *res)
{
	struct irq_devres *this = res;

	free_irq(this->irq, this->dev_id);
}

static int devm_irq_match(struct device *dev, void *res, void *data)
{
	struct irq_devres *this = res, *match = data;

	return this->irq == match->irq && this->dev_id == match->dev_id;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long irqflags,
			      const char *devname, void *dev_id)
{
	struct irq_devres *dr = devres_alloc(devm_irq_release, sizeof(*dr), GFP_KERNEL);
	int rc;

	if (!dr)
		return -ENOMEM;
	rc = request_threaded_irq(irq, handler, thread_fn, irqflags,
				  devname ? devname : dev_name(dev), dev_id);
	if (rc) {
		devres_free(dr);
		return rc;
	}
	dr->irq = irq;
	dr->dev_id = dev_id;
	devres_add(dev, dr);
	return 0;
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct irq_devres match_data = { irq, dev_id };

	WARN_ON(devres_release(dev, devm_irq_release, devm_irq_match, &match_data));
}

void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res)
{
	struct resource *r = platform_get_resource(pdev, IORESOURCE_MEM, index);

	if (res)
		*res = r;
	return devm_ioremap_resource(&pdev->dev, r);
}

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_platform_get_and_ioremap_resource(pdev, index, NULL);
}

void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name)
{
	return devm_ioremap_resource(&pdev->dev,
				     platform_get_resource_byname(pdev, IORESOURCE_MEM, name));
}
