// SPDX-License-Identifier: GPL-2.0
/*
 * Signals: sending, queueing, and choosing what happens. The state of one process is protected by sighand->siglock.
 * Stopping and continuing processes is not implemented: SIGSTOP and its like are ignored.
 */

#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/uaccess.h>
#include "process-internal.h"

#define SIG_KERNEL_IGNORE_MASK \
	(sigmask(SIGCONT) | sigmask(SIGCHLD) | sigmask(SIGWINCH) | sigmask(SIGURG))
#define SIG_KERNEL_STOP_MASK \
	(sigmask(SIGSTOP) | sigmask(SIGTSTP) | sigmask(SIGTTIN) | sigmask(SIGTTOU))
#define SYNCHRONOUS_MASK \
	(sigmask(SIGSEGV) | sigmask(SIGBUS) | sigmask(SIGILL) | sigmask(SIGTRAP) | sigmask(SIGFPE))

struct signal_struct *alloc_signal_struct(void)
{
	struct signal_struct *sig = kzalloc(sizeof(*sig), GFP_KERNEL);

	refcount_set(&sig->sigcnt, 1);
	atomic_set(&sig->live, 1);
	sig->nr_threads = 1;
	INIT_LIST_HEAD(&sig->thread_head);
	init_waitqueue_head(&sig->wait_chldexit);
	init_sigpending(&sig->shared_pending);
	return sig;
}

void put_signal_struct(struct signal_struct *sig)
{
	if (!refcount_dec_and_test(&sig->sigcnt))
		return;
	flush_sigqueue(&sig->shared_pending);
	kfree(sig);
}

struct sighand_struct *alloc_sighand_struct(struct sighand_struct *orig)
{
	struct sighand_struct *sighand = kzalloc(sizeof(*sighand), GFP_KERNEL);

	spin_lock_init(&sighand->siglock);
	refcount_set(&sighand->count, 1);
	init_waitqueue_head(&sighand->signalfd_wqh);
	if (orig)
		memcpy(sighand->action, orig->action, sizeof(sighand->action));
	return sighand;
}

void put_sighand_struct(struct sighand_struct *sighand)
{
	if (refcount_dec_and_test(&sighand->count))
		kfree(sighand);
}

void flush_sigqueue(struct sigpending *queue)
{
	struct sigqueue *q, *next;

	sigemptyset(&queue->signal);
	list_for_each_entry_safe(q, next, &queue->list, list) {
		list_del(&q->list);
		kfree(q);
	}
}

void flush_signals(struct task_struct *t)
{
	unsigned long flags;

	spin_lock_irqsave(&t->sighand->siglock, flags);
	clear_tsk_thread_flag(t, TIF_SIGPENDING);
	flush_sigqueue(&t->pending);
	flush_sigqueue(&t->signal->shared_pending);
	spin_unlock_irqrestore(&t->sighand->siglock, flags);
}

/* Handlers do not survive exec; what is ignored stays ignored. */
void flush_signal_handlers(struct task_struct *t)
{
	int i;

	for (i = 0; i < _NSIG; i++) {
		struct sigaction *sa = &t->sighand->action[i].sa;

		if (sa->sa_handler != SIG_IGN)
			sa->sa_handler = SIG_DFL;
		sa->sa_flags = 0;
		sigemptyset(&sa->sa_mask);
	}
}

int __fatal_signal_pending(struct task_struct *p)
{
	return sigismember(&p->pending.signal, SIGKILL);
}

static bool has_pending(struct task_struct *t)
{
	unsigned long pending = t->pending.signal.sig[0];

	if (t->signal)
		pending |= t->signal->shared_pending.signal.sig[0];
	return pending & ~t->blocked.sig[0];
}

void recalc_sigpending(void)
{
	if (has_pending(current))
		set_thread_flag(TIF_SIGPENDING);
	else
		clear_thread_flag(TIF_SIGPENDING);
}

void signal_wake_up_state(struct task_struct *t, unsigned int state)
{
	set_tsk_thread_flag(t, TIF_SIGPENDING);
	wake_up_state(t, state | TASK_INTERRUPTIBLE);
}

