// SPDX-License-Identifier: GPL-2.0
/* The device model, seen through the test driver. */

#include "../../include/uapi/linux/ioctl.h"
#include "../process-driver/probe-device.h"
#include "actor.h"

#define DRIVER "/sys/bus/platform/drivers/probe-driver/"
#define DEVICE "93f01000.probe-device"
#define FAILING "93f04000.probe-device"
#define DISABLED "93f05000.probe-device"

static int probe_open(void)
{
	int fd = sys_open("/dev/probe-device", O_RDWR);

	expect(fd > 0, true);
	return fd;
}

static struct probe_counts probe_counts(int fd)
{
	struct probe_counts counts;

	expect(sys_ioctl(fd, PROBE_GET_COUNTS, &counts), 0);
	return counts;
}

static s64 write_file(const char *path, const char *text)
{
	int fd = sys_open(path, O_WRONLY);
	s64 ret;

	expect(fd > 0, true);
	ret = sys_write(fd, text, strlen(text));
	sys_close(fd);
	return ret;
}

static void driver_gets_its_resources(void)
{
	struct probe_info info;

	expect(sys_ioctl(probe_open(), PROBE_GET_INFO, &info), 0);
	expect(info.window_start, 0x93f01000);
	expect(info.window_size, 0x2000);
	expect(info.resources, 2);
	expect(info.interrupts, 2);
	expect(info.value, 0x12345678);
	expect(info.wide, 0x1122334455667788);
	expect(info.second_text_is_two, 1);
}

