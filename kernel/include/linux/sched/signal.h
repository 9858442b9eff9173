/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/refcount.h>
#include <linux/wait.h>
#include <linux/spinlock.h>

/* How a process reacts to each signal; shared by its threads (and by CLONE_SIGHAND). */
struct sighand_struct {
	spinlock_t siglock;
	refcount_t count;
	wait_queue_head_t signalfd_wqh;
	struct k_sigaction action[_NSIG];
};

/* What the threads of one process share. Protected by sighand->siglock. */
struct signal_struct {
	refcount_t sigcnt;
	atomic_t live;			/* threads that have not begun to exit */
	int nr_threads;
	struct list_head thread_head;	/* task_struct.thread_node */
	wait_queue_head_t wait_chldexit;
	struct task_struct *curr_target;
	struct sigpending shared_pending;
	int group_exit_code;
	struct task_struct *group_exec_task;
	unsigned int flags;
	int session;
	int pgrp;
};

#define SIGNAL_GROUP_EXIT	0x00000004
#define SIGNAL_UNKILLABLE	0x00000040	/* pid 1 */

void signal_wake_up_state(struct task_struct *t, unsigned int state);

static inline void signal_wake_up(struct task_struct *t, bool fatal)
{
	signal_wake_up_state(t, fatal ? TASK_WAKEKILL | TASK_INTERRUPTIBLE : TASK_INTERRUPTIBLE);
}

int send_sig_info(int sig, kernel_siginfo_t *info, struct task_struct *p);
int send_sig(int sig, struct task_struct *p, int priv);
int force_sig(int sig);
int force_sig_fault(int sig, int code, void __user *addr);
int kill_pid_nr(int sig, kernel_siginfo_t *info, pid_t nr);
void recalc_sigpending(void);
void flush_signals(struct task_struct *t);
void __noreturn do_group_exit(int exit_code);
int do_sigaction(int sig, struct k_sigaction *act, struct k_sigaction *oact);
void set_current_blocked(sigset_t *set);
int restart_syscall(void);

#define SEND_SIG_NOINFO	((kernel_siginfo_t *)0)
#define SEND_SIG_PRIV	((kernel_siginfo_t *)1)

#define for_each_thread(p, t) \
	list_for_each_entry(t, &(p)->signal->thread_head, thread_node)

#endif
