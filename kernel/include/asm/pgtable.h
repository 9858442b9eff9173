/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm/page.h>
#include <asm/csr.h>

#define _PAGE_PRESENT	(1UL << 0)
#define _PAGE_READ	(1UL << 1)
#define _PAGE_WRITE	(1UL << 2)
#define _PAGE_EXEC	(1UL << 3)
#define _PAGE_USER	(1UL << 4)
#define _PAGE_GLOBAL	(1UL << 5)
#define _PAGE_ACCESSED	(1UL << 6)
#define _PAGE_DIRTY	(1UL << 7)
/* The two bits that the hardware leaves to software. */
#define _PAGE_SPECIAL	(1UL << 8)
#define _PAGE_SOFT	(1UL << 9)
#define _PAGE_PFN_SHIFT	10
#define _PAGE_LEAF	(_PAGE_READ | _PAGE_WRITE | _PAGE_EXEC)
#define _PAGE_TABLE	_PAGE_PRESENT

#define PGDIR_SHIFT	30
#define PMD_SHIFT	21
#define PGDIR_SIZE	(_AC(1, UL) << PGDIR_SHIFT)
#define PMD_SIZE	(_AC(1, UL) << PMD_SHIFT)
#define PGDIR_MASK	(~(PGDIR_SIZE - 1))
#define PMD_MASK	(~(PMD_SIZE - 1))
#define PTRS_PER_PGD	512
#define PTRS_PER_PMD	512
#define PTRS_PER_PTE	512
/* Root entries below this one belong to user space; the others are the same in every address space. */
#define USER_PTRS_PER_PGD	256
#define TASK_SIZE	(PGDIR_SIZE * PTRS_PER_PGD / 2)
#define TASK_SIZE_MAX	TASK_SIZE

#ifndef __ASSEMBLY__

#define _PAGE_BASE	(_PAGE_PRESENT | _PAGE_ACCESSED)
#define PAGE_NONE	__pgprot(0)
#define PAGE_READ	__pgprot(_PAGE_BASE | _PAGE_USER | _PAGE_READ)
#define PAGE_WRITE	__pgprot(_PAGE_BASE | _PAGE_USER | _PAGE_READ | _PAGE_WRITE | _PAGE_DIRTY)
#define PAGE_EXEC	__pgprot(_PAGE_BASE | _PAGE_USER | _PAGE_EXEC)
#define PAGE_READ_EXEC	__pgprot(_PAGE_BASE | _PAGE_USER | _PAGE_READ | _PAGE_EXEC)
#define PAGE_WRITE_EXEC	__pgprot(pgprot_val(PAGE_WRITE) | _PAGE_EXEC)
#define PAGE_SHARED	PAGE_WRITE
#define PAGE_KERNEL	__pgprot(_PAGE_BASE | _PAGE_GLOBAL | _PAGE_READ | _PAGE_WRITE | _PAGE_DIRTY)
#define PAGE_KERNEL_RO	__pgprot(_PAGE_BASE | _PAGE_GLOBAL | _PAGE_READ)
#define PAGE_KERNEL_ROX	__pgprot(_PAGE_BASE | _PAGE_GLOBAL | _PAGE_READ | _PAGE_EXEC)

/* Without the Svpbmt extension the platform decides what is cached, by address. */
#define pgprot_noncached(prot)		(prot)
#define pgprot_writecombine(prot)	(prot)
#define pgprot_device(prot)		(prot)

extern pgd_t swapper_pg_dir[PTRS_PER_PGD];

#define pgd_index(a)	(((a) >> PGDIR_SHIFT) & (PTRS_PER_PGD - 1))
#define pmd_index(a)	(((a) >> PMD_SHIFT) & (PTRS_PER_PMD - 1))
#define pte_index(a)	(((a) >> PAGE_SHIFT) & (PTRS_PER_PTE - 1))

#define pgd_offset_pgd(pgd, a)	((pgd) + pgd_index(a))
#define pgd_offset(mm, a)	pgd_offset_pgd((mm)->pgd, a)
#define pgd_offset_k(a)		pgd_offset_pgd(swapper_pg_dir, a)

static inline int pgd_none(pgd_t e) { return pgd_val(e) == 0; }
static inline int pmd_none(pmd_t e) { return pmd_val(e) == 0; }
static inline int pte_none(pte_t e) { return pte_val(e) == 0; }
static inline int pgd_leaf(pgd_t e) { return pgd_val(e) & _PAGE_LEAF; }
static inline int pmd_leaf(pmd_t e) { return pmd_val(e) & _PAGE_LEAF; }
static inline int pte_present(pte_t e) { return pte_val(e) & _PAGE_PRESENT; }
static inline int pte_write(pte_t e) { return pte_val(e) & _PAGE_WRITE; }
static inline int pte_special(pte_t e) { return pte_val(e) & _PAGE_SPECIAL; }
static inline unsigned long pte_pfn(pte_t e) { return pte_val(e) >> _PAGE_PFN_SHIFT; }
static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{ return __pte(pfn << _PAGE_PFN_SHIFT | pgprot_val(prot)); }
static inline pgd_t pfn_pgd(unsigned long pfn, pgprot_t prot)
{ return __pgd(pfn << _PAGE_PFN_SHIFT | pgprot_val(prot)); }
static inline pmd_t pfn_pmd(unsigned long pfn, pgprot_t prot)
{ return __pmd(pfn << _PAGE_PFN_SHIFT | pgprot_val(prot)); }
static inline pte_t pte_mkspecial(pte_t e) { return __pte(pte_val(e) | _PAGE_SPECIAL); }
static inline pte_t pte_wrprotect(pte_t e) { return __pte(pte_val(e) & ~_PAGE_WRITE); }
static inline pte_t pte_mkwrite(pte_t e) { return __pte(pte_val(e) | _PAGE_WRITE | _PAGE_DIRTY); }

static inline void set_pte(pte_t *ptep, pte_t pte) { WRITE_ONCE(*(unsigned long *)ptep, pte_val(pte)); }
static inline void pte_clear(pte_t *ptep) { set_pte(ptep, __pte(0)); }

static inline pmd_t *pmd_offset(pgd_t *pgd, unsigned long a)
{ return (pmd_t *)__va(pfn_to_phys(pgd_val(*pgd) >> _PAGE_PFN_SHIFT)) + pmd_index(a); }
static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long a)
{ return (pte_t *)__va(pfn_to_phys(pmd_val(*pmd) >> _PAGE_PFN_SHIFT)) + pte_index(a); }

/* The entry for @addr in the tables below @pgd, making tables on the way; NULL only when out of memory. */
pte_t *pte_walk_alloc(pgd_t *pgd, unsigned long addr);
/* The entry for @addr, or NULL when a table on the way is missing or a larger page covers it. */
pte_t *pte_walk(pgd_t *pgd, unsigned long addr);
/* A root table whose upper half is the kernel's. */
pgd_t *pgd_alloc_kernel_half(void);
/* Frees the tables (not the pages) of the user half, and the root. */
void pgd_free_tables(pgd_t *pgd);

static inline void local_flush_tlb_all(void)
{
	__asm__ __volatile__("sfence.vma" : : : "memory");
}

static inline void local_flush_tlb_page(unsigned long addr)
{
	__asm__ __volatile__("sfence.vma %0" : : "r"(addr) : "memory");
}

#define flush_tlb_all()		local_flush_tlb_all()
#define flush_tlb_kernel_range(start, end) local_flush_tlb_all()
#define flush_icache_all()	__asm__ __volatile__("fence.i" : : : "memory")

#endif /* __ASSEMBLY__ */
#endif
