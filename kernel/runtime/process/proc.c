// SPDX-License-Identifier: GPL-2.0
/* The part of /proc that exists: interrupts, and the free memory of meminfo. */

#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include "process-internal.h"

#define PROC_TEXT_MAX 8192

static size_t show_interrupt(char *text, size_t size, unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action = desc ? desc->action : NULL;
	size_t n;

	if (!action)
		return 0;
	n = scnprintf(text, size, "%3u: %10u  %s %lu  %s", irq, desc->tot_count,
		      desc->irq_data.chip && desc->irq_data.chip->name ? desc->irq_data.chip->name : "-",
		      desc->irq_data.hwirq, action->name ? action->name : "");
	while ((action = action->next))
		n += scnprintf(text + n, size - n, ", %s", action->name ? action->name : "");
	return n + scnprintf(text + n, size - n, "\n");
}

static ssize_t interrupts_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	char *text = kmalloc(PROC_TEXT_MAX, GFP_KERNEL);
	size_t n = scnprintf(text, PROC_TEXT_MAX, "           CPU0\n");
	unsigned int irq;
	ssize_t ret;

	for (irq = 0; irq < NR_IRQS; irq++)
		n += show_interrupt(text + n, PROC_TEXT_MAX - n, irq);
	ret = simple_read_from_buffer(buf, count, ppos, text, n);
	kfree(text);
	return ret;
}

static const struct file_operations interrupts_fops = {
	.read = interrupts_read,
	.llseek = default_llseek,
};

static ssize_t meminfo_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	char text[64];
	size_t n = scnprintf(text, sizeof(text), "MemFree:        %8lu kB\n",
			     nr_free_pages() << (PAGE_SHIFT - 10));

	return simple_read_from_buffer(buf, count, ppos, text, n);
}

static const struct file_operations meminfo_fops = {
	.read = meminfo_read,
	.llseek = default_llseek,
};

static int __init proc_init(void)
{
	struct dentry *proc = tree_mkdir(tree_root(), "proc");

	tree_create_file(proc, "interrupts", 0444, &interrupts_fops, NULL);
	tree_create_file(proc, "meminfo", 0444, &meminfo_fops, NULL);
	return 0;
}
fs_initcall(proc_init);
