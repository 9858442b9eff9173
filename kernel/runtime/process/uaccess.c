// SPDX-License-Identifier: GPL-2.0
/* Strings and copies from user memory, and what happens when the kernel faults on a user address. */

#include <linux/err.h>
#include <linux/extable.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "process-internal.h"

/* Was the kernel copying in a place where it may wait for memory? */
static bool may_sleep_for(struct pt_regs *regs)
{
	return current->mm && regs->badaddr < TASK_SIZE && !regs_irqs_disabled(regs) &&
	       preempt_count() == 0;
}

/* A copy may fault on a page that appears when it is touched: then it is tried again. */
bool fixup_exception(struct pt_regs *regs)
{
	const struct exception_table_entry *entry = search_exception_tables(regs->epc);

	if (!entry)
		return false;
	if (may_sleep_for(regs)) {
		int code;

		local_irq_enable();
		code = handle_user_page_fault(regs->badaddr, regs->cause);
		local_irq_disable();
		if (!code)
			return true;
	}
	regs->epc = entry->fixup;
	return true;
}

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	long i;

	for (i = 0; i < count; i++) {
		if (get_user(dst[i], src + i))
			return -EFAULT;
		if (!dst[i])
			return i;
	}
	return count;
}

long strnlen_user(const char __user *s, long n)
{
	long i;
	char c;

	for (i = 0; i < n; i++) {
		if (get_user(c, s + i))
			return 0;
		if (!c)
			return i + 1;
	}
	return n + 1;
}

void *memdup_user(const void __user *src, size_t len)
{
	void *p = kmalloc(len, GFP_USER | __GFP_NOWARN);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, src, len)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	return p;
}

void *vmemdup_user(const void __user *src, size_t len)
{
	return memdup_user(src, len);
}

void *memdup_user_nul(const void __user *src, size_t len)
{
	char *p = kmalloc(len + 1, GFP_KERNEL);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, src, len)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	p[len] = '\0';
	return p;
}

char *strndup_user(const char __user *s, long n)
{
	long length = strnlen_user(s, n);

	if (!length)
		return ERR_PTR(-EFAULT);
	if (length > n)
		return ERR_PTR(-EINVAL);
	return memdup_user_nul(s, length - 1);
}

/* A larger structure than the kernel knows is taken if what is unknown is zero; a smaller one is filled up with zeroes. */
int __copy_struct_from_user(void *dst, size_t ksize, const void __user *src, size_t usize)
{
	size_t i;
	char c;

	for (i = ksize; i < usize; i++) {
		if (get_user(c, (const char __user *)src + i))
			return -EFAULT;
		if (c)
			return -E2BIG;
	}
	memset(dst, 0, ksize);
	return copy_from_user(dst, src, min(ksize, usize)) ? -EFAULT : 0;
}
