/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the test program share: one table of tests a file, each test run in a process of its own. */
#ifndef PROCESS_ACTOR_H
#define PROCESS_ACTOR_H

#include "../../common/string.h"
#include "../../user/lib/output.h"
#include "../../user/lib/syscall.h"
#include "../../user/lib/thread.h"

struct test {
	const char *name;
	void (*run)(void);
};

extern const struct test file_tests[], memory_tests[], process_tests[], signal_tests[], event_tests[],
	thread_tests[], device_tests[], abuse_tests[];

/* Ends the test, as failed, unless both are equal. */
void expect_equal(const char *where, s64 actual, s64 expected);

#define expect_text(line) #line
#define expect_place(line) expect_text(line)
#define expect(actual, expected) \
	expect_equal(__FILE_NAME__ ":" expect_place(__LINE__) ": " #actual, (s64)(actual), (s64)(expected))

/* A child that runs @run and exits with what it returns. */
int spawn(int (*run)(void *), void *argument);
/* Its wait status. */
int reap(int child);
#define exited_with(code) ((code) << 8)

/* Waits until @process sleeps in the kernel: gives it the processor until it has had every chance to. */
void let_others_run(void);
u64 now_milliseconds(void);
/* MemFree of /proc/meminfo. */
u64 free_kilobytes(void);

/* The numbers of more system calls than the library knows. */
enum more_syscalls {
	SYS_dup = 23,
	SYS_mkdirat = 34,
	SYS_unlinkat = 35,
	SYS_ftruncate = 46,
	SYS_getdents64 = 61,
	SYS_readv = 65,
	SYS_writev = 66,
	SYS_pread64 = 67,
	SYS_pwrite64 = 68,
	SYS_readlinkat = 78,
	SYS_newfstatat = 79,
	SYS_fstat = 80,
	SYS_set_tid_address = 96,
	SYS_clock_gettime = 113,
	SYS_clock_nanosleep = 115,
	SYS_sched_yield = 124,
	SYS_tkill = 130,
	SYS_sigaltstack = 132,
	SYS_rt_sigsuspend = 133,
	SYS_rt_sigpending = 136,
	SYS_rt_sigtimedwait = 137,
	SYS_uname = 160,
	SYS_prctl = 167,
	SYS_getppid = 173,
	SYS_gettid = 178,
	SYS_brk = 214,
	SYS_mprotect = 226,
	SYS_getrandom = 278,
};

#define EPERM 1
#define ESRCH 3
#define EBADF 9
#define ECHILD 10
#define EACCES 13
#define EEXIST 17
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define ENOTTY 25
#define ESPIPE 29
#define EPIPE 32
#define ENOSYS 38
#define ENOTEMPTY 39
#define ETIMEDOUT 110
#ifndef EFAULT
#define EFAULT 14
#endif
#ifndef EINVAL
#define EINVAL 22
#endif
#ifndef EAGAIN
#define EAGAIN 11
#endif
#ifndef EMFILE
#define EMFILE 24
#endif
#ifndef ENOEXEC
#define ENOEXEC 8
#endif

#define SIGTRAP 5
#define SIGSEGV 11
#define SIGUSR2 12
#define SA_SIGINFO 4ul
#define SA_RESTART 0x10000000ul
#define SA_NODEFER 0x40000000ul
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_DIRECTORY 0200000
#define EPOLLOUT 4u
#define EPOLL_CTL_MOD 3
#define EPOLLONESHOT (1u << 30)
#define EPOLLET (1u << 31)
#define PROT_NONE 0
#define PROT_EXEC 4
#define MAP_FIXED 0x10
#define BAD_ADDRESS ((void *)0x123456789000)

#endif
