// SPDX-License-Identifier: GPL-2.0
/* Processes: fork, exec, wait, exit. */

#include "actor.h"

/* In the library's start.S. */
s64 start_thread(u64 flags, void *stack_top, u32 *child_tid, void (*entry)(void *), void *argument);

static int shared_word = 5;

static int return_argument(void *argument)
{
	return (int)(u64)argument;
}

static int change_word(void *argument)
{
	shared_word = 6;
	return shared_word;
}

static void fork_copies_memory(void)
{
	int child = spawn(change_word, NULL);

	expect(reap(child), exited_with(6));
	expect(shared_word, 5);
}

static void wait_reports_children(void)
{
	int status, first = spawn(return_argument, (void *)3), second = spawn(return_argument, (void *)260);

	expect(reap(second), exited_with(4));
	expect(sys_wait(-1, &status, 0), first);
	expect(status, exited_with(3));
	expect(sys_wait(-1, &status, 0), -ECHILD);
	expect(sys_wait(12345, &status, 0), -ECHILD);
}

static int sleep_a_little(void *argument)
{
	sys_sleep_milliseconds(5);
	return 0;
}

static void wait_can_look_only(void)
{
	int status, child = spawn(sleep_a_little, NULL);

	expect(sys_wait(child, &status, WNOHANG), 0);
	expect(sys_wait(child, &status, 0), child);
}

static int exec_init(void *argument)
{
	char *const arguments[] = { "prog", "one", NULL };
	char *const environment[] = { "A=B", NULL };

	return -sys_execve("/init", arguments, environment);
}

static void exec_replaces_the_program(void)
{
	/* As a child, /init returns 42 at once. */
	expect(reap(spawn(exec_init, NULL)), exited_with(42));
}

static void exec_refuses_what_is_no_program(void)
{
	char *const arguments[] = { "x", NULL };

	expect(sys_execve("/etc/greeting", arguments, NULL), -ENOEXEC);
	expect(sys_execve("/none", arguments, NULL), -ENOENT);
	expect(sys_execve("/dev", arguments, NULL), -EACCES);
	expect(sys_execve("/init", BAD_ADDRESS, NULL), -EFAULT);
}

static int exec_and_keep(void *argument)
{
	int *fds = argument;

	syscall3(SYS_fcntl, (u64)fds[0], 2, 0);
	return exec_init(NULL);
}

/* The child's copy of the write end is closed by exec, so the parent sees the end of the file. */
static void exec_closes_what_it_should(void)
{
	char byte;
	int fds[2], child;

	expect(sys_pipe(fds, O_CLOEXEC), 0);
	child = spawn(exec_and_keep, fds);
	sys_close(fds[1]);
	expect(sys_read(fds[0], &byte, 1), 0);
	expect(reap(child), exited_with(42));
}

static void change_and_exec(void *argument)
{
	shared_word = 9;
	exec_init(NULL);
}

/* The child borrows the parent's memory until exec, so what it changes the parent sees. */
static void vfork_waits_for_exec(void)
{
	static char stack[16384] __attribute__((aligned(16)));
	u32 id = 0;
	s64 child;

	shared_word = 1;
	child = start_thread(CLONE_VM | CLONE_VFORK | SIGCHLD, stack + sizeof(stack), &id, change_and_exec, NULL);
	expect(shared_word, 9);
	expect(reap((int)child), exited_with(42));
}

static int orphan_writes(void *argument)
{
	int *fds = argument;
	char parent;

	while (syscall3(SYS_getppid, 0, 0, 0) != 1)
		sys_sleep_milliseconds(1);
	parent = 'i';
	return sys_write(fds[1], &parent, 1) != 1;
}

static int leave_orphan(void *argument)
{
	spawn(orphan_writes, argument);
	return 0;
}

static void orphans_go_to_init(void)
{
	char byte = 0;
	int fds[2];

	expect(sys_pipe(fds, 0), 0);
	expect(reap(spawn(leave_orphan, fds)), 0);
	expect(sys_read(fds[0], &byte, 1), 1);
	expect(byte, 'i');
}

