/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_UACCESS_H
#define _ASM_UACCESS_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <asm/pgtable.h>

static inline int access_ok(const void __user *ptr, unsigned long size)
{
	unsigned long addr = (unsigned long)ptr;

	return size <= TASK_SIZE && addr <= TASK_SIZE - size;
}

unsigned long __asm_copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long __asm_copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long __asm_clear_user(void __user *to, unsigned long n);

/* One value of 1, 2, 4 or 8 bytes; 0 or -EFAULT. The value reads as 0 after a fault. */
#define get_user(x, ptr) \
({ \
	/* Little-endian: the bytes that are copied are the low ones. */ \
	unsigned long __gu_val = 0; \
	int __gu_err = 0; \
	if (!access_ok((ptr), sizeof(*(ptr))) || \
	    __asm_copy_from_user(&__gu_val, (ptr), sizeof(*(ptr)))) { \
		__gu_err = -EFAULT; \
		__gu_val = 0; \
	} \
	(x) = (__typeof__(*(ptr)))__gu_val; \
	__gu_err; \
})

#define put_user(x, ptr) \
({ \
	__typeof__(*(ptr)) __pu_val = (__typeof__(*(ptr)))(x); \
	(!access_ok((ptr), sizeof(*(ptr))) || \
	 __asm_copy_to_user((ptr), &__pu_val, sizeof(*(ptr)))) ? -EFAULT : 0; \
})

#define __get_user get_user
#define __put_user put_user

#endif
