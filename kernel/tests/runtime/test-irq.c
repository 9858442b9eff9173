// SPDX-License-Identifier: GPL-2.0
/* The UART's "ready to send" interrupt can be raised at will: by enabling it. */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irqdomain.h>
#include "selftest.h"

#define UART_IER	1
#define UART_IIR	2
#define IER_READY	2

static void __iomem *uart;
static unsigned int irq;
static int handled, threaded, others;
static bool context_ok;

static void raise_irq(void)
{
	writeb(IER_READY, uart + UART_IER);
}

static irqreturn_t handler(int number, void *dev)
{
	writeb(0, uart + UART_IER);
	handled++;
	context_ok = in_hardirq() && irqs_disabled() && number == (int)irq && dev == &handled;
	return IRQ_HANDLED;
}

static irqreturn_t not_mine(int number, void *dev)
{
	others++;
	return IRQ_NONE;
}

static irqreturn_t quiet_and_wake(int number, void *dev)
{
	writeb(0, uart + UART_IER);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t in_thread(int number, void *dev)
{
	threaded++;
	context_ok = in_task() && !irqs_disabled();
	return IRQ_HANDLED;
}

static bool requesting(void)
{
	uart = ioremap(0x10000000, 0x100);
	irq = irq_create_mapping(NULL, 10);
	EXPECT(irq && irq == irq_create_mapping(NULL, 10));
	EXPECT(request_irq(0, handler, 0, "none", &handled) == -EINVAL);
	EXPECT(!request_irq(irq, handler, 0, "uart-test", &handled));
	EXPECT(request_irq(irq, handler, 0, "again", &others) == -EBUSY);
	raise_irq();
	EXPECT(becomes_true(handled == 1) && context_ok);
	raise_irq();
	EXPECT(becomes_true(handled == 2));
	EXPECT(irq_to_desc(irq)->tot_count == 2 && !strcmp(irq_to_desc(irq)->action->name, "uart-test"));
	return true;
}

static bool disabling_nests(void)
{
	disable_irq(irq);
	disable_irq(irq);
	raise_irq();
	msleep(2);
	enable_irq(irq);
	EXPECT(handled == 2);
	enable_irq(irq);
	EXPECT(becomes_true(handled == 3));
	free_irq(irq, &handled);
	EXPECT(!irq_to_desc(irq)->action);
	return true;
}

static bool sharing(void)
{
	EXPECT(!request_irq(irq, not_mine, IRQF_SHARED, "other", &others));
	EXPECT(!request_irq(irq, handler, IRQF_SHARED, "mine", &handled));
	raise_irq();
	EXPECT(becomes_true(handled == 4) && others == 1);
	free_irq(irq, &others);
	free_irq(irq, &handled);
	return true;
}

static bool threads(void)
{
	EXPECT(request_threaded_irq(irq, NULL, in_thread, 0, "neither", &handled) == -EINVAL);
	EXPECT(!request_threaded_irq(irq, quiet_and_wake, in_thread, IRQF_ONESHOT, "threaded", &handled));
	raise_irq();
	EXPECT(becomes_true(threaded == 1) && context_ok);
	raise_irq();
	EXPECT(becomes_true(threaded == 2));
	free_irq(irq, &handled);
	iounmap(uart);
	return true;
}

const struct selftest irq_tests[] = {
	{ "request_irq: handler, context, exclusive use", requesting },
	{ "disable_irq nests", disabling_nests },
	{ "shared interrupts", sharing },
	{ "threaded interrupts", threads },
	{ }
};
