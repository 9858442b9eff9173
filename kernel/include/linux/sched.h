/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <asm/current.h>
#include <asm/processor.h>
#include <linux/types.h>
#include <linux/list.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <linux/thread_info.h>
#include <linux/preempt.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/signal_types.h>
#include <linux/resource.h>
#include <linux/restart_block.h>

struct mm_struct;
struct files_struct;
struct fs_struct;
struct signal_struct;
struct sighand_struct;
struct completion;
struct pid;
struct cred;
struct robust_list_head;
struct callback_head;
struct kthread;

#define TASK_COMM_LEN	16

/* __state */
#define TASK_RUNNING		0x00000000
#define TASK_INTERRUPTIBLE	0x00000001
#define TASK_UNINTERRUPTIBLE	0x00000002
#define __TASK_STOPPED		0x00000004
#define __TASK_TRACED		0x00000008
/* exit_state */
#define EXIT_DEAD		0x00000010
#define EXIT_ZOMBIE		0x00000020
#define EXIT_TRACE		(EXIT_ZOMBIE | EXIT_DEAD)
/* __state again */
#define TASK_PARKED		0x00000040
#define TASK_DEAD		0x00000080
#define TASK_WAKEKILL		0x00000100
#define TASK_WAKING		0x00000200
#define TASK_NOLOAD		0x00000400
#define TASK_NEW		0x00000800
#define TASK_FREEZABLE		0x00002000
#define TASK_KILLABLE		(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_STOPPED		(TASK_WAKEKILL | __TASK_STOPPED)
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define MAX_SCHEDULE_TIMEOUT	((long)(~0UL >> 1))

/* flags */
#define PF_IDLE		0x00000002
#define PF_EXITING	0x00000004
#define PF_POSTCOREDUMP	0x00000008
#define PF_WQ_WORKER	0x00000020
#define PF_FORKNOEXEC	0x00000040
#define PF_SIGNALED	0x00000400
#define PF_NOFREEZE	0x00008000
#define PF_KTHREAD	0x00200000

/* clone flags */
#define CSIGNAL			0x000000ff
#define CLONE_VM		0x00000100
#define CLONE_FS		0x00000200
#define CLONE_FILES		0x00000400
#define CLONE_SIGHAND		0x00000800
#define CLONE_PTRACE		0x00002000
#define CLONE_VFORK		0x00004000
#define CLONE_PARENT		0x00008000
#define CLONE_THREAD		0x00010000
#define CLONE_NEWNS		0x00020000
#define CLONE_SYSVSEM		0x00040000
#define CLONE_SETTLS		0x00080000
#define CLONE_PARENT_SETTID	0x00100000
#define CLONE_CHILD_CLEARTID	0x00200000
#define CLONE_DETACHED		0x00400000
#define CLONE_UNTRACED		0x00800000
#define CLONE_CHILD_SETTID	0x01000000

#define SCHED_NORMAL	0
#define SCHED_FIFO	1
#define SCHED_RR	2

#define task_is_running(task)	(READ_ONCE((task)->__state) == TASK_RUNNING)
#define task_is_stopped(task)	((READ_ONCE((task)->__state) & __TASK_STOPPED) != 0)
#define get_current_state()	READ_ONCE(current->__state)
#define __set_current_state(state_value) WRITE_ONCE(current->__state, (state_value))
#define set_current_state(state_value)	smp_store_mb(current->__state, (state_value))
#define __set_task_state(tsk, state_value) WRITE_ONCE((tsk)->__state, (state_value))

/* The round-robin part of a task: its place in the run queue. */
struct sched_rt_entity {
	struct list_head run_list;
	/* Time left of its turn, in timer ticks. */
	unsigned int time_slice;
};

struct kernel_clone_args {
	u64 flags;
	int __user *pidfd;
	int __user *child_tid;
	int __user *parent_tid;
	const char *name;
	int exit_signal;
	u32 kthread:1;
	unsigned long stack;
	unsigned long stack_size;
	unsigned long tls;
	int (*fn)(void *);
	void *fn_arg;
};

