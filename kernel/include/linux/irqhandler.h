/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_IRQHANDLER_H
#define _LINUX_IRQHANDLER_H

struct irq_desc;
typedef void (*irq_flow_handler_t)(struct irq_desc *desc);

#endif
