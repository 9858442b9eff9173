/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

/* Where RAM, the vmalloc area and the kernel's image appear under Sv39. */
#define PAGE_OFFSET		_AC(0xffffffd800000000, UL)
#define VMALLOC_START		_AC(0xffffffc800000000, UL)
#define VMALLOC_END		_AC(0xffffffca00000000, UL)
#define KERNEL_LINK_ADDR	_AC(0xffffffff80000000, UL)

#ifndef __ASSEMBLY__
#include <linux/types.h>
#include <linux/string.h>

typedef struct { unsigned long pgd; } pgd_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pgprot; } pgprot_t;
typedef struct page *pgtable_t;

#define pgd_val(x)	((x).pgd)
#define pmd_val(x)	((x).pmd)
#define pte_val(x)	((x).pte)
#define pgprot_val(x)	((x).pgprot)
#define __pgd(x)	((pgd_t) { (x) })
#define __pmd(x)	((pmd_t) { (x) })
#define __pte(x)	((pte_t) { (x) })
#define __pgprot(x)	((pgprot_t) { (x) })

/* Filled in by the boot code, which alone knows where the image was loaded. */
struct kernel_mapping {
	unsigned long virt_addr;
	unsigned long phys_addr;
	unsigned long size;
	unsigned long va_pa_offset;		/* direct map: va - pa */
	unsigned long va_kernel_pa_offset;	/* image: va - pa */
};

extern struct kernel_mapping kernel_map;
extern phys_addr_t phys_ram_base;
extern unsigned long max_low_pfn;

#define is_kernel_mapping(x)	((unsigned long)(x) >= KERNEL_LINK_ADDR)

static inline phys_addr_t __virt_to_phys(unsigned long x)
{
	return x - (is_kernel_mapping(x) ? kernel_map.va_kernel_pa_offset : kernel_map.va_pa_offset);
}

#define __pa(x)			__virt_to_phys((unsigned long)(x))
#define __pa_symbol(x)		__pa(x)
#define __va(x)			((void *)((unsigned long)(x) + kernel_map.va_pa_offset))
#define virt_to_phys(x)		__pa(x)
#define phys_to_virt(x)		__va(x)
#define lm_alias(x)		__va(__pa(x))

#define pfn_to_phys(pfn)	((phys_addr_t)(pfn) << PAGE_SHIFT)
#define phys_to_pfn(phys)	((unsigned long)((phys) >> PAGE_SHIFT))
#define PFN_DOWN(x)		((x) >> PAGE_SHIFT)
#define PFN_UP(x)		(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_PHYS(x)		((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x)		((unsigned long)((x) >> PAGE_SHIFT))
#define ARCH_PFN_OFFSET		((unsigned long)(phys_ram_base >> PAGE_SHIFT))
#define virt_to_pfn(x)		phys_to_pfn(__pa(x))
#define pfn_to_virt(pfn)	__va(pfn_to_phys(pfn))

extern struct page *mem_map;
#define pfn_to_page(pfn)	(mem_map + ((pfn) - ARCH_PFN_OFFSET))
#define page_to_pfn(page)	((unsigned long)((page) - mem_map) + ARCH_PFN_OFFSET)
#define page_to_phys(page)	pfn_to_phys(page_to_pfn(page))
#define phys_to_page(phys)	pfn_to_page(phys_to_pfn(phys))
#define virt_to_page(x)		pfn_to_page(virt_to_pfn(x))
#define page_to_virt(page)	pfn_to_virt(page_to_pfn(page))

static inline bool pfn_valid(unsigned long pfn)
{
	return pfn >= ARCH_PFN_OFFSET && pfn < max_low_pfn;
}

#define virt_addr_valid(x) ({ \
	unsigned long __x = (unsigned long)(x); \
	__x >= PAGE_OFFSET && pfn_valid(virt_to_pfn(__x)); })

#define PAGE_ALIGN(addr)	(((addr) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGE_ALIGN_DOWN(addr)	((addr) & PAGE_MASK)
#define PAGE_ALIGNED(addr)	(((unsigned long)(addr) & (PAGE_SIZE - 1)) == 0)
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)

#define clear_page(p)		memset((p), 0, PAGE_SIZE)
#define copy_page(to, from)	memcpy((to), (from), PAGE_SIZE)

#endif /* __ASSEMBLY__ */
#endif
