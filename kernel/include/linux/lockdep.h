/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/types.h>
#include <linux/compiler.h>

/* Built without the lock checker, as distributions build it: the assertions cost and say nothing. */
struct lock_class_key {
};

struct lockdep_map {
};

#define lockdep_assert_held(l)		do { (void)(l); } while (0)
#define lockdep_assert_held_write(l)	do { (void)(l); } while (0)
#define lockdep_assert_held_read(l)	do { (void)(l); } while (0)
#define lockdep_assert_not_held(l)	do { (void)(l); } while (0)
#define lockdep_assert_irqs_disabled()	do { } while (0)
#define lockdep_assert_irqs_enabled()	do { } while (0)
#define lockdep_set_class(lock, key)	do { (void)(key); } while (0)
#define lockdep_is_held(l)		1
#define lockdep_init_map(m, n, k, s)	do { (void)(k); } while (0)
#define lock_acquire(...)		do { } while (0)
#define lock_release(...)		do { } while (0)

#endif
