/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <linux/cpumask.h>
#include <linux/irqhandler.h>
#include <linux/irqreturn.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/io.h>

struct irq_data;
struct irq_domain;

enum {
	IRQ_TYPE_NONE = 0x00000000,
	IRQ_TYPE_EDGE_RISING = 0x00000001,
	IRQ_TYPE_EDGE_FALLING = 0x00000002,
	IRQ_TYPE_EDGE_BOTH = 0x00000003,
	IRQ_TYPE_LEVEL_HIGH = 0x00000004,
	IRQ_TYPE_LEVEL_LOW = 0x00000008,
};

/* What an interrupt controller can do with one of its lines. */
struct irq_chip {
	const char *name;
	void (*irq_enable)(struct irq_data *data);
	void (*irq_disable)(struct irq_data *data);
	void (*irq_mask)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_eoi)(struct irq_data *data);
	int (*irq_set_type)(struct irq_data *data, unsigned int flow_type);
};

struct irq_data {
	unsigned int irq;	/* the kernel's number */
	irq_hw_number_t hwirq;	/* the controller's */
	struct irq_chip *chip;
	struct irq_domain *domain;
	void *chip_data;
};

#include <linux/irqdesc.h>

static inline irq_hw_number_t irqd_to_hwirq(struct irq_data *d)
{
	return d->hwirq;
}

static inline void *irq_data_get_irq_chip_data(struct irq_data *d)
{
	return d->chip_data;
}

struct irq_data *irq_get_irq_data(unsigned int irq);
void handle_fasteoi_irq(struct irq_desc *desc);
static inline int irq_set_irq_type(unsigned int irq, unsigned int type)
{
	return 0;
}

void init_IRQ(void);

#endif
