/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/types.h>
#include <linux/spinlock.h>
#include <linux/list.h>
#include <asm/page.h>

/* A block of 2^MAX_PAGE_ORDER pages is the largest. */
#define MAX_PAGE_ORDER	10
#define NR_PAGE_ORDERS	(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES (1UL << MAX_PAGE_ORDER)

enum pageflags {
	PG_locked,
	PG_reserved,	/* never to be given out */
	PG_buddy,	/* head of a free block; private is its order */
	PG_slab,	/* private is the kmem_cache */
	PG_head,	/* head of an allocated block; private is its order */
};

struct address_space;

struct page {
	unsigned long flags;
	union {
		struct list_head lru;
		/* A page of a slab. */
		struct {
			struct list_head slab_list;
		};
	};
	/* In a slab: its head page; NULL in the head itself. */
	struct address_space *mapping;
	void *slab_freelist;
	union {
		pgoff_t index;
		unsigned long slab_inuse;
	};
	unsigned long private;
	atomic_t _mapcount;
	atomic_t _refcount;
};

struct free_area {
	struct list_head free_list;
	unsigned long nr_free;
};

struct zone {
	spinlock_t lock;
	/* Pages from here on have never been used; their struct page is not initialised. */
	unsigned long untouched_pfn;
	unsigned long end_pfn;
	unsigned long managed_pages;
	unsigned long free_pages;
	struct free_area free_area[NR_PAGE_ORDERS];
};

extern struct zone contig_zone;

static inline void get_page(struct page *page)
{
	atomic_inc(&page->_refcount);
}

static inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

#define page_count(page)	page_ref_count(page)
#define page_private(page)	((page)->private)
#define page_address(page)	page_to_virt(page)
void put_page(struct page *page);

#endif
