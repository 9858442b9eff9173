/* SPDX-License-Identifier: Apache-2.0 */
/* Integer compute: a sieve, a sort, a checksum and a matrix product, as a compiler writes them. */
#include "common.h"

#define COUNT 20000
#define SIZE 64
#define ROUNDS 120

static unsigned char composite[COUNT];
static u32 numbers[COUNT];
static u32 table[256];
static long a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

static u32 sieve(void)
{
	u32 i, j, primes = 0;

	for (i = 0; i < COUNT; i++)
		composite[i] = 0;
	for (i = 2; i < COUNT; i++) {
		if (composite[i])
			continue;
		primes++;
		for (j = i + i; j < COUNT; j += i)
			composite[j] = 1;
	}
	return primes;
}

static void sort(u32 seed)
{
	u32 gap, i, j, value;

	for (i = 0; i < COUNT; i++) {
		seed = seed * 1664525 + 1013904223;
		numbers[i] = seed;
	}
	for (gap = COUNT / 2; gap > 0; gap /= 2) {
		for (i = gap; i < COUNT; i++) {
			value = numbers[i];
			for (j = i; j >= gap && numbers[j - gap] > value; j -= gap)
				numbers[j] = numbers[j - gap];
			numbers[j] = value;
		}
	}
}

static u32 checksum(void)
{
	const unsigned char *bytes = (const unsigned char *)numbers;
	u32 i, j, value, crc = ~0U;

	for (i = 0; i < 256; i++) {
		value = i;
		for (j = 0; j < 8; j++)
			value = value & 1 ? value >> 1 ^ 0xedb88320 : value >> 1;
		table[i] = value;
	}
	for (i = 0; i < sizeof(numbers); i++)
		crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 255];
	return ~crc;
}

static u64 multiply(void)
{
	int i, j, k;
	long sum = 0;

	for (i = 0; i < SIZE; i++) {
		for (j = 0; j < SIZE; j++) {
			long value = 0;

			for (k = 0; k < SIZE; k++)
				value += a[i][k] * b[k][j];
			c[i][j] = value;
			sum ^= value;
		}
	}
	return (u64)sum;
}

void benchmark(void)
{
	int round, i, j;

	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < SIZE; i++) {
			for (j = 0; j < SIZE; j++) {
				a[i][j] = i * j + round;
				b[i][j] = i - j;
			}
		}
		result += sieve();
		sort(round);
		result ^= checksum();
		result += multiply();
	}
}