static void device_memory_is_shared(void)
{
	int fd = probe_open();
	u32 *memory = (u32 *)sys_mmap(0x2000, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	u32 value = 0xcafe;

	expect((s64)memory > 0, true);
	expect(syscall6(SYS_pwrite64, (u64)fd, (u64)&value, 4, 0x1000, 0, 0), 4);
	expect(memory[0x400], 0xcafe);
	memory[0x401] = 0xbeef;
	expect(syscall6(SYS_pread64, (u64)fd, (u64)&value, 4, 0x1004, 0, 0), 4);
	expect(value, 0xbeef);
	expect(sys_mmap(0x3000, PROT_READ, MAP_SHARED, fd), -EINVAL);
	expect(sys_lseek(fd, 0x2000), 0x2000);
	expect(sys_read(fd, &value, 4), 0);
	expect(sys_lseek(fd, 0x2001), -EINVAL);
	expect(sys_ioctl(fd, 0x1234, NULL), -ENOTTY);
	expect(sys_ioctl(fd, PROBE_GET_INFO, BAD_ADDRESS), -EFAULT);
}

static int write_mapped(void *argument)
{
	((volatile u32 *)argument)[3] = 77;
	return 0;
}

static void fork_shares_device_memory(void)
{
	u32 *memory = (u32 *)sys_mmap(0x1000, PROT_READ | PROT_WRITE, MAP_SHARED, probe_open());

	memory[3] = 0;
	expect(reap(spawn(write_mapped, memory)), 0);
	expect(memory[3], 77);
}

static int wait_in_driver(void *argument)
{
	int fd = probe_open();

	return -sys_ioctl(fd, *(u32 *)argument, NULL);
}

/* A process killed in an ioctl: the wait ends, and its files are released before the parent hears of it. */
static void killed_waiter_releases_its_files(void)
{
	u32 request = PROBE_WAIT;
	int fd = probe_open(), child;
	struct probe_counts before = probe_counts(fd), after;

	child = spawn(wait_in_driver, &request);
	let_others_run();
	expect(sys_kill(child, SIGKILL), 0);
	expect(reap(child), SIGKILL);
	after = probe_counts(fd);
	expect(after.interrupted_waits - before.interrupted_waits, 1);
	expect(after.opens - before.opens, 1);
	expect(after.releases - before.releases, 1);
	expect(after.last_releaser, child);
}

static void do_nothing(int signal)
{
}

static int wait_with_handler(void *argument)
{
	struct sigaction action = { .handler = do_nothing, .flags = *(u64 *)argument };
	u32 request = PROBE_WAIT;

	sys_sigaction(SIGUSR1, &action);
	return wait_in_driver(&request);
}

static void interrupted_ioctl_says_so_or_goes_on(void)
{
	u64 plain = 0, restart = SA_RESTART;
	int fd = probe_open(), child = spawn(wait_with_handler, &plain);

	let_others_run();
	sys_kill(child, SIGUSR1);
	expect(reap(child), exited_with(EINTR));
	child = spawn(wait_with_handler, &restart);
	let_others_run();
	sys_kill(child, SIGUSR1);
	let_others_run();
	expect(sys_wait(child, NULL, WNOHANG), 0);
	expect(sys_ioctl(fd, PROBE_GO, NULL), 0);
	expect(reap(child), 0);
}

static void killable_wait_ignores_the_rest(void)
{
	u32 request = PROBE_WAIT_KILLABLE;
	struct sigaction action = { .handler = do_nothing };
	int child;

	sys_sigaction(SIGUSR1, &action);
	child = spawn(wait_in_driver, &request);
	let_others_run();
	sys_kill(child, SIGUSR1);
	let_others_run();
	expect(sys_wait(child, NULL, WNOHANG), 0);
	sys_kill(child, SIGKILL);
	expect(reap(child), SIGKILL);
}

static int thread_fd;

static void thread_waits(void *argument)
{
	sys_ioctl(thread_fd, PROBE_WAIT, NULL);
}

static int leave_thread_in_driver(void *argument)
{
	struct thread thread;

	thread_fd = probe_open();
	thread_start(&thread, thread_waits, NULL);
	let_others_run();
	return 0;
}

static void exit_ends_a_thread_in_the_driver(void)
{
	int fd = probe_open();
	u32 before = probe_counts(fd).releases;

	expect(reap(spawn(leave_thread_in_driver, NULL)), 0);
	expect(probe_counts(fd).releases - before, 1);
}

static void release_comes_with_the_last_close(void)
{
	int fd = probe_open(), other = probe_open(), copy;
	struct probe_counts before = probe_counts(fd), after;

	copy = (int)syscall3(SYS_dup, (u64)other, 0, 0);
	sys_close(other);
	after = probe_counts(fd);
	expect(after.flushes - before.flushes, 1);
	expect(after.releases - before.releases, 0);
	sys_close(copy);
	after = probe_counts(fd);
	expect(after.flushes - before.flushes, 2);
	expect(after.releases - before.releases, 1);
}

static void anonymous_file_is_released(void)
{
	int fd = probe_open(), file = sys_ioctl(fd, PROBE_NEW_FILE, NULL);
	u32 before = probe_counts(fd).releases;

	expect(file, 4);
	expect(syscall3(SYS_fcntl, (u64)file, 1, 0), 1);	/* close on exec */
	expect(sys_read(file, &before, 1), -EINVAL);
	sys_close(file);
	expect(probe_counts(fd).releases - before, 1);
}

static void driver_signals_an_eventfd(void)
{
	int fd = probe_open(), event = sys_eventfd(0, EFD_NONBLOCK);
	u64 count = 0;

	expect(sys_ioctl(fd, PROBE_SIGNAL, (void *)(u64)event), 0);
	expect(sys_ioctl(fd, PROBE_SIGNAL, (void *)(u64)event), 0);
	expect(sys_read(event, &count, 8), 8);
	expect(count, 2);
	expect(sys_ioctl(fd, PROBE_SIGNAL, (void *)(u64)fd), -EINVAL);
	expect(sys_ioctl(fd, PROBE_SIGNAL, (void *)99ul), -EBADF);
}

static void wake_callback_runs_locked(void)
{
	int fd = probe_open(), event = sys_eventfd(3, 0);
	struct probe_wakes wakes;
	u64 one = 1;

	expect(sys_ioctl(fd, PROBE_WATCH, (void *)(u64)event), EPOLLIN | EPOLLOUT);
	expect(sys_write(event, &one, 8), 8);
	expect(sys_ioctl(fd, PROBE_SIGNAL, (void *)(u64)event), 0);
	expect(sys_ioctl(fd, PROBE_GET_WAKES, &wakes), 0);
	expect(wakes.in, 2);
	expect(wakes.in_with_interrupts_on, 0);
	expect(wakes.in_unlocked, 0);
	expect(wakes.hup, 0);
	sys_close(event);
	expect(sys_ioctl(fd, PROBE_GET_WAKES, &wakes), 0);
	expect(wakes.hup, 1);
	/* Nobody read it: all that was written is still in the counter. */
	expect(sys_ioctl(fd, PROBE_UNWATCH, NULL), 5);
}

/* The number is free although its file is open: what a driver must not do, and what it then does. */
static void freed_number_loses_its_file(void)
{
	int fd = probe_open(), lost = probe_open();
	u32 before = probe_counts(fd).releases;

	expect(sys_ioctl(fd, PROBE_FREE_FD, (void *)(u64)lost), 0);
	expect(sys_eventfd(0, 0), lost);
	sys_close(lost);
	expect(probe_counts(fd).releases - before, 0);
}

static void driver_is_unbound_and_bound(void)
{
	char target[64];
	int fd;

	expect(syscall6(SYS_readlinkat, (u64)AT_FDCWD, (u64)(DRIVER DEVICE), (u64)target, 64, 0, 0),
	       strlen("../../devices/" DEVICE));
	expect(memcmp(target, "../../devices/" DEVICE, strlen("../../devices/" DEVICE)), 0);
	expect(write_file(DRIVER "unbind", DEVICE "\n"), strlen(DEVICE) + 1);
	expect(sys_open("/dev/probe-device", O_RDWR), -ENOENT);
	expect(sys_open(DRIVER DEVICE, O_RDONLY), -ENOENT);
	expect(write_file(DRIVER "unbind", DEVICE), -ENODEV);
	expect(write_file(DRIVER "bind", "nonsense"), -ENODEV);
	expect(write_file(DRIVER "bind", FAILING), -5);
	expect(write_file(DRIVER "bind", DISABLED), -ENODEV);
	expect(write_file(DRIVER "bind", DEVICE), strlen(DEVICE));
	expect(write_file(DRIVER "bind", DEVICE), -EBUSY);
	fd = probe_open();
	sys_close(fd);
	expect(sys_open(DRIVER DEVICE, O_RDONLY | O_DIRECTORY) > 0, true);
}

/* Memory, numbers and names: what a bound driver takes it gives back. */
static void binding_again_and_again_costs_nothing(void)
{
	u64 before = 0;
	u32 i;

	for (i = 0; i < 30; i++) {
		int fd;

		if (i == 10)
			before = free_kilobytes();
		expect(write_file(DRIVER "unbind", DEVICE), strlen(DEVICE));
		expect(write_file(DRIVER "bind", FAILING), -5);
		expect(write_file(DRIVER "bind", DEVICE), strlen(DEVICE));
		fd = probe_open();
		expect(sys_munmap((void *)sys_mmap(0x2000, PROT_READ, MAP_SHARED, fd), 0x2000), 0);
		sys_close(fd);
	}
	expect(free_kilobytes(), before);
}

static void interrupts_are_listed(void)
{
	static char text[4096];
	int fd = sys_open("/proc/interrupts", O_RDONLY);
	s64 n = sys_read(fd, text, sizeof(text) - 1), i;
	bool found = false;

	expect(n > 0, true);
	for (i = 0; i + 5 < n; i++)
		found |= !memcmp(text + i, "ttyS0", 5);
	expect(found, true);
}

const struct test device_tests[] = {
	{ "gives a driver its resources", driver_gets_its_resources },
	{ "maps device memory", device_memory_is_shared },
	{ "shares device memory after fork", fork_shares_device_memory },
	{ "releases the files of a killed process", killed_waiter_releases_its_files },
	{ "interrupts or restarts an ioctl", interrupted_ioctl_says_so_or_goes_on },
	{ "waits for what kills", killable_wait_ignores_the_rest },
	{ "ends a thread in a driver", exit_ends_a_thread_in_the_driver },
	{ "releases at the last close", release_comes_with_the_last_close },
	{ "releases anonymous files", anonymous_file_is_released },
	{ "signals an eventfd", driver_signals_an_eventfd },
	{ "wakes under the lock", wake_callback_runs_locked },
	{ "loses a file whose number is freed", freed_number_loses_its_file },
	{ "unbinds and binds", driver_is_unbound_and_bound },
	{ "binds again and again", binding_again_and_again_costs_nothing },
	{ "lists interrupts", interrupts_are_listed },
	{ NULL, NULL },
};
