// SPDX-License-Identifier: Apache-2.0
/* A guest that never rests, with places for breakpoints at the ends of its parts. */

typedef unsigned long u64;

volatile u64 ticks;
volatile u64 sum;
/* Nobody touches it. */
unsigned char quiet[8192] __attribute__((aligned(4096)));

/* Called again and again: for conditions. */
__attribute__((noinline)) void tick(u64 i)
{
	ticks = i;
}

__attribute__((noinline)) void ticked(void)
{
	__asm__ volatile("");
}

__attribute__((noinline)) void never(void)
{
	sum = 0;
}

/* All of it is one source line: stepping over it is stepping by instructions. */
__attribute__((noinline)) u64 one_line(u64 count)
{
	u64 result = 0;
	for (u64 i = 0; i < count; i++) result += i ^ (result >> 3);
	return result;
}

/* Between two calls of this, `compute` runs once. */
__attribute__((noinline)) void computed(void)
{
	__asm__ volatile("");
}

__attribute__((noinline)) void compute(u64 count)
{
	u64 value = 1;

	for (u64 i = 0; i < count; i++) {
		value = value * 6364136223846793005ul + 1442695040888963407ul;
		sum += value >> 60;
	}
}

void guest_main(void)
{
	for (u64 i = 0; i < TICKS; i++)
		tick(i);
	ticked();
	sum = one_line(ONE_LINE);
	for (;;) {
		compute(COMPUTE);
		computed();
		if (ticks == 0)
			never();
	}
}
