// SPDX-License-Identifier: GPL-2.0
/* The kernel's half of the address space, and walks of page tables. */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <asm/pgtable.h>
#include "core.h"

phys_addr_t phys_ram_base;
unsigned long max_low_pfn;

struct mm_struct init_mm = {
	.pgd = swapper_pg_dir,
	.mm_users = ATOMIC_INIT(2),
	/* One for being there, one for the idle task, which borrows it first. */
	.mm_count = ATOMIC_INIT(2),
	.page_table_lock = __SPIN_LOCK_UNLOCKED(init_mm.page_table_lock),
	.mmap_lock = __RWSEM_INITIALIZER(init_mm.mmap_lock),
};

/* Tables of the direct map and of the vmalloc area, before there is an allocator. */
#define EARLY_TABLES 24
static char early_tables[EARLY_TABLES][PAGE_SIZE] __aligned(PAGE_SIZE);
static unsigned int early_tables_used;

static unsigned long *early_table(unsigned long *entry)
{
	if (!*entry) {
		if (early_tables_used == EARLY_TABLES)
			panic("no room for the page tables of the direct map");
		*entry = __pa(early_tables[early_tables_used++]) >> PAGE_SHIFT << _PAGE_PFN_SHIFT | _PAGE_TABLE;
	}
	return (unsigned long *)((*entry >> _PAGE_PFN_SHIFT << PAGE_SHIFT) + kernel_map.va_kernel_pa_offset);
}

/* The largest page that starts at both addresses and fits. */
static unsigned int page_shift_for(unsigned long va, phys_addr_t pa, unsigned long size)
{
	if (!((va | pa) & ~PGDIR_MASK) && size >= PGDIR_SIZE)
		return PGDIR_SHIFT;
	if (!((va | pa) & ~PMD_MASK) && size >= PMD_SIZE)
		return PMD_SHIFT;
	return PAGE_SHIFT;
}

static void map_early_page(unsigned long va, phys_addr_t pa, unsigned int shift)
{
	unsigned long *entry = (unsigned long *)pgd_offset_k(va);

	if (shift <= PMD_SHIFT)
		entry = early_table(entry) + pmd_index(va);
	if (shift == PAGE_SHIFT)
		entry = early_table(entry) + pte_index(va);
	*entry = pa >> PAGE_SHIFT << _PAGE_PFN_SHIFT | pgprot_val(PAGE_KERNEL);
}

static void map_direct(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t done = 0;

	while (done < size) {
		unsigned long va = base + done + kernel_map.va_pa_offset;
		unsigned int shift = page_shift_for(va, base + done, size - done);

		map_early_page(va, base + done, shift);
		done += 1UL << shift;
	}
}

/*
 * Maps all of RAM at PAGE_OFFSET and drops the identity map. The root entries of the vmalloc area get their tables now,
 * so that every address space made later shares them.
 */
void paging_init(phys_addr_t ram_base, phys_addr_t ram_size)
{
	phys_ram_base = ram_base;
	max_low_pfn = phys_to_pfn(ram_base + ram_size);
	kernel_map.va_pa_offset = PAGE_OFFSET - (ram_base & PGDIR_MASK);
	map_direct(ram_base, ram_size);
	for (unsigned long va = VMALLOC_START; va < VMALLOC_END; va += PGDIR_SIZE)
		early_table((unsigned long *)pgd_offset_k(va));
	pgd_offset_k(kernel_map.phys_addr)->pgd = 0;
	local_flush_tlb_all();
}

static void *next_table(unsigned long *entry, bool alloc)
{
	if (!*entry) {
		unsigned long table = alloc ? get_zeroed_page(GFP_KERNEL) : 0;

		if (!table)
			return NULL;
		*entry = __pa(table) >> PAGE_SHIFT << _PAGE_PFN_SHIFT | _PAGE_TABLE;
	}
	if (*entry & _PAGE_LEAF)
		return NULL;
	return __va(*entry >> _PAGE_PFN_SHIFT << PAGE_SHIFT);
}

static pte_t *walk(pgd_t *pgd, unsigned long addr, bool alloc)
{
	pmd_t *pmd = next_table(&pgd_offset_pgd(pgd, addr)->pgd, alloc);
	pte_t *pte;

	if (!pmd)
		return NULL;
	pte = next_table(&pmd[pmd_index(addr)].pmd, alloc);
	return pte ? &pte[pte_index(addr)] : NULL;
}

pte_t *pte_walk_alloc(pgd_t *pgd, unsigned long addr)
{
	return walk(pgd, addr, true);
}

pte_t *pte_walk(pgd_t *pgd, unsigned long addr)
{
	return walk(pgd, addr, false);
}

pgd_t *pgd_alloc_kernel_half(void)
{
	pgd_t *pgd = (pgd_t *)get_zeroed_page(GFP_KERNEL);

	if (pgd)
		memcpy(pgd + USER_PTRS_PER_PGD, swapper_pg_dir + USER_PTRS_PER_PGD,
		       (PTRS_PER_PGD - USER_PTRS_PER_PGD) * sizeof(pgd_t));
	return pgd;
}

static void free_pte_tables(pmd_t *pmd)
{
	for (int i = 0; i < PTRS_PER_PMD; i++)
		if (!pmd_none(pmd[i]) && !pmd_leaf(pmd[i]))
			free_page((unsigned long)__va(pmd_val(pmd[i]) >> _PAGE_PFN_SHIFT << PAGE_SHIFT));
}

void pgd_free_tables(pgd_t *pgd)
{
	for (int i = 0; i < USER_PTRS_PER_PGD; i++) {
		pmd_t *pmd = next_table(&pgd[i].pgd, false);

		if (pmd) {
			free_pte_tables(pmd);
			free_page((unsigned long)pmd);
		}
	}
	free_page((unsigned long)pgd);
}

/* There are no address-space numbers: every change of the root flushes. */
void __weak switch_mm(struct mm_struct *prev, struct mm_struct *next, struct task_struct *task)
{
	if (prev == next)
		return;
	csr_write(CSR_SATP, __pa(next->pgd) >> PAGE_SHIFT | SATP_MODE);
	local_flush_tlb_all();
}
