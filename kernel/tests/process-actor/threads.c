// SPDX-License-Identifier: GPL-2.0
/* Threads and futexes. */

#include "actor.h"

#define ROUNDS 200

static struct mutex lock;
static u32 counter, word;
static int fds[2];

static void add_slowly(void *argument)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		u32 seen;

		mutex_lock(&lock);
		seen = counter;
		if (i % 16 == 0)
			syscall3(SYS_sched_yield, 0, 0, 0);
		counter = seen + 1;
		mutex_unlock(&lock);
	}
}

static void threads_share_memory(void)
{
	struct thread threads[4];
	u32 i;

	for (i = 0; i < 4; i++)
		expect(thread_start(&threads[i], add_slowly, NULL), 0);
	for (i = 0; i < 4; i++)
		thread_join(&threads[i]);
	expect(counter, 4 * ROUNDS);
}

static void open_something(void *argument)
{
	*(int *)argument = sys_open("/dev/null", O_RDWR);
	counter = (u32)syscall3(SYS_gettid, 0, 0, 0);
	word = (u32)sys_getpid();
}

static void threads_share_descriptors(void)
{
	struct thread thread;
	int fd = -1;

	expect(thread_start(&thread, open_something, &fd), 0);
	thread_join(&thread);
	expect(sys_close(fd), 0);
	expect(word, sys_getpid());
	expect(counter != word, true);
}

static void wait_for_word(void *argument)
{
	while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 0)
		sys_futex(&word, FUTEX_WAIT, 0);
	__atomic_fetch_add(&counter, 1, __ATOMIC_RELEASE);
}

static void futex_wakes_as_many_as_asked(void)
{
	struct timespec soon = { 0, 3000000 };
	struct thread threads[3];
	u32 i;

	for (i = 0; i < 3; i++)
		expect(thread_start(&threads[i], wait_for_word, NULL), 0);
	let_others_run();
	expect(sys_futex(&word, FUTEX_WAKE, 0), 0);
	word = 1;
	expect(sys_futex(&word, FUTEX_WAKE, 2), 2);
	let_others_run();
	expect(counter, 2);
	expect(sys_futex(&word, FUTEX_WAKE, 10), 1);
	for (i = 0; i < 3; i++)
		thread_join(&threads[i]);
	expect(sys_futex(&word, FUTEX_WAIT, 0), -EAGAIN);
	expect(syscall6(SYS_futex, (u64)&word, FUTEX_WAIT, 1, (u64)&soon, 0, 0), -ETIMEDOUT);
	expect(sys_futex((u32 *)((u64)&word + 1), FUTEX_WAIT, 1), -EINVAL);
	expect(sys_futex(BAD_ADDRESS, FUTEX_WAIT, 1), -EFAULT);
}

static void block_for_ever(void *argument)
{
	char byte;

	sys_read(fds[0], &byte, 1);
}

static int leave_with_threads(void *argument)
{
	struct thread threads[3];
	u32 i;

	for (i = 0; i < 3; i++)
		thread_start(&threads[i], block_for_ever, NULL);
	let_others_run();
	return 33;
}

static void threads_end_together(void)
{
	char byte;
	int child;

	expect(sys_pipe(fds, 0), 0);
	child = spawn(leave_with_threads, NULL);
	sys_close(fds[1]);
	/* The end of the pipe comes when the last thread has let go of it. */
	expect(sys_read(fds[0], &byte, 1), 0);
	expect(reap(child), exited_with(33));
}

static int leader_leaves_first(void *argument)
{
	struct thread thread;

	thread_start(&thread, wait_for_word, NULL);
	let_others_run();
	word = 1;
	sys_futex(&word, FUTEX_WAKE, 1);
	for (;;)
		syscall3(SYS_exit, 5, 0, 0);
	return 0;
}

/* The process is over when its last thread is, with the status that the first one gave. */
static void process_outlives_its_leader(void)
{
	expect(reap(spawn(leader_leaves_first, NULL)), exited_with(5));
}

static int fault_in_thread(void *argument)
{
	struct thread thread;

	thread_start(&thread, (void (*)(void *))0x10, NULL);
	block_for_ever(NULL);
	return 0;
}

static void fault_of_a_thread_ends_the_process(void)
{
	sys_pipe(fds, 0);
	expect(reap(spawn(fault_in_thread, NULL)), SIGSEGV);
}

static volatile u32 handled_by;

static void note_thread(int signal)
{
	handled_by = (u32)syscall3(SYS_gettid, 0, 0, 0);
}

static void signal_goes_to_one_thread(void)
{
	struct sigaction action = { .handler = note_thread };
	struct thread thread;
	u32 id;

	sys_sigaction(SIGUSR1, &action);
	expect(thread_start(&thread, wait_for_word, NULL), 0);
	id = thread.id;
	let_others_run();
	expect(sys_tgkill(sys_getpid(), (int)id, SIGUSR1), 0);
	let_others_run();
	expect(handled_by, id);
	expect(sys_tgkill(1, (int)id, SIGUSR1), -ESRCH);
	word = 1;
	sys_futex(&word, FUTEX_WAKE, 1);
	thread_join(&thread);
}

static int exec_with_threads(void *argument)
{
	char *const arguments[] = { "x", NULL };
	struct thread thread;

	thread_start(&thread, block_for_ever, NULL);
	let_others_run();
	return -sys_execve("/init", arguments, NULL);
}

static void exec_ends_other_threads(void)
{
	sys_pipe(fds, 0);
	expect(reap(spawn(exec_with_threads, NULL)), exited_with(42));
}

const struct test thread_tests[] = {
	{ "shares memory among threads", threads_share_memory },
	{ "shares descriptors among threads", threads_share_descriptors },
	{ "waits on futexes", futex_wakes_as_many_as_asked },
	{ "ends all threads together", threads_end_together },
	{ "outlives the first thread", process_outlives_its_leader },
	{ "ends a process for a thread's fault", fault_of_a_thread_ends_the_process },
	{ "signals one thread", signal_goes_to_one_thread },
	{ "ends threads at exec", exec_ends_other_threads },
	{ NULL, NULL },
};
