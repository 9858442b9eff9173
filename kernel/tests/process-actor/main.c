// SPDX-License-Identifier: GPL-2.0
/*
 * The first program of the test guest. Each test runs in a process of its own and says by its exit status how it went; this
 * one prints "ok NAME" or "not ok NAME", and at last how many there were.
 */

#include "actor.h"

#define PATIENCE_STEPS 200

void expect_equal(const char *where, s64 actual, s64 expected)
{
	if (actual == expected)
		return;
	print("# %s is %ld (%lx), expected %ld\n", where, (long)actual, (long)actual, (long)expected);
	sys_exit_group(1);
}

int spawn(int (*run)(void *), void *argument)
{
	int child = sys_fork();

	expect(child < 0, 0);
	if (child == 0)
		sys_exit_group(run(argument));
	return child;
}

int reap(int child)
{
	int status = -1;

	expect(sys_wait(child, &status, 0), child);
	return status;
}

void let_others_run(void)
{
	int i;

	for (i = 0; i < 20; i++)
		syscall3(SYS_sched_yield, 0, 0, 0);
	sys_sleep_milliseconds(2);
}

u64 now_milliseconds(void)
{
	struct timespec time;

	expect(syscall3(SYS_clock_gettime, 1, (u64)&time, 0), 0);
	return (u64)time.tv_sec * 1000 + (u64)time.tv_nsec / 1000000;
}

u64 free_kilobytes(void)
{
	char text[64] = { 0 };
	u64 value = 0;
	char *at;
	int fd;

	/* A process that has been waited for may still be on its way off the processor, with its kernel stack. */
	let_others_run();
	fd = sys_open("/proc/meminfo", O_RDONLY);
	expect(sys_read(fd, text, sizeof(text) - 1) > 8, true);
	sys_close(fd);
	for (at = text + 8; *at == ' '; at++)
		;
	for (; *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (u64)(*at - '0');
	return value;
}

static int run_test(void *argument)
{
	((const struct test *)argument)->run();
	return 0;
}

static u32 run_table(const struct test *tests, u32 *failed)
{
	u32 count;

	for (count = 0; tests[count].name; count++) {
		int status = reap(spawn(run_test, (void *)&tests[count]));

		if (status)
			++*failed;
		print("%s %s\n", status ? "not ok" : "ok", tests[count].name);
	}
	return count;
}

/*
 * Says what is typed, line by line, until the end of the input. An illegal instruction comes only on demand: Bao does not
 * hand it to the guest, it stops the hart for ever.
 */
static int read_console(void *argument)
{
	char line[128];
	s64 n;

	print("reading\n");

	while ((n = sys_read(0, line, sizeof(line) - 1)) > 0) {
		line[n - (line[n - 1] == '\n')] = '\0';
		if (!strcmp(line, "illegal"))
			asm volatile(".word 0");
		print("typed <%s>\n", line);
	}
	return 3;
}

int main(void)
{
	static const struct test *const tables[] = {
		file_tests, memory_tests, process_tests, signal_tests, event_tests, thread_tests, device_tests, abuse_tests,
	};
	u32 i, total = 0, failed = 0;

	if (sys_getpid() != 1)
		return 42;	/* executed by a test */
	for (i = 0; i < ARRAY_SIZE(tables); i++)
		total += run_table(tables[i], &failed);
	print("tests: %u, failed: %u\n", total, failed);
	for (;;)
		print("reader ended with %x\n", (u32)reap(spawn(read_console, NULL)));
}