static __sighandler_t sig_handler(struct task_struct *t, int sig)
{
	return t->sighand->action[sig - 1].sa.sa_handler;
}

static bool sig_ignored(struct task_struct *t, int sig)
{
	__sighandler_t handler = sig_handler(t, sig);

	/* A blocked signal is kept: its disposition may change before it is unblocked. */
	if (sigismember(&t->blocked, sig))
		return false;
	if ((t->signal->flags & SIGNAL_UNKILLABLE) && handler == SIG_DFL)
		return true;
	return handler == SIG_IGN ||
	       (handler == SIG_DFL &&
		(sigmask(sig) & (SIG_KERNEL_IGNORE_MASK | SIG_KERNEL_STOP_MASK)));
}

static bool sig_fatal(struct task_struct *t, int sig)
{
	return sig_handler(t, sig) == SIG_DFL && !sig_ignored(t, sig);
}

static bool wants_signal(int sig, struct task_struct *p)
{
	if (sigismember(&p->blocked, sig) || (p->flags & PF_EXITING))
		return false;
	return sig == SIGKILL || task_is_running(p) || !signal_pending(p);
}

/* A fatal signal for one thread is SIGKILL for all of them. Caller holds siglock. */
static void kill_group(struct task_struct *p, int code)
{
	struct task_struct *t;

	p->signal->flags |= SIGNAL_GROUP_EXIT;
	p->signal->group_exit_code = code;
	for_each_thread(p, t) {
		sigaddset(&t->pending.signal, SIGKILL);
		signal_wake_up(t, true);
	}
}

/* Chooses the thread that shall take the signal, and wakes it. Caller holds siglock. */
static void complete_signal(int sig, struct task_struct *p, bool group)
{
	struct task_struct *t = NULL, *scan;

	if (wants_signal(sig, p)) {
		t = p;
	} else if (group) {
		for_each_thread(p, scan) {
			if (!wants_signal(sig, scan))
				continue;
			t = scan;
			break;
		}
	}
	if (!t)
		return;
	if (sig_fatal(p, sig) && !(p->signal->flags & SIGNAL_GROUP_EXIT) &&
	    !sigismember(&t->real_blocked, sig)) {
		kill_group(p, sig);
		return;
	}
	signal_wake_up(t, sig == SIGKILL);
}

static void fill_info(kernel_siginfo_t *to, int sig, kernel_siginfo_t *info)
{
	if (info != SEND_SIG_NOINFO && info != SEND_SIG_PRIV) {
		*to = *info;
		return;
	}
	memset(to, 0, sizeof(*to));
	to->si_signo = sig;
	to->si_code = info == SEND_SIG_PRIV ? (int)SI_KERNEL : SI_USER;
	if (info == SEND_SIG_NOINFO)
		to->si_pid = current->tgid;
}

/* Caller holds siglock. */
static int send_signal_locked(int sig, kernel_siginfo_t *info, struct task_struct *t, bool group)
{
	struct sigpending *pending = group ? &t->signal->shared_pending : &t->pending;
	struct sigqueue *q;

	if (t->signal->flags & SIGNAL_GROUP_EXIT)
		return 0;
	if (sig_ignored(t, sig))
		return 0;
	/* Below the real-time signals one pending instance is all there is. */
	if (sig < SIGRTMIN && sigismember(&pending->signal, sig))
		return 0;
	q = kmalloc(sizeof(*q), GFP_ATOMIC);
	if (q) {
		fill_info(&q->info, sig, info);
		list_add_tail(&q->list, &pending->list);
	}
	sigaddset(&pending->signal, sig);
	wake_up(&t->sighand->signalfd_wqh);
	complete_signal(sig, t, group);
	return 0;
}

static int do_send_sig_info(int sig, kernel_siginfo_t *info, struct task_struct *p, bool group)
{
	unsigned long flags;
	int ret;

	if (!p->sighand)
		return -ESRCH;
	spin_lock_irqsave(&p->sighand->siglock, flags);
	ret = send_signal_locked(sig, info, p, group);
	spin_unlock_irqrestore(&p->sighand->siglock, flags);
	return ret;
}

