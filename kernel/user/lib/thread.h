/* SPDX-License-Identifier: GPL-2.0 */
/* Threads and locks between them. */
#ifndef USER_THREAD_H
#define USER_THREAD_H

#include "../../common/types.h"

struct thread {
	/* The thread's number; the kernel clears it when the thread has ended, and wakes who waits for it. */
	u32 id;
	void *stack;
};

/* Runs entry(argument) in a new thread of this process. Returns 0 or -errno. */
int thread_start(struct thread *thread, void (*entry)(void *argument), void *argument);

/* Waits for the end of a thread and frees its stack. */
void thread_join(struct thread *thread);

/* Free: 0. Taken: 1. Taken and somebody may sleep: 2. */
struct mutex {
	u32 state;
};

void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

#endif
