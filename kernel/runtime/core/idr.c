// SPDX-License-Identifier: GPL-2.0
/* Numbers for pointers. */
#include <linux/errno.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

/* NULL may be stored, and does not make a number free: free slots hold NULL, and this stands for a stored NULL. */
static char stored_null;

static void *to_slot(void *ptr)
{
	return ptr ?: &stored_null;
}

static void *from_slot(void *slot)
{
	return slot == &stored_null ? NULL : slot;
}

static int grow(struct idr *idr, unsigned int needed, gfp_t gfp)
{
	unsigned int size = max(roundup_pow_of_two(needed), 16UL);
	void **slots = krealloc_array(idr->slots, size, sizeof(void *), gfp);

	if (!slots)
		return -ENOMEM;
	memset(slots + idr->size, 0, (size - idr->size) * sizeof(void *));
	idr->slots = slots;
	idr->size = size;
	return 0;
}

static unsigned int first_free(const struct idr *idr, unsigned int from)
{
	while (from < idr->size && idr->slots[from])
		from++;
	return from;
}

/* Both ends included. */
static int alloc_range(struct idr *idr, void *ptr, unsigned int min, unsigned int max, gfp_t gfp)
{
	unsigned int id = first_free(idr, min);

	if (id > max)
		return -ENOSPC;
	if (id >= idr->size && grow(idr, id + 1, gfp))
		return -ENOMEM;
	idr->slots[id] = to_slot(ptr);
	return id;
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	return alloc_range(idr, ptr, start, end > 0 ? end - 1 : INT_MAX, gfp);
}

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	unsigned int last = end > 0 ? end - 1 : INT_MAX;
	int id = alloc_range(idr, ptr, max_t(unsigned int, start, idr->next), last, gfp);

	if (id == -ENOSPC)
		id = alloc_range(idr, ptr, start, last, gfp);
	if (id >= 0)
		idr->next = id + 1;
	return id;
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	return id < idr->size ? from_slot(idr->slots[id]) : NULL;
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	void *ptr = idr_find(idr, id);

	if (id < idr->size)
		idr->slots[id] = NULL;
	return ptr;
}

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	void *old = idr_find(idr, id);

	if (id >= idr->size || !idr->slots[id])
		return ERR_PTR(-ENOENT);
	idr->slots[id] = to_slot(ptr);
	return old;
}

void *idr_get_next(struct idr *idr, int *nextid)
{
	for (unsigned int id = *nextid; id < idr->size; id++) {
		if (idr->slots[id]) {
			*nextid = id;
			return from_slot(idr->slots[id]);
		}
	}
	return NULL;
}

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data)
{
	for (unsigned int id = 0; id < idr->size; id++) {
		int ret = idr->slots[id] ? fn(id, from_slot(idr->slots[id]), data) : 0;

		if (ret)
			return ret;
	}
	return 0;
}

bool idr_is_empty(const struct idr *idr)
{
	for (unsigned int id = 0; id < idr->size; id++)
		if (idr->slots[id])
			return false;
	return true;
}

void idr_destroy(struct idr *idr)
{
	kfree(idr->slots);
	idr_init(idr);
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	unsigned long flags;
	int id;

	/* Growing under the lock must not sleep. */
	spin_lock_irqsave(&ida->lock, flags);
	id = alloc_range(&ida->idr, NULL, min, min_t(unsigned int, max, INT_MAX), GFP_NOWAIT);
	spin_unlock_irqrestore(&ida->lock, flags);
	return id;
}

void ida_free(struct ida *ida, unsigned int id)
{
	unsigned long flags;
	bool was_free;

	spin_lock_irqsave(&ida->lock, flags);
	was_free = id >= ida->idr.size || !ida->idr.slots[id];
	idr_remove(&ida->idr, id);
	spin_unlock_irqrestore(&ida->lock, flags);
	WARN(was_free, "ida_free called for id=%d which is not allocated.\n", id);
}

void ida_destroy(struct ida *ida)
{
	idr_destroy(&ida->idr);
}
