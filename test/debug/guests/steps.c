// SPDX-License-Identifier: Apache-2.0
/* Places to step through: recursion, inlined calls, loops. Tests find the lines by the marks in their comments. */

typedef unsigned long u64;

volatile u64 result;
volatile u64 shared[4];

__attribute__((noinline)) static u64 factorial(u64 n)
{
	u64 rest;

	if (n < 2)
		return 1; /* the innermost call */
	rest = factorial(n - 1); /* the recursive call */
	return n * rest; /* behind the recursive call */
}

/* All of it is one line, so its calls begin in the code of the line that they are made from. */
__attribute__((noinline)) static u64 sum(u64 n) { return n == 0 ? 0 : n + sum(n - 1); } /* one line */

__attribute__((always_inline)) static inline u64 twice(u64 value)
{
	u64 doubled = value + value; /* in the inlined function */

	result = doubled;
	return doubled;
}

__attribute__((noinline)) static u64 both(u64 value)
{
	u64 one = twice(value); /* the first copy */
	u64 other = twice(value + 1); /* the second copy */

	return one + other; /* behind the copies */
}

__attribute__((noinline)) static u64 loop(u64 turns)
{
	u64 total = 0;

	for (u64 i = 0; i < turns; i++) { /* head of the loop */
		total += i; /* body of the loop */
		shared[1] = total;
	}
	return total; /* behind the loop */
}

void guest_main(void)
{
	result = factorial(5); /* factorial is called */
	result = sum(4); /* sum is called */
	result = both(20); /* both is called */
	result = loop(100); /* loop is called */
	shared[0] = 0x1122334455667788; /* the store */
	shared[0] = 7;
	result = 0; /* the end */
}