struct task_struct {
	/* First: entry.S reaches it through tp. */
	struct thread_info thread_info;
	unsigned int __state;
	void *stack;
	refcount_t usage;
	unsigned int flags;

	int on_cpu;
	int on_rq;
	int prio;
	int static_prio;
	int normal_prio;
	unsigned int policy;
	struct sched_rt_entity rt;
	u64 utime;
	u64 stime;
	/* Times it gave up the hart by itself, and times it was made to. */
	unsigned long nvcsw;
	unsigned long nivcsw;
	u64 start_time;

	/* All tasks, from init_task on. */
	struct list_head tasks;

	struct mm_struct *mm;
	struct mm_struct *active_mm;

	int exit_state;
	int exit_code;
	int exit_signal;
	int pdeath_signal;

	unsigned int in_execve:1;
	/* Set while an eventfd of this task wakes somebody: the next one would nest. */
	unsigned int in_eventfd:1;
	unsigned int sched_contributes_to_load:1;

	struct restart_block restart_block;

	pid_t pid;
	pid_t tgid;

	struct task_struct *real_parent;
	struct task_struct *parent;
	struct list_head children;
	struct list_head sibling;
	struct task_struct *group_leader;
	struct list_head thread_node;
	/* Links the threads of a group in a ring. */
	struct list_head thread_group;

	struct pid *thread_pid;
	struct completion *vfork_done;
	int __user *set_child_tid;
	int __user *clear_child_tid;
	/* struct kthread of a kernel thread, or a worker's struct worker. */
	void *worker_private;
	struct kthread *kthread;

	const struct cred *real_cred;
	const struct cred *cred;

	char comm[TASK_COMM_LEN];

	struct fs_struct *fs;
	struct files_struct *files;

	struct signal_struct *signal;
	struct sighand_struct *sighand;
	sigset_t blocked;
	sigset_t real_blocked;
	sigset_t saved_sigmask;
	struct sigpending pending;
	unsigned long sas_ss_sp;
	size_t sas_ss_size;
	unsigned int sas_ss_flags;

	struct callback_head *task_works;
	spinlock_t alloc_lock;
	raw_spinlock_t pi_lock;
	struct robust_list_head __user *robust_list;
	/* What the process side keeps for a task and needs no name in a debugger. */
	void *process_private;
	void *journal_info;

	/* A task that waits for a lock: which one, for whoever looks. */
	struct mutex_waiter *blocked_on;

	/* Last: the registers of a task that is not running. */
	struct thread_struct thread;
};

extern struct task_struct init_task;
extern unsigned long init_stack[THREAD_SIZE / sizeof(unsigned long)];

#define task_thread_info(task)	(&(task)->thread_info)
#define task_cpu(task)		((task)->thread_info.cpu)
#define task_stack_page(task)	((task)->stack)
#define end_of_stack(task)	((unsigned long *)task_stack_page(task))

static inline void set_tsk_thread_flag(struct task_struct *tsk, int flag)
{
	set_ti_thread_flag(task_thread_info(tsk), flag);
}

static inline void clear_tsk_thread_flag(struct task_struct *tsk, int flag)
{
	clear_ti_thread_flag(task_thread_info(tsk), flag);
}

static inline int test_tsk_thread_flag(struct task_struct *tsk, int flag)
{
	return test_ti_thread_flag(task_thread_info(tsk), flag);
}

static inline int test_and_clear_tsk_thread_flag(struct task_struct *tsk, int flag)
{
	return test_and_clear_ti_thread_flag(task_thread_info(tsk), flag);
}

static inline int need_resched(void)
{
	return unlikely(tif_need_resched());
}

static inline void set_tsk_need_resched(struct task_struct *tsk)
{
	set_tsk_thread_flag(tsk, TIF_NEED_RESCHED);
}

static inline void clear_tsk_need_resched(struct task_struct *tsk)
{
	clear_tsk_thread_flag(tsk, TIF_NEED_RESCHED);
}

