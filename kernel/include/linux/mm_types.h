/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/rwsem.h>
#include <asm/page.h>
#include <asm/pgtable.h>

struct file;
struct mm_struct;
struct vm_area_struct;
struct vm_operations_struct;

typedef unsigned long vm_flags_t;

/* A range of user addresses [vm_start, vm_end) with one backing. Sorted by address in mm->mmap. */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;		/* offset in the file, in pages */
	struct file *vm_file;
	void *vm_private_data;
	struct vm_area_struct *vm_next, *vm_prev;
};

struct mm_struct {
	struct vm_area_struct *mmap;
	pgd_t *pgd;
	atomic_t mm_users;		/* tasks that run in it */
	atomic_t mm_count;		/* 1 for all users together, and 1 per lazy borrower */
	int map_count;
	spinlock_t page_table_lock;
	struct rw_semaphore mmap_lock;
	unsigned long mmap_base;
	unsigned long task_size;
	unsigned long total_vm;
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	unsigned long vdso;		/* the page with the signal return code */
	struct file *exe_file;
};

extern struct mm_struct init_mm;

#endif
