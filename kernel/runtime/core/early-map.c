// SPDX-License-Identifier: GPL-2.0
/*
 * The first page tables. setup_vm runs at physical addresses: it may only use what is reached relative to the program
 * counter (no switch tables, no pointers from initialised data).
 */
#include <asm/pgtable.h>
#include "core.h"

#define IMAGE_PTE_TABLES 8	/* 2 MiB each; kernel.lds checks the size */

struct kernel_mapping kernel_map;
pgd_t swapper_pg_dir[PTRS_PER_PGD] __aligned(PAGE_SIZE);
static pmd_t image_pmd[PTRS_PER_PMD] __aligned(PAGE_SIZE);
static pte_t image_pte[IMAGE_PTE_TABLES][PTRS_PER_PTE] __aligned(PAGE_SIZE);

static unsigned long table_entry(void *table)
{
	return ((unsigned long)table >> PAGE_SHIFT) << _PAGE_PFN_SHIFT | _PAGE_TABLE;
}

/* Code is not writable, data is not executable. */
static unsigned long image_protection(unsigned long address)
{
	if (address < (unsigned long)_etext)
		return pgprot_val(PAGE_KERNEL_ROX);
	if (address < (unsigned long)__end_rodata)
		return pgprot_val(PAGE_KERNEL_RO);
	return pgprot_val(PAGE_KERNEL);
}

static void map_image(unsigned long load_address)
{
	unsigned long end = (unsigned long)_end;
	unsigned long page = 0;

	for (unsigned long pa = load_address; pa < end; pa += PAGE_SIZE, page++)
		image_pte[page / PTRS_PER_PTE][page % PTRS_PER_PTE].pte =
			(pa >> PAGE_SHIFT) << _PAGE_PFN_SHIFT | image_protection(pa);
	for (unsigned long i = 0; i < IMAGE_PTE_TABLES; i++)
		image_pmd[pmd_index(KERNEL_LINK_ADDR) + i].pmd = table_entry(image_pte[i]);
	swapper_pg_dir[pgd_index(KERNEL_LINK_ADDR)].pgd = table_entry(image_pmd);
}

/* The gigabyte that holds the running code, at its own address. paging_init takes it away. */
static void map_identity(unsigned long load_address)
{
	unsigned long base = load_address & PGDIR_MASK;

	swapper_pg_dir[pgd_index(base)].pgd =
		(base >> PAGE_SHIFT) << _PAGE_PFN_SHIFT | pgprot_val(PAGE_KERNEL) | _PAGE_EXEC;
}

unsigned long setup_vm(unsigned long load_address)
{
	kernel_map.virt_addr = KERNEL_LINK_ADDR;
	kernel_map.phys_addr = load_address;
	kernel_map.size = (unsigned long)_end - load_address;
	kernel_map.va_kernel_pa_offset = KERNEL_LINK_ADDR - load_address;
	map_image(load_address);
	map_identity(load_address);
	return (unsigned long)swapper_pg_dir >> PAGE_SHIFT | SATP_MODE_39;
}
