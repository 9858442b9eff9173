/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/cleanup.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>
#include <linux/err.h>

#define SLAB_HWCACHE_ALIGN	0x00002000U
#define SLAB_PANIC		0x00040000U
#define SLAB_TYPESAFE_BY_RCU	0x00080000U
#define SLAB_ACCOUNT		0x04000000U
#define ARCH_KMALLOC_MINALIGN	16
#define KMALLOC_MAX_CACHE_SIZE	8192UL
#define KMALLOC_MAX_SIZE	(PAGE_SIZE << MAX_PAGE_ORDER)
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(x)	((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

struct kmem_cache {
	const char *name;
	/* Bytes of an object as asked for, and with padding. */
	unsigned int object_size;
	unsigned int size;
	unsigned int align;
	slab_flags_t flags;
	unsigned int objs_per_slab;
	unsigned int slab_order;
	void (*ctor)(void *object);
	spinlock_t list_lock;
	/* Pages with a free object. Full ones are on no list. */
	struct list_head partial;
	unsigned long nr_objects;
	/* All caches, from slab_caches on. */
	struct list_head list;
};

extern struct list_head slab_caches;

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *s);
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags) __malloc;
void kmem_cache_free(struct kmem_cache *s, void *objp);
#define kmem_cache_zalloc(k, flags)	kmem_cache_alloc(k, (flags) | __GFP_ZERO)
#define KMEM_CACHE(__struct, __flags) \
	kmem_cache_create(#__struct, sizeof(struct __struct), __alignof__(struct __struct), (__flags), NULL)

void *kmalloc(size_t size, gfp_t flags) __malloc;
void *krealloc(const void *p, size_t new_size, gfp_t flags) __must_check;
void kfree(const void *objp);
void kfree_sensitive(const void *objp);
size_t ksize(const void *objp);
#define kzalloc(size, flags)		kmalloc(size, (flags) | __GFP_ZERO)
#define kmalloc_node(size, flags, node)	kmalloc(size, flags)
#define kzalloc_node(size, flags, node)	kzalloc(size, flags)
#define kmalloc_track_caller(size, flags) kmalloc(size, flags)

static inline void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc(bytes, flags);
}

static inline void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

static inline void *krealloc_array(void *p, size_t new_n, size_t new_size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(new_n, new_size, &bytes)))
		return NULL;
	return krealloc(p, bytes, flags);
}

void *kvmalloc(size_t size, gfp_t flags);
void kvfree(const void *addr);
#define kvzalloc(size, flags)		kvmalloc(size, (flags) | __GFP_ZERO)
#define kvmalloc_array(n, size, flags)	kvmalloc(size_mul(n, size), flags)
#define kvcalloc(n, size, flags)	kvzalloc(size_mul(n, size), flags)

void kmem_cache_init(void);

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#endif
