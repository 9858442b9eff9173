/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/types.h>
#include <linux/list.h>
#include <asm/page.h>

#define VM_IOREMAP	0x00000001
#define VM_ALLOC	0x00000002
#define VM_MAP		0x00000004

/* A range of the vmalloc area. */
struct vm_struct {
	struct list_head list;
	void *addr;
	/* With the guard page that follows it. */
	unsigned long size;
	unsigned long flags;
	phys_addr_t phys_addr;
};

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
struct vm_struct *find_vm_area(const void *addr);
struct vm_struct *remove_vm_area(const void *addr);
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void vfree(const void *addr);

static inline bool is_vmalloc_addr(const void *x)
{
	return (unsigned long)x >= VMALLOC_START && (unsigned long)x < VMALLOC_END;
}

#endif
