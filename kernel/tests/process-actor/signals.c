// SPDX-License-Identifier: GPL-2.0
/* Signals: handlers, masks, interrupted and restarted calls, and what kills. */

#include "actor.h"

static volatile u32 caught, last_signal;
static volatile u64 last_address;
static int pipe_fds[2];

static void count_signal(int signal)
{
	caught++;
	last_signal = (u32)signal;
}

static void handle(int signal, u64 flags)
{
	struct sigaction action = { .handler = count_signal, .flags = flags };

	expect(sys_sigaction(signal, &action), 0);
}

static void handler_runs_and_returns(void)
{
	u64 i;

	handle(SIGUSR1, 0);
	for (i = 1; i <= 20; i++) {
		expect(sys_kill(sys_getpid(), SIGUSR1), 0);
		expect(caught, i);
	}
	expect(last_signal, SIGUSR1);
}

static void masked_signal_waits(void)
{
	u64 mask = SIGNAL_BIT(SIGUSR1), none = 0, pending = 0;

	handle(SIGUSR1, 0);
	expect(sys_sigprocmask(SIG_BLOCK, &mask), 0);
	expect(sys_kill(sys_getpid(), SIGUSR1), 0);
	expect(sys_kill(sys_getpid(), SIGUSR1), 0);
	expect(caught, 0);
	expect(syscall3(SYS_rt_sigpending, (u64)&pending, 8, 0), 0);
	expect(pending, mask);
	expect(sys_sigprocmask(SIG_SETMASK, &none), 0);
	expect(caught, 1);
}

static void raise_again(int signal)
{
	caught++;
	if (caught == 1)
		sys_kill(sys_getpid(), signal);
	/* Blocked meanwhile: not two levels deep. */
	last_signal = last_signal ? last_signal : caught;
}

static void signal_is_blocked_in_its_handler(void)
{
	struct sigaction action = { .handler = raise_again };

	sys_sigaction(SIGUSR1, &action);
	sys_kill(sys_getpid(), SIGUSR1);
	expect(caught, 2);
	expect(last_signal, 1);
}

static int signal_parent_later(void *argument)
{
	int parent = (int)syscall3(SYS_getppid, 0, 0, 0);

	sys_sleep_milliseconds(3);
	sys_kill(parent, SIGUSR1);
	sys_sleep_milliseconds(3);
	return sys_write(pipe_fds[1], "z", 1) != 1;
}

static void signal_interrupts_a_read(void)
{
	char byte;
	int child;

	handle(SIGUSR1, 0);
	expect(sys_pipe(pipe_fds, 0), 0);
	child = spawn(signal_parent_later, NULL);
	expect(sys_read(pipe_fds[0], &byte, 1), -EINTR);
	expect(caught, 1);
	expect(reap(child), 0);
}

static void restart_goes_on_with_a_read(void)
{
	char byte;
	int child;

	handle(SIGUSR1, SA_RESTART);
	expect(sys_pipe(pipe_fds, 0), 0);
	child = spawn(signal_parent_later, NULL);
	expect(sys_read(pipe_fds[0], &byte, 1), 1);
	expect(byte, 'z');
	expect(caught, 1);
	expect(reap(child), 0);
}

/* A signal that is ignored does not even interrupt. */
static void ignored_signal_does_nothing(void)
{
	struct sigaction ignore = { .handler = (void (*)(int))1 };
	char byte;
	int child;

	sys_sigaction(SIGUSR1, &ignore);
	expect(sys_pipe(pipe_fds, 0), 0);
	child = spawn(signal_parent_later, NULL);
	expect(sys_read(pipe_fds[0], &byte, 1), 1);
	expect(reap(child), 0);
}

static void sleep_tells_what_is_left(void)
{
	struct timespec time = { 5, 0 }, left = { 0, 0 };
	int child;

	handle(SIGUSR1, SA_RESTART);
	sys_pipe(pipe_fds, 0);
	child = spawn(signal_parent_later, NULL);
	expect(syscall3(SYS_nanosleep, (u64)&time, (u64)&left, 0), -EINTR);
	expect(left.tv_sec, 4);
	expect(reap(child), 0);
}

static void poll_mask_is_taken_back(void)
{
	u64 blocked = SIGNAL_BIT(SIGUSR1), none = 0;
	struct pollfd fd = { .fd = 0, .events = 0 };

	handle(SIGUSR1, 0);
	sys_sigprocmask(SIG_BLOCK, &blocked);
	sys_kill(sys_getpid(), SIGUSR1);
	expect(sys_poll(&fd, 1, &none), -EINTR);
	expect(caught, 1);
	sys_kill(sys_getpid(), SIGUSR1);
	expect(caught, 1);
}

static int sleep_long(void *argument)
{
	sys_sleep_milliseconds(100000);
	return 0;
}

