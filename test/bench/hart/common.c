/* SPDX-License-Identifier: Apache-2.0 */
#include "common.h"

u64 roots[2][512] __attribute__((aligned(4096)));
static u64 middle[512] __attribute__((aligned(4096)));
static u64 leaves[MAPPED_MEGABYTES / 2][512] __attribute__((aligned(4096)));
/* The same memory once more for U-mode, at 1 GiB: the first 2 MiB only. */
static u64 user_middle[512] __attribute__((aligned(4096)));
static u64 user_leaves[512] __attribute__((aligned(4096)));
u64 result;

static u64 entry(u64 address, u64 flags)
{
	return address >> 12 << 10 | flags;
}

static u64 sbi_call(u64 extension, u64 argument)
{
	register u64 a0 asm("a0") = argument;
	register u64 a1 asm("a1") = 0;
	register u64 a6 asm("a6") = 0;
	register u64 a7 asm("a7") = extension;

	asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
	return a0;
}

void use_root(int which)
{
	u64 satp = 8UL << 60 | (u64)which << 44 | (u64)roots[which] >> 12;

	asm volatile("csrw satp, %0\n\tsfence.vma" : : "r"(satp) : "memory");
}

void map_memory(void)
{
	u64 page, table, root;
	u64 all = PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D;

	for (table = 0; table < MAPPED_MEGABYTES / 2; table++) {
		for (page = 0; page < 512; page++)
			leaves[table][page] = entry(RAM_BASE + (table * 512 + page) * 4096, all);
		middle[1 + table] = entry((u64)leaves[table], PTE_V);
	}
	for (page = 0; page < 512; page++)
		user_leaves[page] = entry(RAM_BASE + page * 4096, all | PTE_U);
	user_middle[0] = entry((u64)user_leaves, PTE_V);
	for (root = 0; root < 2; root++) {
		roots[root][1] = entry((u64)user_middle, PTE_V);
		roots[root][2] = entry((u64)middle, PTE_V);
	}
	use_root(0);
}

static void print_hex(u64 value)
{
	int shift;

	for (shift = 60; shift >= 0; shift -= 4)
		sbi_call(1, "0123456789abcdef"[value >> shift & 15]);
	sbi_call(1, '\n');
}

void finish(void)
{
	print_hex(result);
	sbi_call(8, 0);
}

void *memset(void *to, int value, u64 count)
{
	unsigned char *bytes = to;

	while (count--)
		*bytes++ = (unsigned char)value;
	return to;
}

void *memcpy(void *to, const void *from, u64 count)
{
	unsigned char *target = to;
	const unsigned char *source = from;

	while (count--)
		*target++ = *source++;
	return to;
}

__attribute__((weak)) u64 *handle_trap(u64 *frame, u64 cause)
{
	result = cause;
	finish();
	return frame;
}
