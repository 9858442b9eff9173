// SPDX-License-Identifier: GPL-2.0
/* System calls with arguments that make no sense, and more than there is: the kernel has to stay up and lose nothing. */

#include "../../include/uapi/linux/ioctl.h"
#include "../process-driver/probe-device.h"
#include "actor.h"

#define CHILDREN 40
#define CALLS 300
#define PATIENCE_MS 4

/* Everything but what ends or multiplies processes, removes or truncates files, or reaches others. */
static const u32 calls[] = {
	17, 19, 20, 21, 22, 23, 24, 25, 29, 34, 46, 48, 49, 57, 59, 61, 62, 63, 64, 65, 66, 67, 68, 73, 78, 79, 80, 96, 98,
	99, 101, 113, 114, 115, 122, 123, 124, 128, 132, 134, 135, 136, 137, 155, 160, 167, 169, 172, 173, 174, 178,
	214, 222, 233, 260, 261, 278, 56,
};

/* These mostly end the caller, so they come seldom. */
static const u32 deadly_calls[] = { 139, 215, 221, 226 };

static char scratch[4096];
static u64 random_state;

static u64 random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static u32 random_call(void)
{
	if (random() % 256 == 0)
		return deadly_calls[random() % ARRAY_SIZE(deadly_calls)];
	return calls[random() % ARRAY_SIZE(calls)];
}

static u64 random_argument(void)
{
	static const char *const paths[] = { "/etc/greeting", "/dev/null", "/dev/probe-device", "/proc/interrupts", "/sys", "/init" };
	static const u64 odd[] = {
		0, 1, 2, 8, 64, 4095, 4096, 4097, ~0ul, ~0ul << 12, 1ul << 31, 1ul << 38, 1ul << 63, 0x10000, 0xffffffff80000000,
		PROBE_WATCH, PROBE_UNWATCH, PROBE_GO, PROBE_NEW_FILE, PROBE_GET_INFO, 0x40000000, 0x80000000,
	};

	switch (random() % 6) {
	case 0:
		return random() % 16;
	case 1:
		return odd[random() % ARRAY_SIZE(odd)];
	case 2:
		return (u64)paths[random() % ARRAY_SIZE(paths)];
	case 3:
		return random();
	case 4:
		return random() & random() & random() & 0xffff;
	default:
		return (u64)(scratch + random() % sizeof(scratch));
	}
}

static int call_at_random(void *argument)
{
	u32 i;

	random_state = (u64)argument * 0x9e3779b97f4a7c15 + 1;
	for (i = 0; i < 3; i++)
		sys_close((int)i);
	for (i = 0; i < 5; i++)
		sys_open(i % 2 ? "/dev/probe-device" : "/etc/greeting", O_RDONLY);
	for (i = 0; i < CALLS; i++)
		syscall6(random_call(), random_argument(), random_argument(), random_argument(),
			 random_argument(), random_argument(), random_argument());
	return 0;
}

static void random_calls_hurt_nobody_else(void)
{
	u64 i, waited;

	for (i = 0; i < CHILDREN; i++) {
		int child = spawn(call_at_random, (void *)(i + 1)), ended = 0;

		for (waited = 0; waited < PATIENCE_MS && !ended; waited++) {
			sys_sleep_milliseconds(1);
			ended = sys_wait(child, NULL, WNOHANG);
		}
		if (!ended) {
			expect(sys_kill(child, SIGKILL), 0);
			reap(child);
		}
	}
}

static int use_all_memory(void *argument)
{
	s64 i;

	for (;;) {
		s64 address = sys_mmap(4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

		if (address < 0)
			return 1;
		for (i = 0; i < 4 << 20; i += 4096)
			*(volatile char *)(address + i) = 1;
	}
}

static int map_all_memory(void *argument)
{
	s64 address;

	do
		address = sys_mmap(128 << 10, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	while (address > 0);
	return -(int)address;
}

static void memory_runs_out_for_its_user_only(void)
{
	u64 before = free_kilobytes();

	expect(reap(spawn(use_all_memory, NULL)), SIGKILL);
	expect(reap(spawn(map_all_memory, NULL)), exited_with(12));
	expect(free_kilobytes(), before);
}

static void huge_ranges_take_no_time(void)
{
	s64 address = sys_mmap(1ul << 37, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	expect(address > 0, true);
	expect(sys_munmap((void *)address, 1ul << 37), 0);
}

const struct test abuse_tests[] = {
	{ "survives random calls", random_calls_hurt_nobody_else },
	{ "runs out of memory", memory_runs_out_for_its_user_only },
	{ "maps huge ranges", huge_ranges_take_no_time },
	{ NULL, NULL },
};
