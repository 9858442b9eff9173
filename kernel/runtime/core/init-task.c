// SPDX-License-Identifier: GPL-2.0
/* Task 0: what boots, and what the hart runs when nothing else is to be done. */
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/magic.h>
#include "core.h"

unsigned long init_stack[THREAD_SIZE / sizeof(unsigned long)] __aligned(PAGE_SIZE);

struct task_struct init_task __aligned(64) = {
	.thread_info = INIT_THREAD_INFO(init_task),
	.__state = TASK_RUNNING,
	.stack = init_stack,
	.usage = REFCOUNT_INIT(2),
	.flags = PF_KTHREAD | PF_IDLE,
	.on_cpu = 1,
	.on_rq = 1,
	.prio = 120,
	.static_prio = 120,
	.normal_prio = 120,
	.rt.run_list = LIST_HEAD_INIT(init_task.rt.run_list),
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.active_mm = &init_mm,
	.real_parent = &init_task,
	.parent = &init_task,
	.children = LIST_HEAD_INIT(init_task.children),
	.sibling = LIST_HEAD_INIT(init_task.sibling),
	.group_leader = &init_task,
	.thread_node = LIST_HEAD_INIT(init_task.thread_node),
	.thread_group = LIST_HEAD_INIT(init_task.thread_group),
	.comm = "swapper/0",
	.pending.list = LIST_HEAD_INIT(init_task.pending.list),
	.thread.sp = (unsigned long)init_stack + THREAD_SIZE,
};
