// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/vmalloc.h>
#include "selftest.h"

static bool kmalloc_sizes(void)
{
	for (size_t size = 1; size <= 64 * 1024; size = size * 3 / 2 + 1) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		EXPECT(p && ksize(p) >= size && !((unsigned long)p & 15));
		memset(p, 0x11, size);
		kfree(p);
	}
	EXPECT(kmalloc(0, GFP_KERNEL) == ZERO_SIZE_PTR);
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	return true;
}

static bool zeroed(void)
{
	u8 *p = kzalloc(300, GFP_KERNEL);

	EXPECT(!memchr_inv(p, 0, 300));
	kfree(p);
	return true;
}

static bool freed_is_poisoned(void)
{
	u8 *p = kmalloc(64, GFP_KERNEL);

	memset(p, 0x11, 64);
	kfree(p);
	EXPECT(p[0] == 0x6b && p[62] == 0x6b);
	return true;
}

static bool krealloc_keeps(void)
{
	char *p = kstrdup("hello", GFP_KERNEL);

	p = krealloc(p, 5000, GFP_KERNEL);
	EXPECT(!strcmp(p, "hello"));
	kfree(p);
	p = kasprintf(GFP_KERNEL, "%s-%d", "dm", 3);
	EXPECT(!strcmp(p, "dm-3"));
	kfree(p);
	return true;
}

static bool pages_come_back(void)
{
	unsigned long before = nr_free_pages();
	struct page *pages[64];

	for (int i = 0; i < 64; i++) {
		pages[i] = alloc_pages(GFP_KERNEL, i % 4);
		EXPECT(pages[i]);
		memset(page_address(pages[i]), i, PAGE_SIZE << i % 4);
	}
	for (int i = 0; i < 64; i++)
		EXPECT(*(u8 *)page_address(pages[i]) == i);
	for (int i = 0; i < 64; i++)
		__free_pages(pages[i], i % 4);
	EXPECT(nr_free_pages() == before);
	return true;
}

static bool caches_of_objects(void)
{
	struct kmem_cache *cache = kmem_cache_create("selftest", 72, 0, 0, NULL);
	void *objects[200];

	for (int i = 0; i < 200; i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		EXPECT(objects[i]);
		memset(objects[i], i, 72);
	}
	for (int i = 0; i < 200; i++)
		EXPECT(!memchr_inv(objects[i], i, 72));
	for (int i = 0; i < 200; i++)
		kmem_cache_free(cache, objects[i]);
	EXPECT(!cache->nr_objects);
	kmem_cache_destroy(cache);
	return true;
}

static bool huge_request_fails(void)
{
	EXPECT(!kmalloc(1UL << 40, GFP_KERNEL));
	EXPECT(!alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY, 10) || nr_free_pages());
	EXPECT(!kcalloc(1UL << 40, 1UL << 40, GFP_KERNEL));
	return true;
}

static bool vmalloc_maps(void)
{
	u8 *a = vmalloc(3 * PAGE_SIZE), *b = vzalloc(PAGE_SIZE);

	EXPECT(is_vmalloc_addr(a) && is_vmalloc_addr(b));
	memset(a, 0x22, 3 * PAGE_SIZE);
	EXPECT(!memchr_inv(b, 0, PAGE_SIZE));
	vfree(a);
	vfree(b);
	return true;
}

static bool memremap_of_ram_is_direct(void)
{
	void *p = kmalloc(4096, GFP_KERNEL), *mapped = memremap(__pa(p), 4096, MEMREMAP_WB);

	EXPECT(mapped == p);
	memunmap(mapped);
	kfree(p);
	return true;
}

/* The interrupt controller's page stands for any device memory. */
static bool memremap_of_device_is_mapped(void)
{
	void *a = memremap(0xc000000, 4096, MEMREMAP_WB), *b = memremap(0xc000000, 4096, MEMREMAP_WB);

	EXPECT(is_vmalloc_addr(a) && is_vmalloc_addr(b) && a != b);
	memunmap(a);
	memunmap(b);
	EXPECT(memremap(0xc000000, 4096, MEMREMAP_WB) == a);
	memunmap(a);
	return true;
}

const struct selftest memory_tests[] = {
	{ "kmalloc gives aligned memory of every size", kmalloc_sizes },
	{ "kzalloc gives zeroes", zeroed },
	{ "kfree poisons", freed_is_poisoned },
	{ "krealloc and kasprintf", krealloc_keeps },
	{ "freed pages come back", pages_come_back },
	{ "a cache's objects do not overlap", caches_of_objects },
	{ "requests that cannot be met", huge_request_fails },
	{ "vmalloc", vmalloc_maps },
	{ "memremap of RAM is the direct map", memremap_of_ram_is_direct },
	{ "memremap of device memory, and its addresses are used again", memremap_of_device_is_mapped },
	{ }
};
