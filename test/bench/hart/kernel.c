/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel's work in small: two tasks in U-mode with an address space each, system calls that copy from user memory,
 * a run queue and a message list behind a lock, task switches with satp and SFENCE.VMA, software interrupts.
 */
#include "common.h"

#define CALLS 1200000UL
#define USER_BASE 0x40000000UL
#define SSTATUS_SPIE 0x20UL
#define SSTATUS_SUM 0x40000UL
#define SIP_SSIP 2UL

struct message {
	struct message *next;
	u64 words[6];
};

struct task {
	u64 *frame;
	struct task *next;
	struct message *inbox;
	u64 calls;
};

static struct task tasks[2];
static struct task *current;
static struct message pool[64];
static struct message *unused;
static volatile u32 lock;
static u64 calls, ticks;
static u64 user_data[2][64] __attribute__((aligned(4096)));
static unsigned char stacks[2][8192] __attribute__((aligned(4096)));
static unsigned char kernel_stacks[2][8192] __attribute__((aligned(4096)));

extern void trap_entry(void);

static void acquire(void)
{
	while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
		;
}

static void release(void)
{
	__atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}

static u64 send(const u64 *from, struct task *to)
{
	struct message *message;
	int i;

	acquire();
	message = unused;
	if (message) {
		unused = message->next;
		asm volatile("csrs sstatus, %0" : : "r"(SSTATUS_SUM) : "memory");
		for (i = 0; i < 6; i++)
			message->words[i] = from[i];
		asm volatile("csrc sstatus, %0" : : "r"(SSTATUS_SUM) : "memory");
		message->next = to->inbox;
		to->inbox = message;
	}
	release();
	return message ? 0 : (u64)-1;
}

static u64 receive(struct task *task)
{
	u64 sum = 0;
	int i;

	acquire();
	while (task->inbox) {
		struct message *message = task->inbox;

		task->inbox = message->next;
		for (i = 0; i < 6; i++)
			sum += message->words[i];
		message->next = unused;
		unused = message;
	}
	release();
	return sum;
}

static u64 *schedule(u64 *frame)
{
	current->frame = frame;
	current = current->next;
	use_root(current == &tasks[1]);
	return current->frame;
}

u64 *handle_trap(u64 *frame, u64 cause)
{
	if (cause >> 63) {
		asm volatile("csrc sip, %0" : : "r"(SIP_SSIP));
		ticks++;
		return schedule(frame);
	}
	if (cause != 8) {
		result = cause;
		finish();
	}
	frame[32] += 4;
	current->calls++;
	if (++calls == CALLS) {
		result = tasks[0].calls ^ tasks[1].calls << 20 ^ ticks << 40;
		finish();
	}
	switch (frame[17]) {
	case 0:
		frame[10] = calls;
		return frame;
	case 1:
		frame[10] = send((const u64 *)frame[11], current->next);
		return frame;
	case 2:
		frame[10] = receive(current);
		return frame;
	default:
		if (calls & 16) {
			asm volatile("csrs sip, %0" : : "r"(SIP_SSIP));
			return frame;
		}
		return schedule(frame);
	}
}

static u64 call(u64 number, u64 a, u64 b)
{
	register u64 a0 asm("a0") = a;
	register u64 a1 asm("a1") = b;
	register u64 a7 asm("a7") = number;

	asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
	return a0;
}

/* Runs at its alias in U-mode's part of the address space: its addresses are relative to the pc. */
static void user(u64 *data)
{
	u64 i;

	for (;;) {
		for (i = 0; i < 16; i++)
			data[i] = data[i] * 3 + i;
		data[0] += call(0, 0, 0);
		call(1, 0, (u64)data);
		data[1] += call(2, 0, 0);
		call(3, 0, 0);
	}
}

static u64 alias(const void *address)
{
	return (u64)address - RAM_BASE + USER_BASE;
}

void benchmark(void)
{
	int i, j;

	for (i = 0; i < 64; i++) {
		pool[i].next = unused;
		unused = &pool[i];
	}
	for (i = 0; i < 2; i++) {
		u64 *frame = (u64 *)(kernel_stacks[i] + sizeof(kernel_stacks[i])) - 34;

		for (j = 0; j < 34; j++)
			frame[j] = 0;
		frame[2] = alias(stacks[i] + sizeof(stacks[i]));
		frame[10] = alias(user_data[i]);
		frame[32] = alias((const void *)user);
		frame[33] = SSTATUS_SPIE;
		tasks[i].frame = frame;
		tasks[i].next = &tasks[1 - i];
	}
	current = &tasks[0];
	asm volatile("csrw stvec, %0" : : "r"(trap_entry));
	asm volatile("csrs sie, %0" : : "r"(SIP_SSIP));
	asm volatile("mv sp, %0\n\tj return_to_frame" : : "r"(tasks[0].frame) : "memory");
}
