/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/types.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/io.h>
#include <asm/page.h>

struct device;
struct resource;

enum {
	MEMREMAP_WB = 1 << 0,
	MEMREMAP_WT = 1 << 1,
	MEMREMAP_WC = 1 << 2,
	MEMREMAP_ENC = 1 << 3,
	MEMREMAP_DEC = 1 << 4,
};

/* A mapping of @size bytes from the physical address @offset on; RAM is returned from the direct map. */
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags);
void devm_memunmap(struct device *dev, void *addr);
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
#define devm_ioremap_wc(dev, offset, size) devm_ioremap((dev), (offset), (size))
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);
void devm_iounmap(struct device *dev, void __iomem *addr);

static inline void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count)
{
	u8 *p = to;

	for (size_t i = 0; i < count; i++)
		p[i] = __raw_readb(from + i);
}

static inline void memcpy_toio(volatile void __iomem *to, const void *from, size_t count)
{
	const u8 *p = from;

	for (size_t i = 0; i < count; i++)
		__raw_writeb(p[i], to + i);
}

static inline void memset_io(volatile void __iomem *addr, int value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		__raw_writeb(value, addr + i);
}

#endif
