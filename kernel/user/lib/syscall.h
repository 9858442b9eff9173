/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linux system calls on riscv64, as thin as can be: each returns what the kernel returns, a negative number being -errno.
 * The numbers and structures are those of Linux's user-space interface.
 */
#ifndef USER_SYSCALL_H
#define USER_SYSCALL_H

#include "../../common/types.h"

enum syscall_number {
	SYS_eventfd2 = 19,
	SYS_epoll_create1 = 20,
	SYS_epoll_ctl = 21,
	SYS_epoll_pwait = 22,
	SYS_dup3 = 24,
	SYS_fcntl = 25,
	SYS_ioctl = 29,
	SYS_openat = 56,
	SYS_close = 57,
	SYS_pipe2 = 59,
	SYS_lseek = 62,
	SYS_read = 63,
	SYS_write = 64,
	SYS_ppoll = 73,
	SYS_exit = 93,
	SYS_exit_group = 94,
	SYS_futex = 98,
	SYS_nanosleep = 101,
	SYS_kill = 129,
	SYS_tgkill = 131,
	SYS_rt_sigaction = 134,
	SYS_rt_sigprocmask = 135,
	SYS_getpid = 172,
	SYS_munmap = 215,
	SYS_clone = 220,
	SYS_execve = 221,
	SYS_mmap = 222,
	SYS_wait4 = 260,
};

#define AT_FDCWD (-100)

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_NONBLOCK 04000
#define O_CLOEXEC 02000000

#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 0x20

#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLLIN 1u
#define EPOLLERR 8u
#define EPOLLHUP 0x10u

#define EFD_CLOEXEC O_CLOEXEC
#define EFD_NONBLOCK O_NONBLOCK

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

#define SIGHUP 1
#define SIGINT 2
#define SIGKILL 9
#define SIGUSR1 10
#define SIGPIPE 13
#define SIGTERM 15
#define SIGCHLD 17

#define SIG_BLOCK 0
#define SIG_SETMASK 2
#define SIGNAL_BIT(signal) (1ul << ((signal) - 1))

#define CLONE_VM 0x100ul
#define CLONE_FS 0x200ul
#define CLONE_FILES 0x400ul
#define CLONE_SIGHAND 0x800ul
#define CLONE_VFORK 0x4000ul
#define CLONE_THREAD 0x10000ul
#define CLONE_SYSVSEM 0x40000ul
#define CLONE_PARENT_SETTID 0x100000ul
#define CLONE_CHILD_CLEARTID 0x200000ul

#define WNOHANG 1

#define ENOENT 2
#define EINTR 4
#define EAGAIN 11
#define EBUSY 16

struct epoll_event {
	u32 events;
	u64 data;
};

struct timespec {
	s64 tv_sec;
	s64 tv_nsec;
};

struct pollfd {
	int fd;
	short events;
	short revents;
};

struct sigaction {
	void (*handler)(int signal);
	u64 flags;
	u64 mask;
};

static inline s64 syscall6(u64 number, u64 first, u64 second, u64 third, u64 fourth, u64 fifth, u64 sixth)
{
	register u64 a0 asm("a0") = first;
	register u64 a1 asm("a1") = second;
	register u64 a2 asm("a2") = third;
	register u64 a3 asm("a3") = fourth;
	register u64 a4 asm("a4") = fifth;
	register u64 a5 asm("a5") = sixth;
	register u64 a7 asm("a7") = number;

	asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
	return (s64)a0;
}

static inline s64 syscall3(u64 number, u64 first, u64 second, u64 third)
{
	return syscall6(number, first, second, third, 0, 0, 0);
}

static inline int sys_open(const char *path, int flags)
{
	return (int)syscall3(SYS_openat, (u64)AT_FDCWD, (u64)path, (u64)flags);
}

static inline int sys_close(int fd)
{
	return (int)syscall3(SYS_close, (u64)fd, 0, 0);
}

static inline s64 sys_read(int fd, void *buffer, size_t count)
{
	return syscall3(SYS_read, (u64)fd, (u64)buffer, count);
}

static inline s64 sys_write(int fd, const void *buffer, size_t count)
{
	return syscall3(SYS_write, (u64)fd, (u64)buffer, count);
}

