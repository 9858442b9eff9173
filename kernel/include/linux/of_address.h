/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_OF_ADDRESS_H
#define _LINUX_OF_ADDRESS_H

#include <linux/ioport.h>
#include <linux/of.h>
#include <linux/io.h>

/* The @index-th entry of reg as a range of CPU addresses, through the ranges of all parents. */
int of_address_to_resource(struct device_node *dev, int index, struct resource *r);
const __be32 *of_get_address(struct device_node *dev, int index, u64 *size, unsigned int *flags);
void __iomem *of_iomap(struct device_node *device, int index);
/* OF_BAD_ADDR when it cannot be translated. */
u64 of_translate_address(struct device_node *np, const __be32 *addr);
#define OF_BAD_ADDR ((u64)-1)

#endif
