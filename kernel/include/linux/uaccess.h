/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <asm/uaccess.h>

/* Each returns the number of bytes that could NOT be copied. */
static inline unsigned long __must_check copy_from_user(void *to, const void __user *from,
							unsigned long n)
{
	unsigned long left = n;

	if (access_ok(from, n))
		left = __asm_copy_from_user(to, from, n);
	if (left)
		__builtin_memset((char *)to + (n - left), 0, left);
	return left;
}

static inline unsigned long __must_check copy_to_user(void __user *to, const void *from,
						      unsigned long n)
{
	if (!access_ok(to, n))
		return n;
	return __asm_copy_to_user(to, from, n);
}

static inline unsigned long __must_check clear_user(void __user *to, unsigned long n)
{
	if (!access_ok(to, n))
		return n;
	return __asm_clear_user(to, n);
}

#define __copy_from_user copy_from_user
#define __copy_to_user copy_to_user

/* Length without the NUL, or @count when there is none that early, or -EFAULT. */
long strncpy_from_user(char *dst, const char __user *src, long count);
/* Length with the NUL, or 0 on a fault, or more than @n. */
long strnlen_user(const char __user *s, long n);
/* A copy from kmalloc, or ERR_PTR(-ENOMEM or -EFAULT). */
void *memdup_user(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
char *strndup_user(const char __user *s, long n);

#define copy_struct_from_user __copy_struct_from_user
int __copy_struct_from_user(void *dst, size_t ksize, const void __user *src, size_t usize);

#define u64_to_user_ptr(x) ((void __user *)(uintptr_t)(u64)(x))

#endif
