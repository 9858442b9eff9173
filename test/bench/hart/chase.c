/* SPDX-License-Identifier: Apache-2.0 */
/* Pointer chase over 64 MiB: every load depends on the one before it and lies in another page. */
#include "common.h"

#define BYTES (64UL << 20)
#define STRIDE 64
#define NODES (BYTES / STRIDE)
#define STEPS 12000000UL

static unsigned char memory[BYTES] __attribute__((aligned(4096)));

void benchmark(void)
{
	u64 i, at = 0;
	void **node;

	/* A full-period linear congruential sequence visits each node once. */
	for (i = 0; i < NODES; i++) {
		u64 next = (at * 6364136223846793005UL + 1442695040888963407UL) & (NODES - 1);

		*(void **)(memory + at * STRIDE) = memory + next * STRIDE;
		at = next;
	}
	node = (void **)memory;
	for (i = 0; i < STEPS; i += 4) {
		node = (void **)*node;
		node = (void **)*node;
		node = (void **)*node;
		node = (void **)*node;
	}
	result = (u64)node;
}
