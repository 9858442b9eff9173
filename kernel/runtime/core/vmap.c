// SPDX-License-Identifier: GPL-2.0
/* Mappings of physical ranges, and of scattered pages, into the vmalloc area. */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <asm/pgtable.h>
#include "core.h"

/* Sorted by address. */
static LIST_HEAD(vmap_area_list);
static DEFINE_SPINLOCK(vmap_area_lock);

/* First gap that is large enough; each range ends with an unmapped page. */
static bool insert_area(struct vm_struct *new)
{
	unsigned long address = VMALLOC_START;
	struct vm_struct *area;
	struct list_head *before = &vmap_area_list;

	list_for_each_entry(area, &vmap_area_list, list) {
		if ((unsigned long)area->addr - address >= new->size) {
			before = &area->list;
			break;
		}
		address = (unsigned long)area->addr + area->size;
	}
	if (VMALLOC_END - address < new->size)
		return false;
	new->addr = (void *)address;
	list_add_tail(&new->list, before);
	return true;
}

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	struct vm_struct *area = kzalloc(sizeof(*area), GFP_KERNEL);
	bool fits;

	if (!area)
		return NULL;
	area->size = PAGE_ALIGN(size) + PAGE_SIZE;
	area->flags = flags;
	spin_lock(&vmap_area_lock);
	fits = insert_area(area);
	spin_unlock(&vmap_area_lock);
	if (!fits) {
		kfree(area);
		return NULL;
	}
	return area;
}

struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area, *found = NULL;

	spin_lock(&vmap_area_lock);
	list_for_each_entry(area, &vmap_area_list, list)
		if (area->addr == (void *)((unsigned long)addr & PAGE_MASK))
			found = area;
	spin_unlock(&vmap_area_lock);
	return found;
}

static void unmap_area(struct vm_struct *area)
{
	for (unsigned long offset = 0; offset < area->size - PAGE_SIZE; offset += PAGE_SIZE) {
		pte_t *pte = pte_walk(swapper_pg_dir, (unsigned long)area->addr + offset);

		if (!pte || pte_none(*pte))
			continue;
		if (area->flags & VM_ALLOC)
			__free_page(pfn_to_page(pte_pfn(*pte)));
		pte_clear(pte);
	}
	local_flush_tlb_all();
}

/* Unmaps the range and takes it off the list; the caller frees the vm_struct. */
struct vm_struct *remove_vm_area(const void *addr)
{
	struct vm_struct *area = find_vm_area(addr);

	if (!area)
		return NULL;
	unmap_area(area);
	spin_lock(&vmap_area_lock);
	list_del(&area->list);
	spin_unlock(&vmap_area_lock);
	return area;
}

static bool map_page(unsigned long va, unsigned long pfn, pgprot_t prot)
{
	pte_t *pte = pte_walk_alloc(swapper_pg_dir, va);

	if (!pte)
		return false;
	set_pte(pte, pfn_pte(pfn, prot));
	return true;
}

/* One walk for all pages of a table: device windows can be large. */
static bool map_range(unsigned long va, phys_addr_t pa, unsigned long bytes, pgprot_t prot)
{
	pte_t *pte = NULL;

	for (unsigned long offset = 0; offset < bytes; offset += PAGE_SIZE) {
		pte = pte && (va + offset) & ~PMD_MASK ? pte + 1 : pte_walk_alloc(swapper_pg_dir, va + offset);
		if (!pte)
			return false;
		set_pte(pte, pfn_pte(phys_to_pfn(pa + offset), prot));
	}
	return true;
}

void __iomem *ioremap_prot(phys_addr_t addr, size_t size, pgprot_t prot)
{
	phys_addr_t base = addr & PAGE_MASK;
	unsigned long bytes = PAGE_ALIGN(addr + size) - base;
	struct vm_struct *area;

	if (!size || addr + size - 1 < addr)
		return NULL;
	area = get_vm_area(bytes, VM_IOREMAP);
	if (!area)
		return NULL;
	area->phys_addr = base;
	if (!map_range((unsigned long)area->addr, base, bytes, prot)) {
		kfree(remove_vm_area(area->addr));
		return NULL;
	}
	local_flush_tlb_all();
	return area->addr + (addr - base);
}

static void unmap_and_free(const void *addr, const char *what)
{
	struct vm_struct *area = remove_vm_area(addr);

	if (WARN(!area, "Trying to %s() nonexistent vm area (%px)\n", what, addr))
		return;
	kfree(area);
}

void iounmap(volatile void __iomem *addr)
{
	unmap_and_free((const void *)addr, "iounmap");
}

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	if (!flags)
		return NULL;
	if (pfn_valid(phys_to_pfn(offset)) && pfn_valid(phys_to_pfn(offset + size - 1)))
		return __va(offset);
	return ioremap_prot(offset, size, PAGE_KERNEL);
}

void memunmap(void *addr)
{
	if (is_vmalloc_addr(addr))
		iounmap(addr);
}

void *vmalloc(unsigned long size)
{
	struct vm_struct *area = size ? get_vm_area(size, VM_ALLOC) : NULL;

	if (!area)
		return NULL;
	for (unsigned long offset = 0; offset < area->size - PAGE_SIZE; offset += PAGE_SIZE) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page || !map_page((unsigned long)area->addr + offset, page_to_pfn(page), PAGE_KERNEL)) {
			vfree(area->addr);
			return NULL;
		}
	}
	local_flush_tlb_all();
	return area->addr;
}

void *vzalloc(unsigned long size)
{
	void *p = vmalloc(size);

	if (p)
		memset(p, 0, size);
	return p;
}

void vfree(const void *addr)
{
	if (addr)
		unmap_and_free(addr, "vfree");
}

void *kvmalloc(size_t size, gfp_t flags)
{
	if (size <= KMALLOC_MAX_CACHE_SIZE)
		return kmalloc(size, flags);
	return flags & __GFP_ZERO ? vzalloc(size) : vmalloc(size);
}

void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		kfree(addr);
}