/* To one thread. */
int send_sig_info(int sig, kernel_siginfo_t *info, struct task_struct *p)
{
	if (!valid_signal(sig))
		return -EINVAL;
	return do_send_sig_info(sig, info, p, false);
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	return send_sig_info(sig, priv ? SEND_SIG_PRIV : SEND_SIG_NOINFO, p);
}

/* A signal that the current task cannot escape: unblocked, and the default if it is ignored or was blocked. */
static int force_sig_info(kernel_siginfo_t *info)
{
	struct task_struct *t = current;
	struct k_sigaction *action = &t->sighand->action[info->si_signo - 1];
	unsigned long flags;
	bool blocked, ignored;
	int ret;

	spin_lock_irqsave(&t->sighand->siglock, flags);
	blocked = sigismember(&t->blocked, info->si_signo);
	ignored = action->sa.sa_handler == SIG_IGN;
	if (blocked || ignored) {
		action->sa.sa_handler = SIG_DFL;
		sigdelset(&t->blocked, info->si_signo);
		recalc_sigpending();
	}
	/* An exception kills pid 1 too. */
	if (action->sa.sa_handler == SIG_DFL)
		t->signal->flags &= ~SIGNAL_UNKILLABLE;
	ret = send_signal_locked(info->si_signo, info, t, false);
	spin_unlock_irqrestore(&t->sighand->siglock, flags);
	return ret;
}

int force_sig(int sig)
{
	kernel_siginfo_t info = { .si_signo = sig, .si_code = SI_KERNEL };

	return force_sig_info(&info);
}

int force_sig_fault(int sig, int code, void __user *addr)
{
	kernel_siginfo_t info = { .si_signo = sig, .si_code = code, .si_addr = addr };

	return force_sig_info(&info);
}

/* As kill(2): a pid, -1 for all but pid 1 and oneself, 0 or less for a process group. Signal 0 only looks. */
int kill_pid_nr(int sig, kernel_siginfo_t *info, pid_t nr)
{
	int pgrp = nr ? -nr : current->signal->pgrp;
	struct task_struct *p;
	int sent = 0;

	if (!valid_signal(sig))
		return -EINVAL;
	read_lock(&tasklist_lock);
	for_each_process(p) {
		if (!p->signal || !thread_group_leader(p) || (p->flags & PF_KTHREAD))
			continue;
		if (nr > 0 ? p->tgid != nr
			   : nr == -1 ? p->tgid == 1 || p->tgid == current->tgid
				      : p->signal->pgrp != pgrp)
			continue;
		sent++;
		if (sig)
			do_send_sig_info(sig, info, p, true);
	}
	read_unlock(&tasklist_lock);
	return sent ? 0 : -ESRCH;
}

/* The terminal's signals: everybody in the session except pid 1. */
int kill_session(int sig, int session)
{
	struct task_struct *p;

	read_lock(&tasklist_lock);
	for_each_process(p)
		if (p->signal && thread_group_leader(p) && !(p->flags & PF_KTHREAD) &&
		    p->tgid != 1 && p->signal->session == session)
			do_send_sig_info(sig, SEND_SIG_PRIV, p, true);
	read_unlock(&tasklist_lock);
	return 0;
}

void set_current_blocked(sigset_t *set)
{
	sigdelset(set, SIGKILL);
	sigdelset(set, SIGSTOP);
	spin_lock_irq(&current->sighand->siglock);
	current->blocked = *set;
	recalc_sigpending();
	spin_unlock_irq(&current->sighand->siglock);
}

/* A mask for the length of one system call (ppoll and the like). */
void set_user_sigmask(const sigset_t *mask)
{
	sigset_t set = *mask;

	current->saved_sigmask = current->blocked;
	set_thread_flag(TIF_RESTORE_SIGMASK);
	set_current_blocked(&set);
}

