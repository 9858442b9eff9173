/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RUNTIME_WORKQUEUE_INTERNAL_H
#define _RUNTIME_WORKQUEUE_INTERNAL_H

/* The structures behind work queues, with Linux's names, because debuggers walk them. */

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define WORKER_DESC_LEN	32

enum worker_flags {
	WORKER_DIE = 1 << 1,
	WORKER_IDLE = 1 << 2,
	WORKER_PREP = 1 << 3,
	WORKER_UNBOUND = 1 << 7,
	/* Runs, but is not counted in nr_running. */
	WORKER_NOT_RUNNING = WORKER_PREP | WORKER_UNBOUND,
};

/* Threads that share a list of works. */
struct worker_pool {
	raw_spinlock_t lock;
	int cpu;
	int id;
	unsigned int flags;
	/* Bound workers that are on the hart right now: a further one is started only when this is 0. */
	int nr_running;
	struct list_head worklist;
	int nr_workers;
	int nr_idle;
	struct list_head idle_list;
	/* All workers, and those of them that run a work. */
	struct list_head workers;
	struct list_head busy_list;
	long nice;
};

/* What connects a queue to the pool that works for it. Aligned, because work_struct.data has flags in the low bits. */
struct pool_workqueue {
	struct worker_pool *pool;
	struct workqueue_struct *wq;
	int work_color;
	int refcnt;
	int nr_in_flight[WORK_NR_COLORS];
	int nr_active;
	/* Works over max_active. */
	struct list_head inactive_works;
	struct list_head pwqs_node;
} __aligned(1 << WORK_STRUCT_FLAG_BITS);

struct workqueue_struct {
	struct list_head pwqs;
	/* All queues, from `workqueues` on. */
	struct list_head list;
	/* One flush at a time. */
	struct mutex mutex;
	wait_queue_head_t flush_wait;
	int nr_drainers;
	int max_active;
	unsigned int flags;
	/* A thread of its own for a queue that must get on when no memory is left for another worker. */
	struct worker *rescuer;
	char name[WQ_NAME_LEN];
};

struct worker {
	/* On the pool's idle_list or busy_list. */
	struct list_head entry;
	struct work_struct *current_work;
	work_func_t current_func;
	struct pool_workqueue *current_pwq;
	int current_color;
	/* Works to do next, ahead of the pool's list. */
	struct list_head scheduled;
	struct task_struct *task;
	struct worker_pool *pool;
	struct list_head node;
	unsigned int flags;
	int id;
	bool sleeping;
	char desc[WORKER_DESC_LEN];
	struct workqueue_struct *rescue_wq;
};

/* A work that a flush puts behind the one it waits for. */
struct wq_barrier {
	struct work_struct work;
	struct completion done;
	struct task_struct *task;
};

extern struct list_head workqueues;

#endif
