/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

struct task_struct *__printf(4, 5) kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
							  const char namefmt[], ...);
#define NUMA_NO_NODE (-1)
#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)

/* Creates a thread and starts it. */
#define kthread_run(threadfn, data, namefmt, ...) ({			\
	struct task_struct *__k = kthread_create(threadfn, data, namefmt, ##__VA_ARGS__); \
	if (!IS_ERR(__k))						\
		wake_up_process(__k);					\
	__k; })

/* Asks a thread to end and waits until it has; the value is its result, -EINTR if it never ran. */
int kthread_stop(struct task_struct *k);
int kthread_stop_put(struct task_struct *k);
bool kthread_should_stop(void);
bool __kthread_should_park(struct task_struct *k);
bool kthread_should_park(void);
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
void kthread_parkme(void);
void *kthread_data(struct task_struct *k);
void __noreturn kthread_exit(long result);
void __noreturn kthread_complete_and_exit(struct completion *comp, long code);
#define kthread_bind(k, cpu)	do { } while (0)
bool kthread_freezable_should_stop(bool *was_frozen);

int kthreadd(void *unused);
extern struct task_struct *kthreadd_task;
void free_kthread_struct(struct task_struct *k);

#endif
