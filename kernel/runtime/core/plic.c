// SPDX-License-Identifier: GPL-2.0
/* The platform-level interrupt controller (RISC-V PLIC Specification 1.0.0), seen from one hart's S-mode. */
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include "core.h"

#define PRIORITY_BASE		0
#define PRIORITY_PER_ID		4
#define CONTEXT_ENABLE_BASE	0x2000
#define CONTEXT_ENABLE_SIZE	0x80
#define CONTEXT_BASE		0x200000
#define CONTEXT_SIZE		0x1000
#define CONTEXT_THRESHOLD	0x00
#define CONTEXT_CLAIM		0x04

static void __iomem *plic_regs;
static struct fdt_plic plic;
static struct irq_domain plic_domain;

static void __iomem *context_reg(unsigned int reg)
{
	return plic_regs + CONTEXT_BASE + plic.context * CONTEXT_SIZE + reg;
}

static void plic_toggle(irq_hw_number_t hwirq, bool enable)
{
	void __iomem *reg = plic_regs + CONTEXT_ENABLE_BASE + plic.context * CONTEXT_ENABLE_SIZE + hwirq / 32 * 4;
	u32 mask = BIT(hwirq % 32);
	u32 value = readl(reg);

	writel(enable ? value | mask : value & ~mask, reg);
}

static void plic_irq_enable(struct irq_data *d)
{
	plic_toggle(d->hwirq, true);
	writel(1, plic_regs + PRIORITY_BASE + d->hwirq * PRIORITY_PER_ID);
}

static void plic_irq_disable(struct irq_data *d)
{
	plic_toggle(d->hwirq, false);
}

/* A completion for a disabled interrupt is ignored, and the interrupt would stay claimed for ever. */
static void plic_irq_eoi(struct irq_data *d)
{
	bool disabled = irq_to_desc(d->irq)->depth;

	if (disabled)
		plic_toggle(d->hwirq, true);
	writel(d->hwirq, context_reg(CONTEXT_CLAIM));
	if (disabled)
		plic_toggle(d->hwirq, false);
}

static struct irq_chip plic_chip = {
	.name = "SiFive PLIC",
	.irq_enable = plic_irq_enable,
	.irq_disable = plic_irq_disable,
	.irq_mask = plic_irq_disable,
	.irq_unmask = plic_irq_enable,
	.irq_eoi = plic_irq_eoi,
};

void plic_handle_irq(void)
{
	irq_hw_number_t hwirq;

	while ((hwirq = readl(context_reg(CONTEXT_CLAIM)))) {
		if (generic_handle_domain_irq(&plic_domain, hwirq)) {
			pr_warn_ratelimited("plic: can't find mapping for hwirq %lu\n", hwirq);
			writel(hwirq, context_reg(CONTEXT_CLAIM));
		}
	}
}

void plic_init(void)
{
	if (!fdt_find_plic(boot_cpu_hartid, &plic)) {
		pr_warn("plic: the device tree has none; no device interrupts\n");
		return;
	}
	/* Up to this hart's context; the whole window has room for 15872 of them. */
	plic_regs = ioremap(plic.reg.base, min(plic.reg.size, (u64)CONTEXT_BASE + (plic.context + 1) * CONTEXT_SIZE));
	plic_domain = (struct irq_domain) {
		.name = "plic", .chip = &plic_chip, .hwirq_max = plic.sources,
		.revmap = kcalloc(plic.sources + 1, sizeof(unsigned int), GFP_KERNEL),
	};
	irq_default_domain = &plic_domain;
	writel(0, context_reg(CONTEXT_THRESHOLD));
	pr_info("plic: mapped %u interrupts for context %u\n", plic.sources, plic.context);
}
