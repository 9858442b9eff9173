// SPDX-License-Identifier: GPL-2.0
#include "thread.h"

#include "syscall.h"

#define STACK_BYTES 0x10000ul
#define THREAD_FLAGS                                                                                                  \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID |     \
	 CLONE_CHILD_CLEARTID)

/* In start.S. */
s64 start_thread(u64 flags, void *stack_top, u32 *child_tid, void (*entry)(void *), void *argument);

int thread_start(struct thread *thread, void (*entry)(void *argument), void *argument)
{
	s64 stack = sys_mmap(STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	s64 id;

	if (stack < 0 && stack > -4096)
		return (int)stack;
	thread->stack = (void *)stack;
	id = start_thread(THREAD_FLAGS, (void *)(stack + (s64)STACK_BYTES), &thread->id, entry, argument);
	if (id < 0) {
		sys_munmap(thread->stack, STACK_BYTES);
		return (int)id;
	}
	return 0;
}

void thread_join(struct thread *thread)
{
	u32 id;

	while ((id = __atomic_load_n(&thread->id, __ATOMIC_ACQUIRE)) != 0)
		sys_futex(&thread->id, FUTEX_WAIT, id);
	sys_munmap(thread->stack, STACK_BYTES);
}

void mutex_lock(struct mutex *mutex)
{
	u32 state = 0;

	if (__atomic_compare_exchange_n(&mutex->state, &state, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&mutex->state, 2, __ATOMIC_ACQUIRE) != 0)
		sys_futex(&mutex->state, FUTEX_WAIT, 2);
}

void mutex_unlock(struct mutex *mutex)
{
	if (__atomic_exchange_n(&mutex->state, 0, __ATOMIC_RELEASE) == 2)
		sys_futex(&mutex->state, FUTEX_WAKE, 1);
}
