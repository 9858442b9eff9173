// SPDX-License-Identifier: GPL-2.0
/*
 * User address spaces. Most memory is mapped when it is asked for, not when it is touched; the exceptions are the lower
 * part of the stack, large anonymous mappings, and what a driver's vm_ops->fault provides.
 */

#include <linux/file.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <asm/pgtable.h>
#include "process-internal.h"

/* 4 MiB. */
#define KERNEL_RESERVE_PAGES 1024

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	if (!mm)
		return NULL;
	mm->pgd = pgd_alloc_kernel_half();
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	spin_lock_init(&mm->page_table_lock);
	init_rwsem(&mm->mmap_lock);
	mm->task_size = TASK_SIZE;
	mm->mmap_base = TASK_SIZE - (1UL << 30);
	return mm;
}

void __mmdrop(struct mm_struct *mm)
{
	pgd_free_tables(mm->pgd);
	kfree(mm);
}

static void free_vma(struct vm_area_struct *vma)
{
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	kfree(vma);
}

static void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	while ((vma = mm->mmap)) {
		mm->mmap = vma->vm_next;
		unmap_range(vma, vma->vm_start, vma->vm_end);
		free_vma(vma);
	}
	mm->map_count = 0;
}

void mmput(struct mm_struct *mm)
{
	if (!atomic_dec_and_test(&mm->mm_users))
		return;
	exit_mmap(mm);
	if (mm->exe_file)
		fput(mm->exe_file);
	mmdrop(mm);
}

struct mm_struct *get_task_mm(struct task_struct *task)
{
	struct mm_struct *mm = task->flags & PF_KTHREAD ? NULL : task->mm;

	if (mm)
		mmget(mm);
	return mm;
}

/* Like Linux: the page tables stay active until the next task runs, held by a lazy reference. */
void exit_mm(struct task_struct *tsk)
{
	struct mm_struct *mm = tsk->mm;

	if (!mm)
		return;
	mmgrab(mm);
	tsk->mm = NULL;
	mmput(mm);
}

/* Makes @mm the address space of the current task in place of what it has. */
int exec_mmap(struct mm_struct *mm)
{
	struct task_struct *tsk = current;
	struct mm_struct *old_mm = tsk->mm;
	struct mm_struct *old_active = tsk->active_mm;
	unsigned long flags;

	local_irq_save(flags);
	tsk->mm = mm;
	tsk->active_mm = mm;
	switch_mm(old_active, mm, tsk);
	local_irq_restore(flags);
	if (old_mm)
		mmput(old_mm);
	else if (old_active)
		mmdrop(old_active);
	return 0;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma;

	for (vma = mm->mmap; vma; vma = vma->vm_next)
		if (addr < vma->vm_end)
			return vma;
	return NULL;
}

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && addr >= vma->vm_start ? vma : NULL;
}

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	unsigned long prot = _PAGE_BASE | _PAGE_USER;

	if (!(vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return PAGE_NONE;
	if (vm_flags & (VM_READ | VM_WRITE))
		prot |= _PAGE_READ;
	if (vm_flags & VM_WRITE)
		prot |= _PAGE_WRITE | _PAGE_DIRTY;
	if (vm_flags & VM_EXEC)
		prot |= _PAGE_EXEC;
	return __pgprot(prot);
}

struct vm_area_struct *vm_area_new(struct mm_struct *mm, unsigned long start, unsigned long end,
				   unsigned long flags)
{
	struct vm_area_struct *vma = kzalloc(sizeof(*vma), GFP_KERNEL);

	vma->vm_mm = mm;
	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_flags = flags;
	vma->vm_page_prot = vm_get_page_prot(flags);
	return vma;
}

void insert_vma(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct **link = &mm->mmap, *prev = NULL;

	while (*link && (*link)->vm_start < vma->vm_start) {
		prev = *link;
		link = &prev->vm_next;
	}
	vma->vm_prev = prev;
	vma->vm_next = *link;
	if (vma->vm_next)
		vma->vm_next->vm_prev = vma;
	*link = vma;
	mm->map_count++;
	mm->total_vm += vma_pages(vma);
}

static void remove_vma(struct mm_struct *mm, struct vm_area_struct *vma)
{
	if (vma->vm_prev)
		vma->vm_prev->vm_next = vma->vm_next;
	else
		mm->mmap = vma->vm_next;
	if (vma->vm_next)
		vma->vm_next->vm_prev = vma->vm_prev;
	mm->map_count--;
	mm->total_vm -= vma_pages(vma);
	free_vma(vma);
}

/* What a page of a private file mapping starts with; the rest of it is zero. */
static void fill_from_file(struct vm_area_struct *vma, unsigned long addr, char *page)
{
	struct inode *inode;
	u64 offset;

	if (!vma->vm_file || (vma->vm_flags & VM_PFNMAP))
		return;
	inode = file_inode(vma->vm_file);
	offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) + (addr - vma->vm_start);
	if (inode->i_data && offset < (u64)inode->i_size)
		memcpy(page, inode->i_data + offset, min_t(u64, PAGE_SIZE, inode->i_size - offset));
}

