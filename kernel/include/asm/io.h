/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/page.h>
#include <asm/pgtable.h>

/*
 * Device accesses are single instructions of a fixed, uncompressed form: a hypervisor that emulates the device has to
 * decode them.
 */
#define __IO_LOAD(name, type, insn)						\
static __always_inline type __raw_read##name(const volatile void __iomem *addr)	\
{										\
	type val;								\
	__asm__ __volatile__(".option push\n\t.option norvc\n\t" insn " %0, 0(%1)\n\t.option pop" \
			     : "=r"(val) : "r"(addr) : "memory");		\
	return val;								\
}
#define __IO_STORE(name, type, insn)						\
static __always_inline void __raw_write##name(type val, volatile void __iomem *addr) \
{										\
	__asm__ __volatile__(".option push\n\t.option norvc\n\t" insn " %0, 0(%1)\n\t.option pop" \
			     : : "r"(val), "r"(addr) : "memory");		\
}

__IO_LOAD(b, u8, "lbu")
__IO_LOAD(w, u16, "lhu")
__IO_LOAD(l, u32, "lw")
__IO_LOAD(q, u64, "ld")
__IO_STORE(b, u8, "sb")
__IO_STORE(w, u16, "sh")
__IO_STORE(l, u32, "sw")
__IO_STORE(q, u64, "sd")

#define __io_br()	do { } while (0)
#define __io_ar(v)	RISCV_FENCE(i, ir)
#define __io_bw()	RISCV_FENCE(w, o)

#define readb_relaxed(c)	__raw_readb(c)
#define readw_relaxed(c)	__raw_readw(c)
#define readl_relaxed(c)	__raw_readl(c)
#define readq_relaxed(c)	__raw_readq(c)
#define writeb_relaxed(v, c)	__raw_writeb((v), (c))
#define writew_relaxed(v, c)	__raw_writew((v), (c))
#define writel_relaxed(v, c)	__raw_writel((v), (c))
#define writeq_relaxed(v, c)	__raw_writeq((v), (c))
#define readb(c)	({ u8 __v = __raw_readb(c); __io_ar(__v); __v; })
#define readw(c)	({ u16 __v = __raw_readw(c); __io_ar(__v); __v; })
#define readl(c)	({ u32 __v = __raw_readl(c); __io_ar(__v); __v; })
#define readq(c)	({ u64 __v = __raw_readq(c); __io_ar(__v); __v; })
#define writeb(v, c)	({ __io_bw(); __raw_writeb((v), (c)); })
#define writew(v, c)	({ __io_bw(); __raw_writew((v), (c)); })
#define writel(v, c)	({ __io_bw(); __raw_writel((v), (c)); })
#define writeq(v, c)	({ __io_bw(); __raw_writeq((v), (c)); })

#define ioread8(c)	readb(c)
#define ioread16(c)	readw(c)
#define ioread32(c)	readl(c)
#define ioread64(c)	readq(c)
#define iowrite8(v, c)	writeb(v, c)
#define iowrite16(v, c)	writew(v, c)
#define iowrite32(v, c)	writel(v, c)
#define iowrite64(v, c)	writeq(v, c)

void __iomem *ioremap_prot(phys_addr_t addr, size_t size, pgprot_t prot);
void iounmap(volatile void __iomem *addr);
#define ioremap(addr, size)	ioremap_prot((addr), (size), PAGE_KERNEL)
#define ioremap_wc(addr, size)	ioremap((addr), (size))
#define ioremap_wt(addr, size)	ioremap((addr), (size))
#define ioremap_np(addr, size)	ioremap((addr), (size))
#define ioremap_cache(addr, size) ioremap((addr), (size))

#endif