static inline int task_sigpending(struct task_struct *p)
{
	return unlikely(test_tsk_thread_flag(p, TIF_SIGPENDING));
}

static inline int signal_pending(struct task_struct *p)
{
	return unlikely(test_tsk_thread_flag(p, TIF_NOTIFY_SIGNAL)) || task_sigpending(p);
}

/* Is a signal pending that kills? The process side knows. */
int __fatal_signal_pending(struct task_struct *p);

static inline int fatal_signal_pending(struct task_struct *p)
{
	return task_sigpending(p) && __fatal_signal_pending(p);
}

static inline int signal_pending_state(unsigned int state, struct task_struct *p)
{
	if (!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)))
		return 0;
	if (!signal_pending(p))
		return 0;
	return (state & TASK_INTERRUPTIBLE) || __fatal_signal_pending(p);
}

static inline pid_t task_pid_nr(struct task_struct *tsk)
{
	return tsk->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *tsk)
{
	return tsk->tgid;
}

#define task_pid_vnr(tsk)	task_pid_nr(tsk)
#define task_tgid_vnr(tsk)	task_tgid_nr(tsk)

static inline int is_global_init(struct task_struct *tsk)
{
	return tsk->tgid == 1;
}

static inline bool is_idle_task(const struct task_struct *p)
{
	return p->flags & PF_IDLE;
}

static inline bool thread_group_leader(struct task_struct *p)
{
	return p->exit_signal >= 0;
}

#define thread_group_empty(p)	list_empty(&(p)->thread_group)
#define same_thread_group(p1, p2) ((p1)->group_leader == (p2)->group_leader)

asmlinkage void schedule(void);
void schedule_preempt_disabled(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);
void io_schedule(void);
long io_schedule_timeout(long timeout);
void yield(void);
int _cond_resched(void);
#define cond_resched()	_cond_resched()

int wake_up_process(struct task_struct *tsk);
int wake_up_state(struct task_struct *tsk, unsigned int state);
int try_to_wake_up(struct task_struct *p, unsigned int state, int wake_flags);
void wake_up_new_task(struct task_struct *tsk);
void set_user_nice(struct task_struct *p, long nice);
void sched_set_fifo(struct task_struct *p);
void sched_set_fifo_low(struct task_struct *p);
void sched_set_normal(struct task_struct *p, int nice);
void set_task_comm(struct task_struct *tsk, const char *from);
#define __set_task_comm(tsk, from, exec) set_task_comm(tsk, from)
#define get_task_comm(buf, tsk) ({ strscpy((buf), (tsk)->comm, sizeof(buf)); (buf); })

struct task_struct *find_task_by_vpid(pid_t nr);
struct task_struct *find_get_task_by_vpid(pid_t nr);

static inline struct task_struct *get_task_struct(struct task_struct *t)
{
	refcount_inc(&t->usage);
	return t;
}

void __put_task_struct(struct task_struct *t);

static inline void put_task_struct(struct task_struct *t)
{
	if (refcount_dec_and_test(&t->usage))
		__put_task_struct(t);
}

/* Protects the list of tasks and who is whose parent. */
extern rwlock_t tasklist_lock;

#define next_task(p)	list_entry((p)->tasks.next, struct task_struct, tasks)
#define for_each_process(p)	for (p = &init_task; (p = next_task(p)) != &init_task; )

void __noreturn do_exit(long error_code);
void __noreturn make_task_dead(int signr);
void __noreturn do_task_dead(void);
void release_task(struct task_struct *p);
struct task_struct *copy_process(struct kernel_clone_args *args);
pid_t kernel_clone(struct kernel_clone_args *args);
pid_t kernel_thread(int (*fn)(void *), void *arg, const char *name, unsigned long flags);
pid_t user_mode_thread(int (*fn)(void *), void *arg, unsigned long flags);
int copy_thread(struct task_struct *p, const struct kernel_clone_args *args);
void show_stack(struct task_struct *task, unsigned long *sp);
void sched_show_task(struct task_struct *p);

#endif
