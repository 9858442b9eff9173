// SPDX-License-Identifier: GPL-2.0
/*
 * Small objects, cut from pages. A freed object is filled with 0x6b; on the next allocation the pattern is checked, so
 * that a write after the free is reported, and a second free at once.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/pgtable.h>
#include "core.h"

LIST_HEAD(slab_caches);
static DEFINE_SPINLOCK(slab_caches_lock);

#define KMALLOC_MIN_SHIFT	4
#define KMALLOC_MAX_SHIFT	13
static struct kmem_cache kmalloc_caches[KMALLOC_MAX_SHIFT + 1];
static const char *const kmalloc_names[KMALLOC_MAX_SHIFT + 1] = {
	[4] = "kmalloc-16", [5] = "kmalloc-32", [6] = "kmalloc-64", [7] = "kmalloc-128", [8] = "kmalloc-256",
	[9] = "kmalloc-512", [10] = "kmalloc-1k", [11] = "kmalloc-2k", [12] = "kmalloc-4k", [13] = "kmalloc-8k",
};

/* Behind each object: what it is right now, and the next free one. Outside the object, so that stray writes spare it. */
struct object_trailer {
	unsigned long state;
	void *next_free;
};

#define OBJECT_ALLOCATED	0xa110ca7edUL
#define OBJECT_FREE		0xf4eeUL

static struct object_trailer *trailer_of(struct kmem_cache *s, void *object)
{
	return object + s->size - sizeof(struct object_trailer);
}

static void init_cache(struct kmem_cache *s, const char *name, unsigned int size, unsigned int align,
		       slab_flags_t flags, void (*ctor)(void *))
{
	align = max3(align, (unsigned int)ARCH_KMALLOC_MINALIGN, 8U);
	if (flags & SLAB_HWCACHE_ALIGN)
		align = max(align, 64U);
	memset(s, 0, sizeof(*s));
	s->name = name;
	s->object_size = size;
	s->align = align;
	s->size = ALIGN(ALIGN(size, 8) + sizeof(struct object_trailer), align);
	s->flags = flags;
	s->ctor = ctor;
	s->slab_order = get_order(s->size * 8);
	if (s->slab_order > 3)
		s->slab_order = max(get_order(s->size), 3);
	s->objs_per_slab = (PAGE_SIZE << s->slab_order) / s->size;
	spin_lock_init(&s->list_lock);
	INIT_LIST_HEAD(&s->partial);
	spin_lock(&slab_caches_lock);
	list_add_tail(&s->list, &slab_caches);
	spin_unlock(&slab_caches_lock);
}

void kmem_cache_init(void)
{
	for (int shift = KMALLOC_MIN_SHIFT; shift <= KMALLOC_MAX_SHIFT; shift++)
		init_cache(&kmalloc_caches[shift], kmalloc_names[shift], 1U << shift, ARCH_KMALLOC_MINALIGN, 0, NULL);
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *))
{
	struct kmem_cache *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (s)
		init_cache(s, name, size, align, flags, ctor);
	return s;
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	if (!s)
		return;
	WARN(s->nr_objects, "kmem_cache_destroy %s: Slab cache still has objects", s->name);
	spin_lock(&slab_caches_lock);
	list_del(&s->list);
	spin_unlock(&slab_caches_lock);
	kfree(s);
}

static void push_free(struct kmem_cache *s, struct page *slab, void *object)
{
	struct object_trailer *trailer = trailer_of(s, object);

	trailer->state = OBJECT_FREE;
	trailer->next_free = slab->slab_freelist;
	slab->slab_freelist = object;
}

static void poison(struct kmem_cache *s, void *object)
{
	/* What a constructor has set up stays valid while the object is free. */
	if (s->ctor)
		return;
	memset(object, POISON_FREE, s->object_size);
	((u8 *)object)[s->object_size - 1] = POISON_END;
}

/* All pages of a slab lead to its head through `mapping`. */
static struct page *new_slab(struct kmem_cache *s, gfp_t flags)
{
	struct page *slab = alloc_pages(flags & ~__GFP_ZERO, s->slab_order);

	if (!slab)
		return NULL;
	for (unsigned int i = 0; i < 1U << s->slab_order; i++) {
		__set_bit(PG_slab, &slab[i].flags);
		slab[i].mapping = (struct address_space *)slab;
	}
	slab->private = (unsigned long)s;
	return slab;
}

static void carve_slab(struct kmem_cache *s, struct page *slab)
{
	void *start = page_address(slab);

	slab->mapping = NULL;
	slab->slab_inuse = 0;
	for (int i = s->objs_per_slab - 1; i >= 0; i--) {
		void *object = start + i * s->size;

		if (s->ctor)
			s->ctor(object);
		poison(s, object);
		push_free(s, slab, object);
	}
}

static void report_overwritten(struct kmem_cache *s, void *object, unsigned int offset)
{
	pr_err("=============================================================================\n");
	pr_err("BUG %s: Poison overwritten\n", s->name);
	pr_err("object %px, first wrong byte %px @offset=%u, %#x instead of %#x\n", object, object + offset, offset,
	       ((u8 *)object)[offset], POISON_FREE);
	dump_stack();
}

static void check_poison(struct kmem_cache *s, void *object)
{
	const u8 *bytes = object;
	unsigned int last = s->object_size - 1;

	if (s->ctor)
		return;
	for (unsigned int i = 0; i <= last; i++) {
		if (bytes[i] != (i == last ? POISON_END : POISON_FREE)) {
			report_overwritten(s, object, i);
			return;
		}
	}
}

static struct page *head_of(const void *object)
{
	struct page *page = virt_to_page(object);

	return page->mapping ? (struct page *)page->mapping : page;
}

