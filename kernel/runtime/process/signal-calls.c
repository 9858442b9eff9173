// SPDX-License-Identifier: GPL-2.0
/* System calls about signals. */

#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include "process-internal.h"

int dequeue_signal(const sigset_t *mask, kernel_siginfo_t *info);

SYSCALL_DEFINE4(rt_sigaction, int, sig, const struct sigaction __user *, act,
		struct sigaction __user *, oact, size_t, sigsetsize)
{
	struct k_sigaction new_sa, old_sa;
	int ret;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (act && copy_from_user(&new_sa.sa, act, sizeof(new_sa.sa)))
		return -EFAULT;
	ret = do_sigaction(sig, act ? &new_sa : NULL, oact ? &old_sa : NULL);
	if (!ret && oact && copy_to_user(oact, &old_sa.sa, sizeof(old_sa.sa)))
		return -EFAULT;
	return ret;
}

SYSCALL_DEFINE4(rt_sigprocmask, int, how, sigset_t __user *, nset, sigset_t __user *, oset,
		size_t, sigsetsize)
{
	sigset_t old_set = current->blocked, new_set;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (nset) {
		if (copy_from_user(&new_set, nset, sizeof(new_set)))
			return -EFAULT;
		switch (how) {
		case SIG_BLOCK:
			new_set.sig[0] |= old_set.sig[0];
			break;
		case SIG_UNBLOCK:
			new_set.sig[0] = old_set.sig[0] & ~new_set.sig[0];
			break;
		case SIG_SETMASK:
			break;
		default:
			return -EINVAL;
		}
		set_current_blocked(&new_set);
	}
	return oset && copy_to_user(oset, &old_set, sizeof(old_set)) ? -EFAULT : 0;
}

SYSCALL_DEFINE2(rt_sigpending, sigset_t __user *, uset, size_t, sigsetsize)
{
	sigset_t set;

	if (sigsetsize > sizeof(set))
		return -EINVAL;
	set.sig[0] = (current->pending.signal.sig[0] | current->signal->shared_pending.signal.sig[0]) &
		     current->blocked.sig[0];
	return copy_to_user(uset, &set, sigsetsize) ? -EFAULT : 0;
}

/* Takes one of @which, waiting until @deadline. While waiting they are not blocked, so that they wake. */
static int sigtimedwait(const sigset_t *which, kernel_siginfo_t *info, ktime_t deadline)
{
	struct sighand_struct *sighand = current->sighand;
	sigset_t mask = { { ~which->sig[0] } };
	int sig;

	spin_lock_irq(&sighand->siglock);
	sig = dequeue_signal(&mask, info);
	if (!sig && deadline) {
		current->real_blocked = current->blocked;
		current->blocked.sig[0] &= mask.sig[0];
		recalc_sigpending();
		spin_unlock_irq(&sighand->siglock);
		set_current_state(TASK_INTERRUPTIBLE);
		if (!signal_pending(current))
			schedule_hrtimeout(deadline == KTIME_MAX ? NULL : &deadline, HRTIMER_MODE_ABS);
		__set_current_state(TASK_RUNNING);
		spin_lock_irq(&sighand->siglock);
		current->blocked = current->real_blocked;
		sigemptyset(&current->real_blocked);
		sig = dequeue_signal(&mask, info);
	}
	spin_unlock_irq(&sighand->siglock);
	if (sig)
		return sig;
	return signal_pending(current) ? -EINTR : -EAGAIN;
}

SYSCALL_DEFINE4(rt_sigtimedwait, const sigset_t __user *, uthese, siginfo_t __user *, uinfo,
		const struct __kernel_timespec __user *, uts, size_t, sigsetsize)
{
	ktime_t deadline = KTIME_MAX;
	struct __kernel_timespec ts;
	kernel_siginfo_t info;
	sigset_t these;
	int ret;

	if (sigsetsize != sizeof(these))
		return -EINVAL;
	if (copy_from_user(&these, uthese, sizeof(these)))
		return -EFAULT;
	if (uts) {
		if (copy_from_user(&ts, uts, sizeof(ts)))
			return -EFAULT;
		deadline = timespec_deadline(&ts);
	}
	sigdelset(&these, SIGKILL);
	sigdelset(&these, SIGSTOP);
	ret = sigtimedwait(&these, &info, deadline);
	if (ret > 0 && uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return ret;
}

SYSCALL_DEFINE2(kill, pid_t, pid, int, sig)
{
	kernel_siginfo_t info = { .si_signo = sig, .si_code = SI_USER, .si_pid = current->tgid };

	return kill_pid_nr(sig, &info, pid);
}

static int do_tkill(pid_t tgid, pid_t pid, int sig)
{
	kernel_siginfo_t info = { .si_signo = sig, .si_code = SI_TKILL, .si_pid = current->tgid };
	struct task_struct *p;
	int error = 0;

	if (!valid_signal(sig) || sig < 0)
		return -EINVAL;
	p = find_get_task_by_vpid(pid);
	if (!p)
		return -ESRCH;
	/* Until here it may have exited; with the lock held it cannot lose its signal state. */
	read_lock(&tasklist_lock);
	if (!p->signal || (p->flags & PF_KTHREAD) || (tgid > 0 && p->tgid != tgid))
		error = -ESRCH;
	else if (sig)
		error = send_sig_info(sig, &info, p);
	read_unlock(&tasklist_lock);
	put_task_struct(p);
	return error;
}

SYSCALL_DEFINE2(tkill, pid_t, pid, int, sig)
{
	return pid <= 0 ? -EINVAL : do_tkill(0, pid, sig);
}

SYSCALL_DEFINE3(tgkill, pid_t, tgid, pid_t, pid, int, sig)
{
	return pid <= 0 || tgid <= 0 ? -EINVAL : do_tkill(tgid, pid, sig);
}

/* Sleeps until a handler has run, with another mask meanwhile. */
SYSCALL_DEFINE2(rt_sigsuspend, const sigset_t __user *, unewset, size_t, sigsetsize)
{
	sigset_t set;

	if (sigsetsize != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, unewset, sizeof(set)))
		return -EFAULT;
	set_user_sigmask(&set);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return -ERESTARTNOHAND;
}

struct user_sigaltstack {
	void __user *ss_sp;
	int ss_flags;
	size_t ss_size;
};

SYSCALL_DEFINE2(sigaltstack, const struct user_sigaltstack __user *, uss,
		struct user_sigaltstack __user *, uoss)
{
	struct user_sigaltstack ss, old = {
		.ss_sp = (void __user *)current->sas_ss_sp,
		.ss_size = current->sas_ss_size,
		.ss_flags = current->sas_ss_size ? 0 : SS_DISABLE,
	};

	if (uss) {
		if (copy_from_user(&ss, uss, sizeof(ss)))
			return -EFAULT;
		if (!(ss.ss_flags & SS_DISABLE) && ss.ss_size < 2048)
			return -ENOMEM;
		current->sas_ss_sp = ss.ss_flags & SS_DISABLE ? 0 : (unsigned long)ss.ss_sp;
		current->sas_ss_size = ss.ss_flags & SS_DISABLE ? 0 : ss.ss_size;
	}
	return uoss && copy_to_user(uoss, &old, sizeof(old)) ? -EFAULT : 0;
}

long do_no_restart_syscall(struct restart_block *restart)
{
	return -EINTR;
}

SYSCALL_DEFINE0(restart_syscall)
{
	return current->restart_block.fn(&current->restart_block);
}
