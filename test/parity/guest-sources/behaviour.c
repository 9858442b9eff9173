/* SPDX-License-Identifier: Apache-2.0 */
/* VM 0 does one thing that a person should hear about, or should not. VM 1 may touch its device. */
#include "guest.h"

#define CASE_READS_A0 1
#define CASE_READS_A1 2
#define CASE_TRAP_LOOP 3
#define CASE_ENDLESS_LINE 4
#define CASE_ECHO 5
#define CASE_NOTIFY_HUNG 6
#define CASE_WAITING_INTERRUPT 7
#define CASE_SERVE_ALL 8
#define CASE_READS_A0_ACROSS_PAGES 9
#define CASE_KEEPS_A1 10

#if VMID == 0
#if CASE == CASE_TRAP_LOOP
static u64 root[512] __attribute__((aligned(4096)));

void again(void);
asm(".balign 4\n.globl again\nagain: sret\n");
#endif

static u64 ask(u64 *answer)
{
	struct call_result result = remio(0, ASK, 0, 0);

	*answer = result.a[1];
	return result.a[0];
}

/* A driver that takes a0 for the answer; a1 is overwritten unread. */
static u64 ask_by_a0(void)
{
	register u64 a0 asm("a0") = 0;
	register u64 a1 asm("a1") = 0;
	register u64 a2 asm("a2") = ASK;
	register u64 a3 asm("a3") = 0;
	register u64 a4 asm("a4") = 0;
	register u64 a6 asm("a6") = 2;
	register u64 a7 asm("a7") = BAO_EXTENSION;

	asm volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a6), "+r"(a7) : : "memory");
	return a0;
}

#if CASE == CASE_READS_A0_ACROSS_PAGES
/* The same driver, its code laid so that the instruction after the call lies in two pages. */
void ask_across_pages(void);
asm(".balign 4096\n"
    ".space 4096 - 34\n"
    ".option push\n.option norvc\n"
    ".globl ask_across_pages\n"
    "ask_across_pages:\n"
    "	li a0, 0\n	li a1, 0\n	li a2, 2\n	li a3, 0\n	li a4, 0\n"
    "	lui a7, 0x8001\n	addi a7, a7, -0x460\n"
    "	ecall\n"
    "	addi a1, zero, 1\n"
    "	ret\n"
    ".option pop\n");
#endif

void guest_main(u64 vcpu)
{
	u64 answer = vcpu;

	SAY("case", CASE);
#if CASE == CASE_READS_A0
	while (!ask_by_a0())
		;
#elif CASE == CASE_READS_A0_ACROSS_PAGES
	for (;;) {
		asm volatile("li a6, 2\n\tcall ask_across_pages" ::: "ra", "a0", "a1", "a2", "a3", "a4", "a6", "a7", "memory");
		UART[0] = '.';
	}
#elif CASE == CASE_KEEPS_A1
	static u64 kept[2];

	/* The answer goes into a structure, and a1 is used for something else before anybody looks there. */
	do
		asm volatile("mv s0, %0\n\tli a0, 0\n\tli a1, 0\n\tli a2, 2\n\tli a3, 0\n\tli a4, 0\n\tli a6, 2\n\t"
			     "li a7, 0x8000ba0\n\tecall\n\tsd a0, 0(s0)\n\tsd a1, 8(s0)\n\tli a1, 0"
			     :
			     : "r"(kept)
			     : "s0", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "memory");
	while (kept[1]);
#elif CASE == CASE_READS_A1
	do
		ask(&answer);
	while (answer);
#elif CASE == CASE_TRAP_LOOP
	root[0] = 0;
	root[2] = (0x80000000UL >> 12 << 10) | 0xcf;
	asm volatile("csrw stvec, %0; csrw satp, %1; sfence.vma; lw x0, 0(zero)"
		     :
		     : "r"(again), "r"(8UL << 60 | (u64)root >> 12)
		     : "memory");
#elif CASE == CASE_ENDLESS_LINE
	for (;;)
		UART[0] = 'x';
#elif CASE == CASE_ECHO
	enable_interrupt(10);
	UART[1] = 1;
	put_text("> ");
	for (;;) {
		asm volatile("csrs sie, %0; wfi" : : "r"(512L) : "memory");
		u32 interrupt = claim();

		while (UART[5] & 1)
			UART[0] = UART[0];
		if (interrupt)
			complete(interrupt);
	}
#elif CASE == CASE_NOTIFY_HUNG
	sleep_ticks(10000);
	for (int i = 0; i < 255; i++)
		remio(0, NOTIFY, 0, 0);
	SAY("notified", remio(0, NOTIFY, 0, 0).a[1]);
#elif CASE == CASE_WAITING_INTERRUPT
	SAY("notify", remio(0, NOTIFY, 0, 0).a[1]);
#elif CASE == CASE_SERVE_ALL
	for (int i = 0; i < 20; i++) {
		for (u64 dm = 0; dm < 2; dm++) {
			struct call_result request = remio(dm, ASK, 0, 0);

			if (!request.a[1]) {
				SAY("dm address", dm, request.a[2]);
				remio(dm, request.a[3], 0, request.a[6]);
			}
		}
		sleep_ticks(500);
	}
#endif
	(void)ask;
	(void)ask_by_a0;
	(void)answer;
}
#else
void guest_main(u64 vcpu)
{
	(void)vcpu;
#if CASE == CASE_NOTIFY_HUNG
	*(volatile u32 *)0x20000000UL;
#elif CASE == CASE_SERVE_ALL
	asm volatile("sw zero, 0(%0); sw zero, 0(%1)" : : "r"(0x10008000UL), "r"(0x10008200UL) : "memory");
	SAY("both done", 0);
#endif
}
#endif
