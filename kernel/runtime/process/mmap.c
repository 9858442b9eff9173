// SPDX-License-Identifier: GPL-2.0
/* mmap and its relatives. */

#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define MMAP_MIN_ADDR	0x10000UL
#define MAX_MAP_COUNT	4096
/* No single mapping may be larger than this. */
#define MAX_MAP_BYTES	(1UL << 30)
/* Anonymous mappings above this size get their pages when they are touched. */
#define LAZY_BYTES	(256UL << 10)


static unsigned long calc_vm_prot_bits(unsigned long prot)
{
	return (prot & PROT_READ ? VM_READ : 0) | (prot & PROT_WRITE ? VM_WRITE : 0) |
	       (prot & PROT_EXEC ? VM_EXEC : 0);
}

static bool range_is_user(unsigned long addr, unsigned long len)
{
	return addr >= MMAP_MIN_ADDR && addr <= TASK_SIZE && len <= TASK_SIZE - addr;
}

/* From the top down, as Linux places mappings. */
static unsigned long get_unmapped_area(struct mm_struct *mm, unsigned long addr, unsigned long len)
{
	struct vm_area_struct *vma, *last = NULL;
	unsigned long top = mm->mmap_base;

	if (range_is_user(addr, len)) {
		vma = find_vma(mm, addr);
		if (!vma || addr + len <= vma->vm_start)
			return addr;
	}
	for (vma = mm->mmap; vma; vma = vma->vm_next)
		last = vma;
	for (vma = last; vma; vma = vma->vm_prev) {
		if (vma->vm_end <= top && top - vma->vm_end >= len)
			break;
		top = min(top, vma->vm_start);
	}
	if (!vma && top < MMAP_MIN_ADDR + len)
		return -ENOMEM;
	return top - len;
}

static int mmap_check_file(struct file *file, unsigned long flags, unsigned long prot)
{
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	if ((flags & MAP_TYPE) != MAP_PRIVATE && (prot & PROT_WRITE) && !(file->f_mode & FMODE_WRITE))
		return -EACCES;
	if (file->f_op->mmap)
		return 0;
	/* Files in memory can be copied, not shared. */
	if (file->f_op == &ram_fops && ((flags & MAP_TYPE) == MAP_PRIVATE || !(prot & PROT_WRITE)))
		return 0;
	return -ENODEV;
}

static unsigned long vm_flags_for(struct file *file, unsigned long prot, unsigned long flags)
{
	unsigned long vm_flags = calc_vm_prot_bits(prot) | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;

	if ((flags & MAP_TYPE) != MAP_PRIVATE) {
		vm_flags |= VM_SHARED | VM_MAYSHARE;
		if (file && !(file->f_mode & FMODE_WRITE))
			vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
	}
	return vm_flags;
}

static int mmap_fill(struct vm_area_struct *vma, struct file *file, unsigned long flags)
{
	if (file && file->f_op->mmap)
		return file->f_op->mmap(file, vma);
	if (!(vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return 0;
	if (!file && !(flags & MAP_POPULATE) && vma->vm_end - vma->vm_start > LAZY_BYTES)
		return 0;
	return vma_populate(vma, vma->vm_start, vma->vm_end);
}

/* Caller holds mmap_lock for writing. The address, or a negative errno. */
unsigned long do_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot,
		      unsigned long flags, unsigned long pgoff)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int err;

	len = PAGE_ALIGN(len);
	if (!len || len > TASK_SIZE || pgoff + (len >> PAGE_SHIFT) < pgoff)
		return -EINVAL;
	if (mm->map_count >= MAX_MAP_COUNT || (len > MAX_MAP_BYTES && prot != PROT_NONE))
		return -ENOMEM;
	err = file ? mmap_check_file(file, flags, prot) : 0;
	if (err)
		return err;
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (offset_in_page(addr) || !range_is_user(addr, len))
			return -EINVAL;
		vma = find_vma(mm, addr);
		if ((flags & MAP_FIXED_NOREPLACE) && vma && vma->vm_start < addr + len)
			return -EEXIST;
		do_munmap(mm, addr, len);
	} else {
		addr = get_unmapped_area(mm, addr & PAGE_MASK, len);
		if (IS_ERR_VALUE(addr))
			return addr;
	}
	vma = vm_area_new(mm, addr, addr + len, vm_flags_for(file, prot, flags));
	vma->vm_pgoff = pgoff;
	vma->vm_file = file ? get_file(file) : NULL;
	insert_vma(mm, vma);
	err = mmap_fill(vma, file, flags);
	if (err) {
		/* A driver that refused must not see its own close method. */
		vma->vm_ops = NULL;
		do_munmap(mm, addr, len);
		return err;
	}
	return addr;
}

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len, unsigned long, prot,
		unsigned long, flags, unsigned long, fd, unsigned long, offset)
{
	struct file *file = NULL;
	unsigned long ret;

	if (offset_in_page(offset) || !(flags & MAP_TYPE) || (flags & MAP_TYPE) > MAP_SHARED_VALIDATE)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	mmap_write_lock(current->mm);
	ret = do_mmap(file, addr, len, prot, flags, offset >> PAGE_SHIFT);
	mmap_write_unlock(current->mm);
	if (file)
		fput(file);
	return ret;
}