void restore_saved_sigmask(void)
{
	sigset_t set = current->saved_sigmask;

	if (test_and_clear_thread_flag(TIF_RESTORE_SIGMASK))
		set_current_blocked(&set);
}

int do_sigaction(int sig, struct k_sigaction *act, struct k_sigaction *oact)
{
	struct k_sigaction *k;

	if (!valid_signal(sig) || sig < 1 || (act && (sig == SIGKILL || sig == SIGSTOP)))
		return -EINVAL;
	k = &current->sighand->action[sig - 1];
	spin_lock_irq(&current->sighand->siglock);
	if (oact)
		*oact = *k;
	if (act) {
		sigdelset(&act->sa.sa_mask, SIGKILL);
		sigdelset(&act->sa.sa_mask, SIGSTOP);
		*k = *act;
		/* Ignoring a signal throws pending ones away. */
		if (act->sa.sa_handler == SIG_IGN ||
		    (act->sa.sa_handler == SIG_DFL && (sigmask(sig) & SIG_KERNEL_IGNORE_MASK))) {
			sigdelset(&current->signal->shared_pending.signal, sig);
			sigdelset(&current->pending.signal, sig);
		}
	}
	spin_unlock_irq(&current->sighand->siglock);
	return 0;
}

static int next_signal(const struct sigpending *pending, const sigset_t *mask)
{
	unsigned long x = pending->signal.sig[0] & ~mask->sig[0];

	if (!x)
		return 0;
	if (x & SYNCHRONOUS_MASK)
		x &= SYNCHRONOUS_MASK;
	return __ffs(x) + 1;
}

static void collect_signal(int sig, struct sigpending *pending, kernel_siginfo_t *info)
{
	struct sigqueue *q, *next, *first = NULL;
	bool more = false;

	list_for_each_entry_safe(q, next, &pending->list, list) {
		if (q->info.si_signo != sig)
			continue;
		if (first) {
			more = true;
			break;
		}
		first = q;
	}
	if (!more)
		sigdelset(&pending->signal, sig);
	if (first) {
		list_del(&first->list);
		*info = first->info;
		kfree(first);
	} else {
		memset(info, 0, sizeof(*info));
		info->si_signo = sig;
	}
}

/* Takes the next unblocked signal. Caller holds siglock. 0: none. */
int dequeue_signal(const sigset_t *mask, kernel_siginfo_t *info)
{
	struct sigpending *pending = &current->pending;
	int sig = next_signal(pending, mask);

	if (!sig) {
		pending = &current->signal->shared_pending;
		sig = next_signal(pending, mask);
	}
	if (sig)
		collect_signal(sig, pending, info);
	recalc_sigpending();
	return sig;
}

static void print_fatal(int sig)
{
	if (sigmask(sig) & SYNCHRONOUS_MASK)
		return;	/* the fault itself was reported */
	pr_info("%s[%d]: killed by signal %d\n", current->comm, current->pid, sig);
}

/*
 * The signal that a handler of the process is to be called for: true with @sig, @info and @ka filled in. Signals that kill
 * are acted on here and do not return.
 */
bool get_signal(int *sig, kernel_siginfo_t *info, struct k_sigaction *ka)
{
	struct sighand_struct *sighand = current->sighand;

	if (current->task_works)
		task_work_run();
	spin_lock_irq(&sighand->siglock);
	for (;;) {
		int signr;

		if (current->signal->flags & SIGNAL_GROUP_EXIT) {
			int code = current->signal->group_exit_code;

			spin_unlock_irq(&sighand->siglock);
			current->flags |= PF_SIGNALED;
			do_group_exit(code);
		}
		/* Another thread runs execve: this one ends, the process does not. */
		if (current->signal->group_exec_task && current->signal->group_exec_task != current) {
			spin_unlock_irq(&sighand->siglock);
			do_exit(0);
		}
		signr = dequeue_signal(&current->blocked, info);
		if (!signr) {
			spin_unlock_irq(&sighand->siglock);
			return false;
		}
		*ka = sighand->action[signr - 1];
		if (ka->sa.sa_handler == SIG_IGN)
			continue;
		if (ka->sa.sa_handler != SIG_DFL) {
			if (ka->sa.sa_flags & SA_RESETHAND)
				sighand->action[signr - 1].sa.sa_handler = SIG_DFL;
			spin_unlock_irq(&sighand->siglock);
			*sig = signr;
			return true;
		}
		if ((sigmask(signr) & (SIG_KERNEL_IGNORE_MASK | SIG_KERNEL_STOP_MASK)) ||
		    (current->signal->flags & SIGNAL_UNKILLABLE))
			continue;
		spin_unlock_irq(&sighand->siglock);
		print_fatal(signr);
		current->flags |= PF_SIGNALED;
		do_group_exit(signr);
	}
}

