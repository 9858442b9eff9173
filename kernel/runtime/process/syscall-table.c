// SPDX-License-Identifier: GPL-2.0
/* Numbers of the system calls: those of Linux on riscv64 (include/uapi/asm-generic/unistd.h). */

#include <linux/kernel.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define NR_SYSCALLS 462

#define SYSCALLS(X) \
	X(17, getcwd) X(19, eventfd2) X(20, epoll_create1) X(21, epoll_ctl) X(22, epoll_pwait) \
	X(23, dup) X(24, dup3) X(25, fcntl) X(29, ioctl) X(34, mkdirat) X(35, unlinkat) \
	X(46, ftruncate) X(48, faccessat) X(49, chdir) X(56, openat) X(57, close) X(59, pipe2) \
	X(61, getdents64) X(62, lseek) X(63, read) X(64, write) X(65, readv) X(66, writev) \
	X(67, pread64) X(68, pwrite64) X(73, ppoll) X(78, readlinkat) X(79, newfstatat) X(80, fstat) \
	X(93, exit) X(94, exit_group) X(96, set_tid_address) X(98, futex) X(99, accepted) \
	X(101, nanosleep) X(113, clock_gettime) X(114, clock_getres) X(115, clock_nanosleep) \
	X(122, accepted) X(123, sched_getaffinity) X(124, sched_yield) X(128, restart_syscall) \
	X(129, kill) X(130, tkill) X(131, tgkill) X(132, sigaltstack) X(133, rt_sigsuspend) \
	X(134, rt_sigaction) \
	X(135, rt_sigprocmask) X(136, rt_sigpending) X(137, rt_sigtimedwait) X(139, rt_sigreturn) \
	X(154, setpgid) X(155, getpgid) X(157, setsid) X(160, newuname) X(166, accepted) \
	X(167, prctl) X(169, gettimeofday) X(172, getpid) X(173, getppid) X(174, getuid) \
	X(175, getuid) X(176, getuid) X(177, getuid) X(178, gettid) X(214, brk) X(215, munmap) \
	X(220, clone) X(221, execve) X(222, mmap) X(226, mprotect) X(233, madvise) X(260, wait4) \
	X(261, prlimit64) X(278, getrandom) X(435, clone3)

#define DECLARE_SYSCALL(number, name) long sys_##name(const struct pt_regs *regs);
SYSCALLS(DECLARE_SYSCALL)

#define TABLE_ENTRY(number, name) [number] = sys_##name,
static const syscall_t sys_call_table[NR_SYSCALLS] = { SYSCALLS(TABLE_ENTRY) };

static long unknown_syscall(unsigned long number)
{
	static DECLARE_BITMAP(reported, NR_SYSCALLS);

	if (number >= NR_SYSCALLS || !test_and_set_bit(number, reported))
		pr_info("%s[%d]: system call %lu is not implemented\n", current->comm, current->pid,
			number);
	return -ENOSYS;
}

/* The core has moved epc behind the ecall and kept a0 in orig_a0. */
void do_syscall_user(struct pt_regs *regs)
{
	unsigned long number = regs->a7;
	long ret;

	if (number < NR_SYSCALLS && sys_call_table[number])
		ret = sys_call_table[number](regs);
	else
		ret = unknown_syscall(number);
	regs->a0 = ret;
}
