// SPDX-License-Identifier: GPL-2.0
/* Address spaces. */

#include "actor.h"

#define PAGE 4096ul
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

static char *map(size_t length, int protection)
{
	s64 address = sys_mmap(length, protection, ANONYMOUS, -1);

	expect(address > 0, true);
	return (char *)address;
}

static int touch(void *argument)
{
	*(volatile char *)argument = 1;
	return 0;
}

static int peek(void *argument)
{
	return *(volatile char *)argument;
}

static void anonymous_memory_is_zero(void)
{
	char *small = map(3 * PAGE, PROT_READ | PROT_WRITE);
	char *large = map(64 << 20, PROT_READ | PROT_WRITE);
	u64 i;

	for (i = 0; i < 3 * PAGE; i++)
		expect(small[i], 0);
	for (i = 0; i < 64ul << 20; i += 4ul << 20)
		expect(large[i]++, 0);
	for (i = 0; i < 64ul << 20; i += 4ul << 20)
		expect(large[i], 1);
	expect(sys_munmap(small + PAGE, PAGE), 0);
	expect(small[0] + small[2 * PAGE], 0);
	expect(reap(spawn(peek, small + PAGE)), SIGSEGV);
	expect(sys_munmap(small, 3 * PAGE), 0);
	expect(sys_munmap(small + 1, PAGE), -EINVAL);
}

static void memory_given_back_comes_back_zero(void)
{
	char *page;
	u32 i;

	for (i = 0; i < 50; i++) {
		page = map(PAGE, PROT_READ | PROT_WRITE);
		expect(page[100], 0);
		memset(page, 0xff, PAGE);
		expect(sys_munmap(page, PAGE), 0);
	}
}

static void protection_holds(void)
{
	char *page = map(2 * PAGE, PROT_READ);

	expect(page[0], 0);
	expect(reap(spawn(touch, page)), SIGSEGV);
	expect(syscall3(SYS_mprotect, (u64)page, PAGE, PROT_READ | PROT_WRITE), 0);
	page[0] = 5;
	expect(reap(spawn(touch, page + PAGE)), SIGSEGV);
	expect(syscall3(SYS_mprotect, (u64)page, PAGE, PROT_NONE), 0);
	expect(reap(spawn(peek, page)), SIGSEGV);
	expect(syscall3(SYS_mprotect, (u64)page, PAGE, PROT_READ), 0);
	expect(page[0], 5);	/* still there */
	expect(reap(spawn(peek, NULL)), SIGSEGV);
	expect(reap(spawn(touch, (void *)0xffffffff80000000)), SIGSEGV);
	/* The kernel respects it too. */
	expect(sys_read(sys_open("/dev/zero", O_RDONLY), page, 8), -EFAULT);
}

static void code_can_be_written_and_run(void)
{
	u32 *code = (u32 *)map(PAGE, PROT_READ | PROT_WRITE);

	code[0] = 0x02a00513;	/* li a0, 42 */
	code[1] = 0x00008067;	/* ret */
	expect(syscall3(SYS_mprotect, (u64)code, PAGE, PROT_READ | PROT_EXEC), 0);
	expect(((int (*)(void))code)(), 42);
	expect(syscall3(SYS_mprotect, (u64)code, PAGE, PROT_READ), 0);
	expect(reap(spawn((int (*)(void *))code, NULL)), SIGSEGV);
}

static void break_moves(void)
{
	char *start = (char *)syscall3(SYS_brk, 0, 0, 0);
	u64 i;

	expect(syscall3(SYS_brk, (u64)start + 10000, 0, 0), (u64)start + 10000);
	for (i = 0; i < 10000; i++)
		expect(start[i], 0);
	memset(start, 1, 10000);
	expect(syscall3(SYS_brk, (u64)start + 100000, 0, 0), (u64)start + 100000);
	expect(start[9999] + start[99999], 1);
	expect(syscall3(SYS_brk, (u64)start, 0, 0), (u64)start);
	expect(reap(spawn(peek, start + 8192)), SIGSEGV);
	expect(syscall3(SYS_brk, 0, 0, 0), (u64)start);
}

static void file_is_mapped_privately(void)
{
	int fd = sys_open("/etc/greeting", O_RDONLY);
	char *text = (char *)sys_mmap(PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);

	expect(memcmp(text, "Hello", 5), 0);
	expect(text[PAGE - 1], 0);
	text[0] = 'J';
	sys_lseek(fd, 0);
	expect(sys_read(fd, text + 100, 1), 1);
	expect(text[100], 'H');
	expect(sys_mmap(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd), -EACCES);
	expect(sys_mmap(PAGE, PROT_READ, MAP_PRIVATE, 55), -EBADF);
	expect(sys_mmap(0, PROT_READ, ANONYMOUS, -1), -EINVAL);
}

static void fixed_mapping_replaces(void)
{
	char *pages = map(3 * PAGE, PROT_READ | PROT_WRITE);
	char *again;

	memset(pages, 1, 3 * PAGE);
	again = (char *)syscall6(SYS_mmap, (u64)pages + PAGE, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED, (u64)-1, 0);
	expect(again, pages + PAGE);
	expect(pages[0] + pages[PAGE] + pages[2 * PAGE], 2);
	/* Neither the kernel's half nor page 0. */
	expect(syscall6(SYS_mmap, 0xffffffff80000000, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED, (u64)-1, 0), -EINVAL);
	expect(syscall6(SYS_mmap, 0, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED, (u64)-1, 0), -EINVAL);
	expect(syscall6(SYS_mmap, 0xffffffff80000000, PAGE, PROT_READ, ANONYMOUS, (u64)-1, 0) > 0, true);
}

static int recurse(u32 depth)
{
	volatile char frame[1024];

	frame[0] = (char)depth;
	return depth ? recurse(depth - 1) + frame[0] : 0;
}

static int overflow(void *argument)
{
	return recurse(1u << 20);
}

static void stack_grows_to_its_limit(void)
{
	recurse(500);
	expect(reap(spawn(overflow, NULL)), SIGSEGV);
}

static void kernel_reaches_memory_not_touched_yet(void)
{
	char *large = map(1 << 20, PROT_READ | PROT_WRITE);
	int fd = sys_open("/etc/greeting", O_RDONLY);

	expect(sys_read(fd, large + (1 << 20) - 10, 5), 5);
	expect(large[(1 << 20) - 10], 'H');
	expect(sys_read(fd, large + (1 << 20) - 2, 5), 2);
	expect(sys_read(fd, large + (1 << 20), 5), -EFAULT);
}

const struct test memory_tests[] = {
	{ "gives zeroed memory", anonymous_memory_is_zero },
	{ "zeroes memory again", memory_given_back_comes_back_zero },
	{ "protects memory", protection_holds },
	{ "runs written code", code_can_be_written_and_run },
	{ "moves the break", break_moves },
	{ "maps a file", file_is_mapped_privately },
	{ "maps at a fixed address", fixed_mapping_replaces },
	{ "grows the stack", stack_grows_to_its_limit },
	{ "copies into untouched memory", kernel_reaches_memory_not_touched_yet },
	{ NULL, NULL },
};
