// SPDX-License-Identifier: GPL-2.0
/* Small system calls: identity, time, limits. Everybody is root; there is one hart. */

#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include "process-internal.h"

SYSCALL_DEFINE0(getpid)
{
	return current->tgid;
}

SYSCALL_DEFINE0(gettid)
{
	return current->pid;
}

SYSCALL_DEFINE0(getppid)
{
	return current->real_parent ? current->real_parent->tgid : 0;
}

SYSCALL_DEFINE0(getuid)
{
	return 0;
}

SYSCALL_DEFINE0(setsid)
{
	if (current->signal->pgrp == current->tgid)
		return -EPERM;
	current->signal->session = current->tgid;
	current->signal->pgrp = current->tgid;
	return current->tgid;
}

static struct task_struct *process_or_self(pid_t pid)
{
	return find_get_task_by_vpid(pid ? pid : current->tgid);
}

SYSCALL_DEFINE1(getpgid, pid_t, pid)
{
	struct task_struct *p = process_or_self(pid);
	int ret;

	if (!p)
		return -ESRCH;
	ret = p->signal ? p->signal->pgrp : 0;
	put_task_struct(p);
	return ret;
}

SYSCALL_DEFINE2(setpgid, pid_t, pid, pid_t, pgid)
{
	struct task_struct *p = process_or_self(pid);

	if (!p)
		return -ESRCH;
	if (p->signal)
		p->signal->pgrp = pgid ? pgid : p->tgid;
	put_task_struct(p);
	return pgid < 0 ? -EINVAL : 0;
}

SYSCALL_DEFINE0(sched_yield)
{
	yield();
	return 0;
}

SYSCALL_DEFINE3(sched_getaffinity, pid_t, pid, unsigned int, len, unsigned long __user *, mask)
{
	if (len < sizeof(long) || len % sizeof(long))
		return -EINVAL;
	return put_user(1UL, mask) ? -EFAULT : (long)sizeof(long);
}

SYSCALL_DEFINE0(accepted)
{
	return 0;
}

#define UTS_LEN 65

struct new_utsname {
	char sysname[UTS_LEN];
	char nodename[UTS_LEN];
	char release[UTS_LEN];
	char version[UTS_LEN];
	char machine[UTS_LEN];
	char domainname[UTS_LEN];
};

/* A program that asks for the release wants to know which interfaces to expect: those of Linux 6.12. */
SYSCALL_DEFINE1(newuname, struct new_utsname __user *, name)
{
	static const struct new_utsname uts = {
		.sysname = "Linux",
		.nodename = "bao-guest",
		.release = "6.12.0-bao-runtime",
		.version = "#1",
		.machine = "riscv64",
		.domainname = "(none)",
	};

	return copy_to_user(name, &uts, sizeof(uts)) ? -EFAULT : 0;
}

#define PR_SET_NAME	15
#define PR_GET_NAME	16

SYSCALL_DEFINE2(prctl, int, option, unsigned long, arg2)
{
	char comm[TASK_COMM_LEN] = { 0 };
	long len;

	switch (option) {
	case PR_SET_NAME:
		len = strncpy_from_user(comm, (const char __user *)arg2, sizeof(comm) - 1);
		if (len < 0)
			return len;
		set_task_comm(current, comm);
		return 0;
	case PR_GET_NAME:
		return copy_to_user((void __user *)arg2, current->comm, TASK_COMM_LEN) ? -EFAULT : 0;
	}
	return -EINVAL;
}

struct rlimit64 {
	u64 rlim_cur;
	u64 rlim_max;
};

#define RLIMIT_STACK	3
#define RLIMIT_NOFILE	7

SYSCALL_DEFINE4(prlimit64, pid_t, pid, unsigned int, resource, const struct rlimit64 __user *, new_rlim,
		struct rlimit64 __user *, old_rlim)
{
	struct rlimit64 old = { ~0ULL, ~0ULL };

	if (resource == RLIMIT_STACK)
		old = (struct rlimit64){ 1 << 20, 1 << 20 };
	if (resource == RLIMIT_NOFILE)
		old = (struct rlimit64){ 1024, 1024 };
	return old_rlim && copy_to_user(old_rlim, &old, sizeof(old)) ? -EFAULT : 0;
}

static int put_time(struct __kernel_timespec __user *to, u64 ns)
{
	struct __kernel_timespec ts = { .tv_sec = ns / NSEC_PER_SEC, .tv_nsec = ns % NSEC_PER_SEC };

	return copy_to_user(to, &ts, sizeof(ts)) ? -EFAULT : 0;
}

SYSCALL_DEFINE2(clock_gettime, clockid_t, which_clock, struct __kernel_timespec __user *, tp)
{
	return which_clock < 0 || which_clock > 11 ? -EINVAL : put_time(tp, ktime_get());
}

SYSCALL_DEFINE2(clock_getres, clockid_t, which_clock, struct __kernel_timespec __user *, tp)
{
	return tp ? put_time(tp, 1) : 0;
}

struct user_timeval {
	long tv_sec;
	long tv_usec;
};

SYSCALL_DEFINE2(gettimeofday, struct user_timeval __user *, tv, void __user *, tz)
{
	u64 now = ktime_get();
	struct user_timeval value = { now / NSEC_PER_SEC, now % NSEC_PER_SEC / NSEC_PER_USEC };

	return tv && copy_to_user(tv, &value, sizeof(value)) ? -EFAULT : 0;
}

static long sleep_until(u64 expires, void __user *rmtp);

static long nanosleep_restart(struct restart_block *restart)
{
	return sleep_until(restart->expires, restart->rmtp);
}

/* After a signal without a handler it sleeps on until the same time; with one, user space gets what is left. */
static long sleep_until(u64 expires, void __user *rmtp)
{
	ktime_t deadline = expires;

	set_current_state(TASK_INTERRUPTIBLE);
	while (ktime_get() < (ktime_t)expires && !signal_pending(current)) {
		schedule_hrtimeout(&deadline, HRTIMER_MODE_ABS);
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	if (ktime_get() >= (ktime_t)expires)
		return 0;
	if (rmtp && put_time(rmtp, expires - ktime_get()))
		return -EFAULT;
	current->restart_block.fn = nanosleep_restart;
	current->restart_block.expires = expires;
	current->restart_block.rmtp = rmtp;
	return -ERESTART_RESTARTBLOCK;
}

#define TIMER_ABSTIME 1

SYSCALL_DEFINE4(clock_nanosleep, clockid_t, which_clock, int, flags,
		const struct __kernel_timespec __user *, rqtp, struct __kernel_timespec __user *, rmtp)
{
	struct __kernel_timespec ts;
	ktime_t expires;
	long ret;

	if (copy_from_user(&ts, rqtp, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	expires = ktime_set(ts.tv_sec, ts.tv_nsec);
	if (!(flags & TIMER_ABSTIME))
		return sleep_until(ktime_add_safe(ktime_get(), expires), rmtp);
	ret = sleep_until(expires, NULL);
	return ret == -ERESTART_RESTARTBLOCK ? -ERESTARTNOHAND : ret;
}

SYSCALL_DEFINE2(nanosleep, const struct __kernel_timespec __user *, rqtp,
		struct __kernel_timespec __user *, rmtp)
{
	struct __kernel_timespec ts;

	if (copy_from_user(&ts, rqtp, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	return sleep_until(ktime_add_safe(ktime_get(), ktime_set(ts.tv_sec, ts.tv_nsec)), rmtp);
}