/* Sets the position from the start of the file. */
static inline s64 sys_lseek(int fd, s64 position)
{
	return syscall3(SYS_lseek, (u64)fd, (u64)position, 0);
}

static inline int sys_ioctl(int fd, u32 request, void *argument)
{
	return (int)syscall3(SYS_ioctl, (u64)fd, request, (u64)argument);
}

static inline s64 sys_mmap(size_t length, int protection, int flags, int fd)
{
	return syscall6(SYS_mmap, 0, length, (u64)protection, (u64)flags, (u64)fd, 0);
}

static inline int sys_munmap(void *address, size_t length)
{
	return (int)syscall3(SYS_munmap, (u64)address, length, 0);
}

static inline int sys_eventfd(u32 initial, int flags)
{
	return (int)syscall3(SYS_eventfd2, initial, (u64)flags, 0);
}

static inline int sys_epoll_create(int flags)
{
	return (int)syscall3(SYS_epoll_create1, (u64)flags, 0, 0);
}

static inline int sys_epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
	return (int)syscall6(SYS_epoll_ctl, (u64)epoll, (u64)operation, (u64)fd, (u64)event, 0, 0);
}

/* mask: the signals that stay blocked while it waits. timeout in milliseconds, -1 for ever. */
static inline int sys_epoll_pwait(int epoll, struct epoll_event *events, int count, int timeout, const u64 *mask)
{
	return (int)syscall6(SYS_epoll_pwait, (u64)epoll, (u64)events, (u64)count, (u64)timeout, (u64)mask, sizeof(*mask));
}

/* Waits without a time limit; mask: the signals that stay blocked while it waits. */
static inline int sys_poll(struct pollfd *fds, u64 count, const u64 *mask)
{
	return (int)syscall6(SYS_ppoll, (u64)fds, count, 0, (u64)mask, sizeof(*mask), 0);
}

static inline int sys_pipe(int fds[2], int flags)
{
	return (int)syscall3(SYS_pipe2, (u64)fds, (u64)flags, 0);
}

static inline int sys_dup_to(int from, int to)
{
	return (int)syscall3(SYS_dup3, (u64)from, (u64)to, 0);
}

static inline int sys_kill(int process, int signal)
{
	return (int)syscall3(SYS_kill, (u64)process, (u64)signal, 0);
}

static inline int sys_tgkill(int process, int thread, int signal)
{
	return (int)syscall3(SYS_tgkill, (u64)process, (u64)thread, (u64)signal);
}

static inline int sys_getpid(void)
{
	return (int)syscall3(SYS_getpid, 0, 0, 0);
}

static inline int sys_sigaction(int signal, const struct sigaction *action)
{
	return (int)syscall6(SYS_rt_sigaction, (u64)signal, (u64)action, 0, sizeof(u64), 0, 0);
}

static inline int sys_sigprocmask(int how, const u64 *mask)
{
	return (int)syscall6(SYS_rt_sigprocmask, (u64)how, (u64)mask, 0, sizeof(*mask), 0, 0);
}

static inline int sys_futex(u32 *word, int operation, u32 value)
{
	return (int)syscall6(SYS_futex, (u64)word, (u64)operation, value, 0, 0, 0);
}

static inline int sys_execve(const char *path, char *const arguments[], char *const environment[])
{
	return (int)syscall3(SYS_execve, (u64)path, (u64)arguments, (u64)environment);
}

static inline int sys_wait(int process, int *status, int options)
{
	return (int)syscall6(SYS_wait4, (u64)process, (u64)status, (u64)options, 0, 0, 0);
}

/* A new process that is a copy of this one: 0 in the child, its number in the parent. */
static inline int sys_fork(void)
{
	return (int)syscall6(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
}

static inline void sys_sleep_milliseconds(u64 milliseconds)
{
	struct timespec time = { (s64)(milliseconds / 1000), (s64)(milliseconds % 1000) * 1000000 };

	while (syscall3(SYS_nanosleep, (u64)&time, (u64)&time, 0) == -EINTR)
		;
}

_Noreturn static inline void sys_exit_group(int status)
{
	for (;;)
		syscall3(SYS_exit_group, (u64)status, 0, 0);
}

#endif
