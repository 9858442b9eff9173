// SPDX-License-Identifier: GPL-2.0
/*
 * The page allocator: a buddy system whose blocks come from a frontier that moves upwards. Memory beyond the frontier has
 * never been touched, so that RAM that nobody needs costs nothing.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "core.h"

struct page *mem_map;
struct zone contig_zone = { .lock = __SPIN_LOCK_UNLOCKED(contig_zone.lock) };

int get_order(unsigned long size)
{
	return size <= PAGE_SIZE ? 0 : fls64((size - 1) >> PAGE_SHIFT);
}

unsigned long nr_free_pages(void)
{
	return contig_zone.free_pages;
}

static void init_pages(unsigned long pfn, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++) {
		struct page *page = pfn_to_page(pfn + i);

		memset(page, 0, sizeof(*page));
		INIT_LIST_HEAD(&page->lru);
	}
}

static void add_free_block(struct zone *zone, struct page *page, unsigned int order)
{
	__set_bit(PG_buddy, &page->flags);
	page->private = order;
	list_add(&page->lru, &zone->free_area[order].free_list);
	zone->free_area[order].nr_free++;
}

static void remove_free_block(struct zone *zone, struct page *page, unsigned int order)
{
	__clear_bit(PG_buddy, &page->flags);
	list_del(&page->lru);
	zone->free_area[order].nr_free--;
}

/* Moves the frontier: takes the largest aligned block behind it. */
static bool grow(struct zone *zone)
{
	unsigned long pfn = zone->untouched_pfn;
	unsigned int order = MAX_PAGE_ORDER;

	if (pfn >= zone->end_pfn)
		return false;
	while (pfn & ((1UL << order) - 1) || pfn + (1UL << order) > zone->end_pfn)
		order--;
	init_pages(pfn, 1UL << order);
	add_free_block(zone, pfn_to_page(pfn), order);
	zone->untouched_pfn = pfn + (1UL << order);
	return true;
}

static struct page *take_block(struct zone *zone, unsigned int order)
{
	for (unsigned int o = order; o < NR_PAGE_ORDERS; o++) {
		struct page *page = list_first_entry_or_null(&zone->free_area[o].free_list, struct page, lru);

		if (!page)
			continue;
		remove_free_block(zone, page, o);
		while (o > order) {
			o--;
			add_free_block(zone, page + (1UL << o), o);
		}
		return page;
	}
	return NULL;
}

/*
 * As in Linux, a small request that may wait never fails: the system runs out of memory first, and there is no process
 * worth killing instead.
 */
static bool may_fail(gfp_t gfp, unsigned int order)
{
	return !(gfp & __GFP_NOFAIL) &&
	       (order > 3 || !(gfp & __GFP_DIRECT_RECLAIM) || (gfp & (__GFP_NORETRY | __GFP_RETRY_MAYFAIL)));
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	struct zone *zone = &contig_zone;
	unsigned long flags;
	struct page *page;

	if (WARN_ON_ONCE(order > MAX_PAGE_ORDER))
		return NULL;
	spin_lock_irqsave(&zone->lock, flags);
	do {
		page = take_block(zone, order);
	} while (!page && grow(zone));
	if (page) {
		zone->free_pages -= 1UL << order;
		__set_bit(PG_head, &page->flags);
		page->private = order;
		atomic_set(&page->_refcount, 1);
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	if (!page) {
		if (!may_fail(gfp, order))
			panic("Out of memory and no killable processes... (order=%u, gfp=%#x)", order, gfp);
		return NULL;
	}
	if (gfp & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	return page;
}

static struct page *free_buddy(struct zone *zone, unsigned long pfn, unsigned int order)
{
	unsigned long buddy_pfn = pfn ^ (1UL << order);
	struct page *buddy;

	if (buddy_pfn < ARCH_PFN_OFFSET || buddy_pfn + (1UL << order) > zone->untouched_pfn)
		return NULL;
	buddy = pfn_to_page(buddy_pfn);
	return test_bit(PG_buddy, &buddy->flags) && buddy->private == order ? buddy : NULL;
}

static void free_block(struct zone *zone, struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	zone->free_pages += 1UL << order;
	for (; order < MAX_PAGE_ORDER; order++) {
		struct page *buddy = free_buddy(zone, pfn, order);

		if (!buddy)
			break;
		remove_free_block(zone, buddy, order);
		pfn &= ~(1UL << order);
	}
	add_free_block(zone, pfn_to_page(pfn), order);
}

void __free_pages(struct page *page, unsigned int order)
{
	struct zone *zone = &contig_zone;
	unsigned long flags;

	if (!atomic_dec_and_test(&page->_refcount)) {
		if (unlikely(page_ref_count(page) < 0))
			panic("page %#lx freed twice", page_to_pfn(page));
		return;
	}
	/* What still points here shall be noticed. */
	memset(page_address(page), POISON_FREE, PAGE_SIZE << order);
	spin_lock_irqsave(&zone->lock, flags);
	__clear_bit(PG_head, &page->flags);
	free_block(zone, page, order);
	spin_unlock_irqrestore(&zone->lock, flags);
}

void put_page(struct page *page)
{
	__free_pages(page, page->private);
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return __get_free_pages(gfp | __GFP_ZERO, 0);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page(addr), order);
}

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	return (void *)__get_free_pages(gfp, get_order(size));
}

void free_pages_exact(void *virt, size_t size)
{
	free_pages((unsigned long)virt, get_order(size));
}

/* @first_free: first byte of RAM behind the image. The array of struct page goes there, the rest is for everybody. */
void mem_init(phys_addr_t first_free, phys_addr_t ram_end)
{
	struct zone *zone = &contig_zone;
	unsigned long pages = phys_to_pfn(ram_end) - ARCH_PFN_OFFSET;
	phys_addr_t map = ALIGN(first_free, PAGE_SIZE);

	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
		INIT_LIST_HEAD(&zone->free_area[order].free_list);
	mem_map = __va(map);
	zone->untouched_pfn = phys_to_pfn(PAGE_ALIGN(map + pages * sizeof(struct page)));
	zone->end_pfn = phys_to_pfn(ram_end);
	if (zone->untouched_pfn >= zone->end_pfn)
		panic("%lu pages of RAM are too few", pages);
	zone->managed_pages = zone->end_pfn - zone->untouched_pfn;
	zone->free_pages = zone->managed_pages;
}