/* While a handler runs its own signal and those of sa_mask are blocked. */
void signal_setup_done(int sig, const struct k_sigaction *ka)
{
	sigset_t blocked = current->blocked;

	clear_thread_flag(TIF_RESTORE_SIGMASK);
	blocked.sig[0] |= ka->sa.sa_mask.sig[0];
	if (!(ka->sa.sa_flags & SA_NODEFER))
		sigaddset(&blocked, sig);
	set_current_blocked(&blocked);
}

/* A thread that begins to exit takes no signal any more; what was meant for the process goes to its siblings. */
void exit_signals(struct task_struct *tsk)
{
	struct task_struct *t;

	tsk->flags |= PF_EXITING;
	if (!tsk->signal)
		return;
	spin_lock_irq(&tsk->sighand->siglock);
	if (tsk->signal->shared_pending.signal.sig[0] && !(tsk->signal->flags & SIGNAL_GROUP_EXIT)) {
		for_each_thread(tsk, t)
			if (t != tsk && !(t->flags & PF_EXITING))
				signal_wake_up(t, false);
	}
	spin_unlock_irq(&tsk->sighand->siglock);
}

/* Caller holds tasklist_lock for writing. @autoreap: set when the parent ignores its children. */
void do_notify_parent(struct task_struct *tsk, int sig, bool *autoreap)
{
	struct task_struct *parent = tsk->parent;
	struct k_sigaction *ka = &parent->sighand->action[SIGCHLD - 1];
	kernel_siginfo_t info = { .si_signo = sig, .si_pid = tsk->pid };
	unsigned long flags;
	bool ignored;

	info.si_code = tsk->exit_code & 0x7f ? CLD_KILLED : CLD_EXITED;
	info.si_status = tsk->exit_code & 0x7f ? tsk->exit_code & 0x7f : tsk->exit_code >> 8;
	spin_lock_irqsave(&parent->sighand->siglock, flags);
	ignored = sig == SIGCHLD &&
		  (ka->sa.sa_handler == SIG_IGN || (ka->sa.sa_flags & SA_NOCLDWAIT));
	if (ignored)
		*autoreap = true;
	if (sig && !(ignored && ka->sa.sa_handler == SIG_IGN))
		send_signal_locked(sig, &info, parent, true);
	wake_up_interruptible(&parent->signal->wait_chldexit);
	spin_unlock_irqrestore(&parent->sighand->siglock, flags);
}

int restart_syscall(void)
{
	set_tsk_thread_flag(current, TIF_SIGPENDING);
	return -ERESTARTNOINTR;
}

void __noreturn do_group_exit(int exit_code)
{
	struct signal_struct *sig = current->signal;
	struct task_struct *t;

	spin_lock_irq(&current->sighand->siglock);
	if (sig->flags & SIGNAL_GROUP_EXIT) {
		exit_code = sig->group_exit_code;
	} else {
		sig->group_exit_code = exit_code;
		sig->flags |= SIGNAL_GROUP_EXIT;
		for_each_thread(current, t) {
			if (t == current || t->exit_state)
				continue;
			sigaddset(&t->pending.signal, SIGKILL);
			signal_wake_up(t, true);
		}
	}
	spin_unlock_irq(&current->sighand->siglock);
	do_exit(exit_code);
}
