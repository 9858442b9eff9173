/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_HASHTABLE_H
#define _LINUX_HASHTABLE_H

#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>

#define DECLARE_HASHTABLE(name, bits)	struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits)	struct hlist_head name[1 << (bits)] = { }
#define HASH_SIZE(name)			ARRAY_SIZE(name)
#define HASH_BITS(name)			ilog2(HASH_SIZE(name))
#define hash_min(val, bits)		(sizeof(val) <= 4 ? hash_32(val, bits) : hash_long(val, bits))
#define hash_add(hashtable, node, key)	hlist_add_head(node, &hashtable[hash_min(key, HASH_BITS(hashtable))])
#define hash_del(node)			hlist_del_init(node)
#define hash_hashed(node)		(!hlist_unhashed(node))
#define hash_init(hashtable) do {					\
	for (size_t __i = 0; __i < HASH_SIZE(hashtable); __i++)		\
		INIT_HLIST_HEAD(&(hashtable)[__i]);			\
} while (0)
#define hash_for_each(name, bkt, obj, member)				\
	for ((bkt) = 0, obj = NULL; obj == NULL && (size_t)(bkt) < HASH_SIZE(name); (bkt)++) \
		hlist_for_each_entry(obj, &name[bkt], member)
#define hash_for_each_safe(name, bkt, tmp, obj, member)			\
	for ((bkt) = 0, obj = NULL; obj == NULL && (size_t)(bkt) < HASH_SIZE(name); (bkt)++) \
		hlist_for_each_entry_safe(obj, tmp, &name[bkt], member)
#define hash_for_each_possible(name, obj, member, key)			\
	hlist_for_each_entry(obj, &name[hash_min(key, HASH_BITS(name))], member)

#endif
