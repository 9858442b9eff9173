/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/atomic.h>
#include <linux/slab.h>

/*
 * One hart and readers that cannot be preempted: once everybody who was runnable has been scheduled, no reader of the
 * time before is left.
 */
#define rcu_read_lock()		preempt_disable()
#define rcu_read_unlock()	preempt_enable()
#define rcu_dereference(p)	READ_ONCE(p)
#define rcu_dereference_raw(p)	READ_ONCE(p)
#define rcu_dereference_check(p, c) READ_ONCE(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_access_pointer(p)	READ_ONCE(p)
#define rcu_assign_pointer(p, v) smp_store_release(&(p), (typeof(p))(v))
#define RCU_INIT_POINTER(p, v)	WRITE_ONCE(p, (typeof(p))(v))
#define rcu_replace_pointer(p, v, c) ({ typeof(p) __t = (p); rcu_assign_pointer(p, v); __t; })

void synchronize_rcu(void);
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define kfree_rcu(ptr, member)	kvfree_rcu_mightsleep(ptr)
#define kfree_rcu_mightsleep(ptr) kvfree_rcu_mightsleep(ptr)
#define kvfree_rcu_mightsleep(ptr) do { synchronize_rcu(); kfree(ptr); } while (0)

#endif
