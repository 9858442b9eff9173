// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: interrupts
 *
 * Each DM has an interrupt of its own, whose handler needs nothing but the DM.
 * It is edge-like: the hypervisor raises it once for each request, and requests
 * that come close together may share one interrupt.
 */

#include <linux/interrupt.h>
#include <linux/kernel.h>
#include "bao_drv.h"

static irqreturn_t bao_interrupt_handler(int irq, void *dev)
{
	struct bao_dm *dm = dev;

	bao_io_dispatcher_kick(dm);

	return IRQ_HANDLED;
}

/**
 * bao_intc_init - request the interrupt of a DM
 * @dm: the DM, complete but for its interrupt
 *
 * Return: 0 or a negative errno
 */
int bao_intc_init(struct bao_dm *dm)
{
	/* The interrupt core keeps the pointer for as long as the interrupt. */
	scnprintf(dm->irq_name, sizeof(dm->irq_name), "bao-iodintc%u", dm->info.id);

	return request_irq(dm->info.irq, bao_interrupt_handler, 0, dm->irq_name, dm);
}

/**
 * bao_intc_destroy - free the interrupt of a DM
 * @dm: the DM
 *
 * No handler of this DM runs any more on return.
 */
void bao_intc_destroy(struct bao_dm *dm)
{
	free_irq(dm->info.irq, dm);
}
