/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_IRQDESC_H
#define _LINUX_IRQDESC_H

#include <linux/irq.h>
#include <linux/irqhandler.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/mutex.h>

struct irqaction;

#define NR_IRQS	256

struct irq_desc {
	struct irq_data irq_data;
	irq_flow_handler_t handle_irq;
	struct irqaction *action;
	/* How often it was taken, for /proc/interrupts. */
	unsigned int tot_count;
	unsigned int depth;	/* of disable_irq */
	unsigned int irq_count;
	unsigned int irqs_unhandled;
	raw_spinlock_t lock;
	/* A handler runs right now. */
	bool in_progress;
	atomic_t threads_active;
	wait_queue_head_t wait_for_threads;
	struct mutex request_mutex;
	const char *name;
};

extern struct irq_desc irq_desc[NR_IRQS];
struct irq_desc *irq_to_desc(unsigned int irq);

static inline struct irq_data *irq_desc_get_irq_data(struct irq_desc *desc)
{
	return &desc->irq_data;
}

int generic_handle_irq(unsigned int irq);

#endif