/*
 * A page for a process, or NULL when that would leave the kernel itself with too little: its own small allocations do not
 * fail, they panic.
 */
static void *user_page_alloc(gfp_t zero)
{
	if (nr_free_pages() < KERNEL_RESERVE_PAGES)
		return NULL;
	return (void *)__get_free_page(GFP_USER | __GFP_RETRY_MAYFAIL | zero);
}

/* Gives every page of [start, end) memory, unless it has some. */
int vma_populate(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	unsigned long addr;

	for (addr = start; addr < end; addr += PAGE_SIZE) {
		pte_t *pte = pte_walk_alloc(vma->vm_mm->pgd, addr);
		void *page;

		if (!pte)
			return -ENOMEM;
		if (!pte_none(*pte))
			continue;
		page = user_page_alloc(__GFP_ZERO);
		if (!page)
			return -ENOMEM;
		fill_from_file(vma, addr, page);
		/* Another thread may have touched the same page while this one waited for memory. */
		preempt_disable();
		if (pte_none(*pte)) {
			set_pte(pte, pfn_pte(virt_to_pfn(page), vma->vm_page_prot));
			page = NULL;
		}
		preempt_enable();
		if (page)
			free_page((unsigned long)page);
	}
	local_flush_tlb_all();
	if (vma->vm_flags & VM_EXEC)
		flush_icache_all();
	return 0;
}

static void free_user_page(pte_t pte)
{
	if (!pte_special(pte) && pfn_valid(pte_pfn(pte)))
		free_page((unsigned long)pfn_to_virt(pte_pfn(pte)));
}

/* Where to look after @addr: where not even a table is, a whole table's range is skipped. */
unsigned long next_mapped(unsigned long addr, const pte_t *pte)
{
	return pte ? addr + PAGE_SIZE : (addr & PMD_MASK) + PMD_SIZE;
}

void unmap_range(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	unsigned long addr;
	pte_t *ptep;

	for (addr = start; addr < end; addr = next_mapped(addr, ptep)) {
		pte_t pte;

		ptep = pte_walk(vma->vm_mm->pgd, addr);
		if (!ptep || pte_none(*ptep))
			continue;
		pte = *ptep;
		pte_clear(ptep);
		local_flush_tlb_page(addr);
		free_user_page(pte);
	}
}

/* Cuts the area in two at @addr, which lies inside; returns the upper part. */
struct vm_area_struct *split_vma(struct vm_area_struct *vma, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_area_struct *upper = kmemdup(vma, sizeof(*vma), GFP_KERNEL);

	mm->total_vm -= vma_pages(vma);
	upper->vm_start = addr;
	upper->vm_pgoff += (addr - vma->vm_start) >> PAGE_SHIFT;
	vma->vm_end = addr;
	mm->total_vm += vma_pages(vma);
	if (upper->vm_file)
		get_file(upper->vm_file);
	if (upper->vm_ops && upper->vm_ops->open)
		upper->vm_ops->open(upper);
	insert_vma(mm, upper);
	return upper;
}

int do_munmap(struct mm_struct *mm, unsigned long start, size_t len)
{
	unsigned long end = start + PAGE_ALIGN(len);
	struct vm_area_struct *vma, *next;

	if (offset_in_page(start) || start > TASK_SIZE || len > TASK_SIZE - start || !len)
		return -EINVAL;
	for (vma = find_vma(mm, start); vma && vma->vm_start < end; vma = next) {
		if (vma->vm_start < start)
			vma = split_vma(vma, start);
		if (vma->vm_end > end)
			split_vma(vma, end);
		next = vma->vm_next;
		unmap_range(vma, vma->vm_start, vma->vm_end);
		remove_vma(mm, vma);
	}
	return 0;
}

static int copy_pages(struct vm_area_struct *to, struct vm_area_struct *from)
{
	unsigned long addr;
	pte_t *src;

	for (addr = from->vm_start; addr < from->vm_end; addr = next_mapped(addr, src)) {
		void *page;

		src = pte_walk(from->vm_mm->pgd, addr);
		if (!src || pte_none(*src))
			continue;
		if (pte_special(*src)) {
			set_pte(pte_walk_alloc(to->vm_mm->pgd, addr), *src);
			continue;
		}
		page = user_page_alloc(0);
		if (!page)
			return -ENOMEM;
		copy_page(page, pfn_to_virt(pte_pfn(*src)));
		set_pte(pte_walk_alloc(to->vm_mm->pgd, addr),
			pfn_pte(virt_to_pfn(page), to->vm_page_prot));
	}
	return 0;
}

static int copy_vma(struct mm_struct *mm, struct vm_area_struct *old)
{
	struct vm_area_struct *new = kmemdup(old, sizeof(*old), GFP_KERNEL);

	new->vm_mm = mm;
	if (new->vm_file)
		get_file(new->vm_file);
	insert_vma(mm, new);
	if (new->vm_ops && new->vm_ops->open)
		new->vm_ops->open(new);
	return copy_pages(new, old);
}