static void identities_are_right(void)
{
	char name[16], uname[390];

	expect(syscall3(SYS_gettid, 0, 0, 0), sys_getpid());
	expect(syscall3(SYS_getppid, 0, 0, 0), 1);
	expect(syscall3(SYS_prctl, 15, (u64) "renamed", 0), 0);
	expect(syscall3(SYS_prctl, 16, (u64)name, 0), 0);
	expect(strcmp(name, "renamed"), 0);
	expect(syscall3(SYS_uname, (u64)uname, 0, 0), 0);
	expect(strcmp(uname, "Linux"), 0);
	expect(strcmp(uname + 4 * 65, "riscv64"), 0);
}

static void time_passes(void)
{
	u64 start = now_milliseconds(), middle;
	struct timespec until;

	sys_sleep_milliseconds(20);
	middle = now_milliseconds();
	expect(middle - start >= 20, true);
	until.tv_sec = (s64)((middle + 15) / 1000);
	until.tv_nsec = (s64)((middle + 15) % 1000) * 1000000;
	expect(syscall6(SYS_clock_nanosleep, 1, 1, (u64)&until, 0, 0, 0), 0);
	expect(now_milliseconds() >= middle + 15, true);
}

static void random_bytes_differ(void)
{
	u64 words[2] = { 0, 0 };

	expect(syscall3(SYS_getrandom, (u64)words, sizeof(words), 0), sizeof(words));
	expect(words[0] != words[1], true);
}

static void unknown_calls_are_refused(void)
{
	expect(syscall3(400, 0, 0, 0), -ENOSYS);
	expect(syscall3(100000, 0, 0, 0), -ENOSYS);
}

/* Registers other than a0 survive a system call and a timer interrupt. */
static void registers_survive(void)
{
	u64 i;

	for (i = 0; i < 2000; i++) {
		register u64 s2 asm("s2") = i * 3;
		register u64 t3 asm("t3") = i * 5;
		register u64 a1 asm("a1") = i * 7;
		register u64 a0 asm("a0") = 0;
		register u64 a7 asm("a7") = SYS_sched_yield;

		asm volatile("ecall" : "+r"(a0), "+r"(s2), "+r"(t3), "+r"(a1) : "r"(a7) : "memory");
		expect(s2 + t3 + a1, i * 15);
	}
}

static int count_forever(void *argument)
{
	for (;;)
		asm volatile("");
	return 0;
}

/* Nobody can keep the processor: the child never calls the kernel. */
static void processor_is_shared(void)
{
	int child = spawn(count_forever, NULL);

	sys_sleep_milliseconds(10);
	expect(sys_kill(child, SIGKILL), 0);
	expect(reap(child), SIGKILL);
}

static void many_processes_come_and_go(void)
{
	u64 before = 0;
	u32 i;

	for (i = 0; i < 60; i++) {
		if (i == 20)
			before = free_kilobytes();
		expect(reap(spawn(return_argument, (void *)(u64)i)), exited_with((int)i));
		expect(reap(spawn(exec_init, NULL)), exited_with(42));
	}
	expect(free_kilobytes(), before);
}

const struct test process_tests[] = {
	{ "copies memory at fork", fork_copies_memory },
	{ "waits for children", wait_reports_children },
	{ "looks for children", wait_can_look_only },
	{ "executes a program", exec_replaces_the_program },
	{ "refuses what is no program", exec_refuses_what_is_no_program },
	{ "closes descriptors at exec", exec_closes_what_it_should },
	{ "shares memory in vfork", vfork_waits_for_exec },
	{ "gives orphans to init", orphans_go_to_init },
	{ "knows who is who", identities_are_right },
	{ "sleeps as long as asked", time_passes },
	{ "gives random bytes", random_bytes_differ },
	{ "refuses unknown calls", unknown_calls_are_refused },
	{ "keeps registers", registers_survive },
	{ "shares the processor", processor_is_shared },
	{ "reuses what ended processes had", many_processes_come_and_go },
	{ NULL, NULL },
};
