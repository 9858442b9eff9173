/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_IRQDOMAIN_H
#define _LINUX_IRQDOMAIN_H

#include <linux/types.h>
#include <linux/irqhandler.h>
#include <linux/irq.h>

struct device_node;

/* Translates the numbers of one interrupt controller to the kernel's. */
struct irq_domain {
	const char *name;
	struct irq_chip *chip;
	void *host_data;
	irq_hw_number_t hwirq_max;
	/* hwirq -> virq, 0 where there is none. */
	unsigned int *revmap;
};

/* The PLIC's: the only controller that device-tree nodes name here. */
extern struct irq_domain *irq_default_domain;

unsigned int irq_create_mapping(struct irq_domain *domain, irq_hw_number_t hwirq);
unsigned int irq_find_mapping(struct irq_domain *domain, irq_hw_number_t hwirq);
void irq_dispose_mapping(unsigned int virq);
int generic_handle_domain_irq(struct irq_domain *domain, unsigned int hwirq);

#endif
