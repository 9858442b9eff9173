// SPDX-License-Identifier: GPL-2.0
/* A task that reads a register of a remote device, and so waits for whoever answers. */
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kthread.h>

#define DEVICE 0x0a003e00
#define SIZE 0x200

static int prober(void *unused)
{
	void __iomem *registers = ioremap(DEVICE, SIZE);

	pr_info("register: %x\n", readl(registers));
	return 0;
}

static int __init frontend(void)
{
	kthread_run(prober, NULL, "prober");
	for (;;)
		msleep(1000);
	return 0;
}
core_initcall(frontend);