static int ignore_and_sleep(void *argument)
{
	struct sigaction ignore = { .handler = (void (*)(int))1 };

	sys_sigaction(SIGTERM, &ignore);
	expect(sys_sigaction(SIGKILL, &ignore), -EINVAL);
	return sleep_long(NULL);
}

static void killing_kills(void)
{
	int child = spawn(sleep_long, NULL);

	let_others_run();
	expect(sys_kill(child, 0), 0);
	expect(sys_kill(child, SIGTERM), 0);
	expect(reap(child), SIGTERM);
	expect(sys_kill(child, 0), -ESRCH);
	child = spawn(ignore_and_sleep, NULL);
	let_others_run();
	sys_kill(child, SIGTERM);
	let_others_run();
	expect(sys_wait(child, NULL, WNOHANG), 0);
	sys_kill(child, SIGKILL);
	expect(reap(child), SIGKILL);
	/* Nothing kills the first process. */
	expect(sys_kill(1, SIGKILL), 0);
}

static int breakpoint(void *argument)
{
	asm volatile("ebreak");
	return 0;
}

static void faults_kill(void)
{
	expect(reap(spawn(breakpoint, NULL)), SIGTRAP);
}

struct signal_info {
	int signal, error, code, pad;
	u64 address;
};

/* Goes on behind the faulting instruction: words 0 of the saved registers is the pc, at its place in the context. */
static void fault_handler(int signal, struct signal_info *info, u64 *context)
{
	caught++;
	last_signal = (u32)signal;
	last_address = info->address;
	context[(5 * 8 + 128 + 8) / 8] += 4;
}

static void fault_can_be_handled(void)
{
	struct sigaction action = { .handler = (void (*)(int))(void *)fault_handler, .flags = SA_SIGINFO };

	expect(sys_sigaction(SIGSEGV, &action), 0);
	asm volatile(".option push\n.option norvc\nsw zero, 0(%0)\n.option pop" : : "r"(0x40ul) : "memory");
	expect(caught, 1);
	expect(last_address, 0x40);
	expect(last_signal, SIGSEGV);
}

static int child_returns(void *argument)
{
	return 7;
}

static void parent_hears_of_its_child(void)
{
	int child;

	handle(SIGCHLD, SA_RESTART);
	child = spawn(child_returns, NULL);
	expect(reap(child), exited_with(7));
	expect(caught, 1);
	expect(last_signal, SIGCHLD);
}

static void ignored_children_vanish(void)
{
	struct sigaction ignore = { .handler = (void (*)(int))1 };

	sys_sigaction(SIGCHLD, &ignore);
	spawn(child_returns, NULL);
	expect(sys_wait(-1, NULL, 0), -ECHILD);
}

static void signal_can_be_waited_for(void)
{
	u64 set = SIGNAL_BIT(SIGUSR1);
	struct timespec soon = { 0, 2000000 };
	struct signal_info info[6];
	int child;

	sys_sigprocmask(SIG_BLOCK, &set);
	expect(syscall6(SYS_rt_sigtimedwait, (u64)&set, 0, (u64)&soon, 8, 0, 0), -EAGAIN);
	sys_pipe(pipe_fds, 0);
	child = spawn(signal_parent_later, NULL);
	expect(syscall6(SYS_rt_sigtimedwait, (u64)&set, (u64)info, 0, 8, 0, 0), SIGUSR1);
	expect((u32)info[0].address, (u32)child);	/* the sender */
	expect(reap(child), 0);
}

static void suspend_waits_for_a_handler(void)
{
	u64 blocked = SIGNAL_BIT(SIGUSR1), none = 0;
	int child;

	handle(SIGUSR1, 0);
	sys_sigprocmask(SIG_BLOCK, &blocked);
	sys_pipe(pipe_fds, 0);
	child = spawn(signal_parent_later, NULL);
	let_others_run();
	let_others_run();
	expect(caught, 0);
	expect(syscall3(SYS_rt_sigsuspend, (u64)&none, 8, 0), -EINTR);
	expect(caught, 1);
	expect(reap(child), 0);
}

const struct test signal_tests[] = {
	{ "calls a handler", handler_runs_and_returns },
	{ "holds masked signals back", masked_signal_waits },
	{ "blocks a signal in its handler", signal_is_blocked_in_its_handler },
	{ "interrupts a read", signal_interrupts_a_read },
	{ "restarts a read", restart_goes_on_with_a_read },
	{ "ignores signals", ignored_signal_does_nothing },
	{ "interrupts a sleep", sleep_tells_what_is_left },
	{ "takes back a mask", poll_mask_is_taken_back },
	{ "kills", killing_kills },
	{ "kills for faults", faults_kill },
	{ "lets faults be handled", fault_can_be_handled },
	{ "tells the parent", parent_hears_of_its_child },
	{ "forgets ignored children", ignored_children_vanish },
	{ "waits for a signal", signal_can_be_waited_for },
	{ "suspends until a handler has run", suspend_waits_for_a_handler },
	{ NULL, NULL },
};
