/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/timer.h>
#include <linux/linkage.h>
#include <linux/bitops.h>
#include <linux/lockdep.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/rcupdate.h>
#include <linux/workqueue_types.h>

/* Bits of work_struct.data. */
enum work_bits {
	WORK_STRUCT_PENDING_BIT = 0,	/* queued, or about to be */
	WORK_STRUCT_INACTIVE_BIT = 1,	/* waits because max_active is reached */
	WORK_STRUCT_PWQ_BIT = 2,	/* the upper bits are a pool_workqueue */
	WORK_STRUCT_LINKED_BIT = 3,	/* the next one in the list runs right after it */
	WORK_STRUCT_COLOR_SHIFT = 4,
	WORK_STRUCT_COLOR_BITS = 1,
	WORK_STRUCT_FLAG_BITS = 8,
};

#define WORK_STRUCT_PENDING	(1UL << WORK_STRUCT_PENDING_BIT)
#define WORK_STRUCT_INACTIVE	(1UL << WORK_STRUCT_INACTIVE_BIT)
#define WORK_STRUCT_PWQ		(1UL << WORK_STRUCT_PWQ_BIT)
#define WORK_STRUCT_LINKED	(1UL << WORK_STRUCT_LINKED_BIT)
#define WORK_STRUCT_PWQ_MASK	(~((1UL << WORK_STRUCT_FLAG_BITS) - 1))
#define WORK_STRUCT_NO_POOL	0UL
#define WORK_NR_COLORS		2
#define WORK_CPU_UNBOUND	NR_CPUS

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
};

struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
};

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

void delayed_work_timer_fn(struct timer_list *t);

#define WORK_DATA_INIT()	ATOMIC_LONG_INIT((long)WORK_STRUCT_NO_POOL)
#define __WORK_INITIALIZER(n, f) { \
	.data = WORK_DATA_INIT(), .entry = { &(n).entry, &(n).entry }, .func = (f) }
#define DECLARE_WORK(n, f)	struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = { \
	.work = __WORK_INITIALIZER((n).work, (f)), .timer = __TIMER_INITIALIZER(delayed_work_timer_fn, TIMER_IRQSAFE) }
#define INIT_WORK(_work, _func) do {				\
	(_work)->data = (atomic_long_t)WORK_DATA_INIT();	\
	INIT_LIST_HEAD(&(_work)->entry);			\
	(_work)->func = (_func);				\
} while (0)
#define INIT_WORK_ONSTACK(_work, _func)	INIT_WORK(_work, _func)
#define destroy_work_on_stack(work)	do { } while (0)
#define INIT_DELAYED_WORK(_work, _func) do {			\
	INIT_WORK(&(_work)->work, (_func));			\
	timer_setup(&(_work)->timer, delayed_work_timer_fn, TIMER_IRQSAFE); \
} while (0)
#define work_pending(work)	test_bit(WORK_STRUCT_PENDING_BIT, (unsigned long *)&(work)->data)
#define delayed_work_pending(w)	work_pending(&(w)->work)

enum wq_flags {
	WQ_UNBOUND = 1 << 1,
	WQ_FREEZABLE = 1 << 2,
	WQ_MEM_RECLAIM = 1 << 3,
	WQ_HIGHPRI = 1 << 4,
	WQ_CPU_INTENSIVE = 1 << 5,
	WQ_SYSFS = 1 << 6,
	WQ_POWER_EFFICIENT = 1 << 7,
	WQ_PERCPU = 1 << 8,
	__WQ_DESTROYING = 1 << 15,
	__WQ_DRAINING = 1 << 16,
	__WQ_ORDERED = 1 << 17,
	__WQ_LEGACY = 1 << 18,
};

#define WQ_MAX_ACTIVE	2048
#define WQ_DFL_ACTIVE	(WQ_MAX_ACTIVE / 2)
#define WQ_NAME_LEN	32

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_freezable_wq;
#define system_percpu_wq	system_wq
#define system_dfl_wq		system_unbound_wq

struct workqueue_struct *__printf(1, 4) alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...);
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name)	alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, name)
void destroy_workqueue(struct workqueue_struct *wq);

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *work, unsigned long delay);
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
void __flush_workqueue(struct workqueue_struct *wq);
#define flush_workqueue(wq)	__flush_workqueue(wq)
void drain_workqueue(struct workqueue_struct *wq);
bool flush_work(struct work_struct *work);
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
bool disable_work_sync(struct work_struct *work);
struct work_struct *current_work(void);
unsigned int work_busy(struct work_struct *work);
void set_worker_desc(const char *fmt, ...);
void workqueue_init(void);

static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

static inline bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static inline bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static inline bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

#define schedule_work_on(cpu, work)	queue_work_on(cpu, system_wq, work)
#define flush_scheduled_work()		flush_workqueue(system_wq)

#endif
