/* SPDX-License-Identifier: Apache-2.0 */
/* What the benchmark programs share: page tables, a console by SBI, and the end. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

typedef unsigned long u64;
typedef unsigned int u32;

#define PTE_V 1UL
#define PTE_R 2UL
#define PTE_W 4UL
#define PTE_X 8UL
#define PTE_U 16UL
#define PTE_A 64UL
#define PTE_D 128UL

#define RAM_BASE 0x80200000UL
#define MAPPED_MEGABYTES 96UL

/* Root of the address space that everything runs in, and of a second one for a second task. */
extern u64 roots[2][512];

/* Runs the work; the result is printed so that no compiler drops it. */
void benchmark(void);
extern u64 result;

void map_memory(void);
void finish(void);
void use_root(int which);

/* A trap: returns the frame to go back to. */
u64 *handle_trap(u64 *frame, u64 cause);

#endif