static void *pop_free(struct kmem_cache *s)
{
	struct page *slab = list_first_entry_or_null(&s->partial, struct page, slab_list);
	void *object;

	if (!slab)
		return NULL;
	object = slab->slab_freelist;
	slab->slab_freelist = trailer_of(s, object)->next_free;
	trailer_of(s, object)->state = OBJECT_ALLOCATED;
	s->nr_objects++;
	if (++slab->slab_inuse == s->objs_per_slab)
		list_del_init(&slab->slab_list);
	return object;
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	unsigned long irqflags;
	void *object;

	might_sleep_if(gfpflags_allow_blocking(flags));
	spin_lock_irqsave(&s->list_lock, irqflags);
	object = pop_free(s);
	if (!object) {
		struct page *slab;

		spin_unlock_irqrestore(&s->list_lock, irqflags);
		slab = new_slab(s, flags);
		if (!slab)
			return NULL;
		carve_slab(s, slab);
		spin_lock_irqsave(&s->list_lock, irqflags);
		list_add(&slab->slab_list, &s->partial);
		object = pop_free(s);
	}
	spin_unlock_irqrestore(&s->list_lock, irqflags);
	check_poison(s, object);
	if (flags & __GFP_ZERO)
		memset(object, 0, s->object_size);
	else if (!s->ctor)
		memset(object, POISON_INUSE, s->object_size);
	return object;
}

static void free_slab(struct kmem_cache *s, struct page *slab)
{
	for (unsigned int i = 0; i < 1U << s->slab_order; i++) {
		__clear_bit(PG_slab, &slab[i].flags);
		slab[i].mapping = NULL;
	}
	__free_pages(slab, s->slab_order);
}

static bool is_object(struct kmem_cache *s, struct page *slab, const void *object)
{
	unsigned long offset = object - page_address(slab);

	return offset % s->size == 0 && offset / s->size < s->objs_per_slab;
}

/* The report of an invalid kfree, which ends as an oops: whoever runs this has lost track of its memory. */
static void __noreturn bad_free(const char *what, const void *object, const char *name)
{
	pr_emerg("BUG %s: %s, object %px\n", name, what, object);
	BUG();
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	struct page *slab = head_of(object);
	struct object_trailer *trailer = trailer_of(s, object);
	bool empty;
	unsigned long flags;

	if (!test_bit(PG_slab, &slab->flags) || slab->private != (unsigned long)s || !is_object(s, slab, object))
		bad_free("Invalid object pointer freed", object, s->name);
	if (trailer->state == OBJECT_FREE)
		bad_free("Object already free (double free)", object, s->name);
	if (trailer->state != OBJECT_ALLOCATED)
		bad_free("Object overrun: its end marker is overwritten", object, s->name);
	poison(s, object);
	spin_lock_irqsave(&s->list_lock, flags);
	push_free(s, slab, object);
	s->nr_objects--;
	if (slab->slab_inuse-- == s->objs_per_slab)
		list_add(&slab->slab_list, &s->partial);
	/* One empty slab is kept, so that a lone object going back and forth is cheap. */
	empty = !slab->slab_inuse && !list_is_singular(&s->partial);
	if (empty)
		list_del_init(&slab->slab_list);
	spin_unlock_irqrestore(&s->list_lock, flags);
	if (empty)
		free_slab(s, slab);
}

static struct kmem_cache *kmalloc_cache(size_t size)
{
	int shift = size <= 1UL << KMALLOC_MIN_SHIFT ? KMALLOC_MIN_SHIFT : fls64(size - 1);

	return &kmalloc_caches[shift];
}

void *kmalloc(size_t size, gfp_t flags)
{
	if (!size)
		return ZERO_SIZE_PTR;
	if (size > KMALLOC_MAX_SIZE)
		return NULL;
	if (size > KMALLOC_MAX_CACHE_SIZE)
		return (void *)__get_free_pages(flags, get_order(size));
	return kmem_cache_alloc(kmalloc_cache(size), flags);
}

static struct kmem_cache *cache_of(struct page *head)
{
	return test_bit(PG_slab, &head->flags) ? (struct kmem_cache *)head->private : NULL;
}

/* The allocated pages or slab that @object lies in; anything else cannot have come from kmalloc. */
static struct page *checked_head(const void *object)
{
	struct page *head;

	if (!virt_addr_valid(object) || virt_to_pfn(object) >= contig_zone.untouched_pfn)
		bad_free("Trying to free a pointer that is not of kmalloc", object, "kfree");
	head = head_of(object);
	if (!test_bit(PG_slab, &head->flags) && (!test_bit(PG_head, &head->flags) || !PAGE_ALIGNED(object)))
		bad_free("Trying to free pages that are free, or their middle", object, "kfree");
	return head;
}

void kfree(const void *objp)
{
	struct kmem_cache *s;
	struct page *head;

	if (ZERO_OR_NULL_PTR(objp))
		return;
	head = checked_head(objp);
	s = cache_of(head);
	if (s)
		kmem_cache_free(s, (void *)objp);
	else
		__free_pages(head, head->private);
}

size_t ksize(const void *objp)
{
	struct kmem_cache *s;
	struct page *head;

	if (ZERO_OR_NULL_PTR(objp))
		return 0;
	head = checked_head(objp);
	s = cache_of(head);
	return s ? s->object_size : PAGE_SIZE << head->private;
}

void kfree_sensitive(const void *objp)
{
	memzero_explicit((void *)objp, ksize(objp));
	kfree(objp);
}

void *krealloc(const void *p, size_t new_size, gfp_t flags)
{
	size_t old_size = ksize(p);
	void *new;

	if (!new_size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	if (new_size <= old_size)
		return (void *)p;
	new = kmalloc(new_size, flags);
	if (new) {
		memcpy(new, p, old_size);
		kfree(p);
	}
	return new;
}
