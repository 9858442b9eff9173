/* SPDX-License-Identifier: Apache-2.0 */
/* A little library for bare-metal test guests: console, hypercalls, interrupt controller. */
#ifndef GUEST_H
#define GUEST_H

typedef unsigned long u64;
typedef unsigned int u32;
typedef unsigned char u8;

#define UART ((volatile u8 *)0x10000000UL)
#define PLIC 0x0c000000UL
#define BAO_EXTENSION 0x08000ba0UL

enum { WRITE, READ, ASK, NOTIFY };

u64 probe(u64 address, u64 value);
void guest_main(u64 vcpu);

#ifndef TRAP_SKIP
#define TRAP_SKIP 4
#endif

static void put_text(const char *text)
{
	while (*text)
		UART[0] = (u8)*text++;
}

static void put_hex(u64 value)
{
	char digits[17];
	int n = 16;

	digits[16] = 0;
	do {
		digits[--n] = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (value);
	put_text("0x");
	put_text(digits + n);
}

/* One line: text, then numbers in hexadecimal. */
static void say(const char *text, int count, const u64 *values)
{
	put_text(text);
	for (int i = 0; i < count; i++) {
		put_text(" ");
		put_hex(values[i]);
	}
	put_text("\n");
}

#define SAY(text, ...)                                                                                 \
	do {                                                                                           \
		const u64 values_[] = { __VA_ARGS__ };                                                 \
		say(text, sizeof(values_) / sizeof(values_[0]), values_);                              \
	} while (0)

/* Code that may not be reached by every guest. */
u64 guest_trap(u64 cause, u64 value, u64 epc, u64 ra)
{
	SAY("guest trap", cause, value);
	return cause == 12 ? ra : epc + TRAP_SKIP;
}

struct call_result {
	u64 a[8];
};

static struct call_result call(u64 extension, u64 function, u64 x0, u64 x1, u64 x2, u64 x3, u64 x4)
{
	register u64 a0 asm("a0") = x0;
	register u64 a1 asm("a1") = x1;
	register u64 a2 asm("a2") = x2;
	register u64 a3 asm("a3") = x3;
	register u64 a4 asm("a4") = x4;
	register u64 a5 asm("a5") = 0;
	register u64 a6 asm("a6") = function;
	register u64 a7 asm("a7") = extension;

	asm volatile("ecall"
		     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7)
		     :
		     : "memory");
	return (struct call_result){ { a0, a1, a2, a3, a4, a5, a6, a7 } };
}

static struct call_result remio(u64 dm, u64 op, u64 value, u64 id)
{
	return call(BAO_EXTENSION, 2, dm, 0, op, value, id);
}

static u64 ipc(u64 id, u64 event)
{
	return call(BAO_EXTENSION, 1, id, event, 0, 0, 0).a[1];
}

static u64 now(void)
{
	u64 time;

	asm volatile("rdtime %0" : "=r"(time));
	return time;
}

/* Sleeps by the timer; ticks of 100 ns. */
static void sleep_ticks(u64 ticks)
{
	u64 end = now() + ticks;

	while (now() < end) {
		call(0x54494d45, 0, end, 0, 0, 0, 0);
		asm volatile("csrs sie, %0; wfi; csrc sie, %0" : : "r"(32L) : "memory");
	}
}

static void enable_interrupt(u32 interrupt)
{
	*(volatile u32 *)(PLIC + 4 * interrupt) = 1;
	*(volatile u32 *)(PLIC + 0x2080 + 4 * (interrupt / 32)) |= 1u << (interrupt % 32);
}

static u32 claim(void)
{
	return *(volatile u32 *)(PLIC + 0x201004);
}

static void complete(u32 interrupt)
{
	*(volatile u32 *)(PLIC + 0x201004) = interrupt;
}

/* Tells which interrupts have come since the last call. */
static void say_interrupts(const char *text)
{
	u32 interrupt = claim();

	if (!interrupt)
		SAY(text, 0);
	while (interrupt) {
		SAY(text, interrupt);
		complete(interrupt);
		interrupt = claim();
	}
}
#endif
