/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_EVENTFD_H
#define _LINUX_EVENTFD_H

#include <linux/wait.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/kref.h>
#include <linux/fcntl.h>
#include <uapi/linux/eventfd.h>
#include <uapi/linux/eventpoll.h>

struct file;

#define EFD_SHARED_FCNTL_FLAGS	(O_CLOEXEC | O_NONBLOCK)
#define EFD_FLAGS_SET		(EFD_SHARED_FCNTL_FLAGS | EFD_SEMAPHORE)

struct eventfd_ctx {
	struct kref kref;
	/* Its lock protects count. Wake callbacks run under it, with interrupts off. */
	wait_queue_head_t wqh;
	__u64 count;
	unsigned int flags;
	int id;
};

struct file *eventfd_fget(int fd);
struct eventfd_ctx *eventfd_ctx_fdget(int fd);
struct eventfd_ctx *eventfd_ctx_fileget(struct file *file);
void eventfd_ctx_put(struct eventfd_ctx *ctx);
/* Adds one to the counter and wakes with @mask (EPOLLIN is always in it). Any context. */
void eventfd_signal_mask(struct eventfd_ctx *ctx, __poll_t mask);
/* Takes @wait off the queue and what the counter holds into @cnt; -EAGAIN when that was 0. */
int eventfd_ctx_remove_wait_queue(struct eventfd_ctx *ctx, wait_queue_entry_t *wait, __u64 *cnt);
/* Takes the counter (or 1 of it, for a semaphore) into @cnt; caller holds ctx->wqh.lock. */
void eventfd_ctx_do_read(struct eventfd_ctx *ctx, __u64 *cnt);

static inline bool eventfd_signal_allowed(void)
{
	return !current->in_eventfd;
}

static inline void eventfd_signal(struct eventfd_ctx *ctx)
{
	eventfd_signal_mask(ctx, 0);
}

#endif