SYSCALL_DEFINE2(munmap, unsigned long, addr, size_t, len)
{
	struct mm_struct *mm = current->mm;
	int ret;

	mmap_write_lock(mm);
	ret = do_munmap(mm, addr, len);
	mmap_write_unlock(mm);
	return ret;
}

static void change_protection(struct vm_area_struct *vma)
{
	unsigned long addr;
	pte_t *pte;

	for (addr = vma->vm_start; addr < vma->vm_end; addr = next_mapped(addr, pte)) {
		unsigned long keep;

		pte = pte_walk(vma->vm_mm->pgd, addr);
		if (!pte || pte_none(*pte))
			continue;
		keep = pte_val(*pte) & _PAGE_SPECIAL;
		/* With no right at all the entry keeps its page but is not valid for the hardware. */
		set_pte(pte, __pte(pte_pfn(*pte) << _PAGE_PFN_SHIFT |
				   pgprot_val(vma->vm_page_prot) | keep));
	}
}

static int mprotect_fixup(struct vm_area_struct *vma, unsigned long bits)
{
	const unsigned long rights = VM_READ | VM_WRITE | VM_EXEC;

	if ((bits & VM_WRITE) && !(vma->vm_flags & VM_MAYWRITE))
		return -EACCES;
	vma->vm_flags = (vma->vm_flags & ~rights) | bits;
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	change_protection(vma);
	if (!bits || vma->vm_end - vma->vm_start > LAZY_BYTES || (vma->vm_flags & VM_PFNMAP) || (vma->vm_ops && vma->vm_ops->fault))
		return 0;
	return vma_populate(vma, vma->vm_start, vma->vm_end);
}

/* Caller holds mmap_lock for writing. */
static int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long end,
		       unsigned long bits)
{
	struct vm_area_struct *vma = vma_lookup(mm, start);
	int err = 0;

	for (; start < end && !err; vma = vma->vm_next) {
		if (!vma || vma->vm_start > start)
			return -ENOMEM;
		if (vma->vm_start < start)
			vma = split_vma(vma, start);
		if (vma->vm_end > end)
			split_vma(vma, end);
		err = mprotect_fixup(vma, bits);
		start = vma->vm_end;
	}
	local_flush_tlb_all();
	flush_icache_all();
	return err;
}

SYSCALL_DEFINE3(mprotect, unsigned long, start, size_t, len, unsigned long, prot)
{
	struct mm_struct *mm = current->mm;
	unsigned long end = start + PAGE_ALIGN(len);
	int ret;

	if (offset_in_page(start) || end < start)
		return -EINVAL;
	if (!len)
		return 0;
	mmap_write_lock(mm);
	ret = do_mprotect(mm, start, end, calc_vm_prot_bits(prot));
	mmap_write_unlock(mm);
	return ret;
}

SYSCALL_DEFINE3(madvise, unsigned long, start, size_t, len, int, behavior)
{
	return offset_in_page(start) ? -EINVAL : 0;
}

/* Caller holds mmap_lock for writing. */
static void brk_grow(struct mm_struct *mm, unsigned long from, unsigned long to)
{
	struct vm_area_struct *vma = vma_lookup(mm, from - 1);
	struct vm_area_struct *next = find_vma(mm, from);

	if (to - from > MAX_MAP_BYTES || (next && next->vm_start < to))
		return;
	if (vma && from > mm->start_brk && vma->vm_end == from) {
		vma->vm_end = to;
	} else {
		vma = vm_area_new(mm, from, to, VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC);
		insert_vma(mm, vma);
	}
	if (vma_populate(vma, from, to))
		do_munmap(mm, from, to - from);
}

SYSCALL_DEFINE1(brk, unsigned long, brk)
{
	struct mm_struct *mm = current->mm;
	unsigned long old, new;

	mmap_write_lock(mm);
	if (brk < mm->start_brk || brk >= mm->mmap_base)
		goto out;
	old = PAGE_ALIGN(mm->brk);
	new = PAGE_ALIGN(brk);
	if (new < old)
		do_munmap(mm, new, old - new);
	else if (new > old)
		brk_grow(mm, old, new);
	if (new <= old || vma_lookup(mm, new - 1))
		mm->brk = brk;
out:
	brk = mm->brk;
	mmap_write_unlock(mm);
	return brk;
}
