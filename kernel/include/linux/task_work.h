/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_TASK_WORK_H
#define _LINUX_TASK_WORK_H

#include <linux/sched.h>

enum task_work_notify_mode {
	TWA_NONE = 0,
	TWA_RESUME,
	TWA_SIGNAL,
};

/* Runs @work when @task next returns to user mode, or when it exits; -ESRCH when it is past that. */
int task_work_add(struct task_struct *task, struct callback_head *work,
		  enum task_work_notify_mode mode);
void task_work_run(void);

#endif