/* A copy for fork. Everything is copied at once; device memory is shared. */
struct mm_struct *mm_dup(struct mm_struct *oldmm)
{
	struct mm_struct *mm = mm_alloc();
	struct vm_area_struct *vma;
	int err = 0;

	mmap_read_lock(oldmm);
	mm->mmap_base = oldmm->mmap_base;
	mm->start_code = oldmm->start_code;
	mm->end_code = oldmm->end_code;
	mm->start_data = oldmm->start_data;
	mm->end_data = oldmm->end_data;
	mm->start_brk = oldmm->start_brk;
	mm->brk = oldmm->brk;
	mm->start_stack = oldmm->start_stack;
	mm->arg_start = oldmm->arg_start;
	mm->arg_end = oldmm->arg_end;
	mm->env_start = oldmm->env_start;
	mm->env_end = oldmm->env_end;
	mm->vdso = oldmm->vdso;
	mm->exe_file = oldmm->exe_file ? get_file(oldmm->exe_file) : NULL;
	for (vma = oldmm->mmap; vma && !err; vma = vma->vm_next)
		if (!(vma->vm_flags & VM_DONTCOPY))
			err = copy_vma(mm, vma);
	mmap_read_unlock(oldmm);
	if (err) {
		mmput(mm);
		return ERR_PTR(err);
	}
	return mm;
}

void *user_page_address(struct mm_struct *mm, unsigned long addr)
{
	pte_t *pte = addr < TASK_SIZE ? pte_walk(mm->pgd, addr) : NULL;

	if (!pte || !pte_present(*pte) || !pfn_valid(pte_pfn(*pte)))
		return NULL;
	return (char *)pfn_to_virt(pte_pfn(*pte)) + offset_in_page(addr);
}

/* Writes into another, or not yet running, address space, whatever the pages' protection. */
int mm_write(struct mm_struct *mm, unsigned long addr, const void *from, size_t len)
{
	while (len) {
		size_t n = min_t(size_t, len, PAGE_SIZE - offset_in_page(addr));
		void *to = user_page_address(mm, addr);

		if (!to)
			return -EFAULT;
		memcpy(to, from, n);
		addr += n;
		from += n;
		len -= n;
	}
	return 0;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	unsigned long end = addr + PAGE_ALIGN(size);

	if (WARN_ON_ONCE(!PAGE_ALIGNED(addr)))
		return -EINVAL;
	if (addr < vma->vm_start || end > vma->vm_end || end < addr)
		return -EINVAL;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	for (; addr < end; addr += PAGE_SIZE, pfn++) {
		pte_t *pte = pte_walk_alloc(vma->vm_mm->pgd, addr);

		BUG_ON(!pte_none(*pte));
		set_pte(pte, pte_mkspecial(pfn_pte(pfn, prot)));
	}
	local_flush_tlb_all();
	return 0;
}

int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len)
{
	unsigned long pages = PAGE_ALIGN(offset_in_page(start) + len) >> PAGE_SHIFT;

	if (start + len < start || vma->vm_pgoff > pages ||
	    vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, PHYS_PFN(start) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	pte_t *pte;

	if (addr < vma->vm_start || addr >= vma->vm_end)
		return VM_FAULT_SIGBUS;
	pte = pte_walk_alloc(vma->vm_mm->pgd, addr);
	set_pte(pte, pte_mkspecial(pfn_pte(pfn, vma->vm_page_prot)));
	local_flush_tlb_page(addr);
	return VM_FAULT_NOPAGE;
}

static bool access_allowed(const struct vm_area_struct *vma, unsigned long cause)
{
	if (cause == EXC_INST_PAGE_FAULT)
		return vma->vm_flags & VM_EXEC;
	if (cause == EXC_STORE_PAGE_FAULT)
		return vma->vm_flags & VM_WRITE;
	return vma->vm_flags & VM_READ;
}

/* 0 when the access can be tried again, -ENOMEM, or the si_code of the SIGSEGV it deserves. */
int handle_user_page_fault(unsigned long addr, unsigned long cause)
{
	struct mm_struct *mm = current->mm;
	struct vm_fault vmf = { .address = addr & PAGE_MASK };
	struct vm_area_struct *vma;
	int code = SEGV_MAPERR;

	if (!mm || addr >= TASK_SIZE)
		return SEGV_MAPERR;
	mmap_read_lock(mm);
	vma = vma_lookup(mm, addr);
	if (vma && !access_allowed(vma, cause)) {
		code = SEGV_ACCERR;
	} else if (vma && !(vma->vm_flags & VM_PFNMAP) && !(vma->vm_ops && vma->vm_ops->fault)) {
		code = vma_populate(vma, vmf.address, vmf.address + PAGE_SIZE);
	} else if (vma && vma->vm_ops && vma->vm_ops->fault) {
		vmf.vma = vma;
		vmf.pgoff = vma->vm_pgoff + ((vmf.address - vma->vm_start) >> PAGE_SHIFT);
		if (!(vma->vm_ops->fault(&vmf) & VM_FAULT_ERROR))
			code = 0;
	}
	mmap_read_unlock(mm);
	return code;
}
