// SPDX-License-Identifier: Apache-2.0
/* Small guests, one for each MODE. */

typedef unsigned int u32;
typedef unsigned long u64;

#define UART 0x10000000ul
#define PLIC 0x0c000000ul
#define DEVICE 0x0a003e00ul
#define UART_INTERRUPT 10
#define REMIO_INTERRUPT 36

static volatile unsigned char *const uart = (volatile unsigned char *)UART;

static void put(char character)
{
	uart[0] = (unsigned char)character;
}

static void print(const char *text)
{
	while (*text)
		put(*text++);
}

static volatile u32 *plic(u64 offset)
{
	return (volatile u32 *)(PLIC + offset);
}

/* Waits for interrupts by wfi alone: none is ever taken as a trap. */
static void listen(u32 interrupt)
{
	*plic(4 * interrupt) = 1;
	*plic(0x2080 + 4 * (interrupt / 32)) = 1u << (interrupt % 32);
	*plic(0x201000) = 0;
	__asm__ volatile("csrs sie, %0" : : "r"(1ul << 9));
}

static u32 wait_for_interrupt(void)
{
	u32 interrupt;

	while (!(interrupt = *plic(0x201004)))
		__asm__ volatile("wfi");
	return interrupt;
}

static void finish_interrupt(u32 interrupt)
{
	*plic(0x201004) = interrupt;
}

#if MODE == 0
/* Says something and rests. */
void guest_main(void)
{
	print("hello from the guest\nsecond line\n");
}

#elif MODE == 1
/* Sends back every line in brackets. */
void guest_main(void)
{
	char line[100];
	u32 length = 0;

	listen(UART_INTERRUPT);
	uart[1] = 1;
	print("ready> ");
	for (;;) {
		u32 interrupt = wait_for_interrupt();

		while (uart[5] & 1) {
			char character = (char)uart[0];

			if (character != '\n' && length < sizeof(line) - 1) {
				line[length++] = character;
				continue;
			}
			line[length] = 0;
			length = 0;
			print("\ngot [");
			print(line);
			print("]\nready> ");
		}
		finish_interrupt(interrupt);
	}
}

#elif MODE == 2
/* Jumps to nowhere. */
void guest_main(void)
{
	print("going\n");
	((void (*)(void))0x10ul)();
}

#elif MODE == 3
/* Traps in a loop: with an empty page table neither the program nor its trap handler can be fetched. */
static u64 empty_table[512] __attribute__((aligned(4096)));

void guest_main(void)
{
	u64 satp = 8ul << 60 | (u64)empty_table >> 12;

	print("looping\n");
	__asm__ volatile("csrw satp, %0; sfence.vma" : : "r"(satp));
}

#elif MODE == 4
/* Fills the console for ever. */
void guest_main(void)
{
	for (;;)
		print("all work and no play makes a dull guest\n");
}

#elif MODE == 5
/* Frontend: two accesses to a REMIO device. */
static u32 load_register(void)
{
	u32 value;

	__asm__ volatile("lw %0, 8(%1)" : "=r"(value) : "r"(DEVICE));
	return value;
}

static void store_register(u32 value)
{
	__asm__ volatile("sw %0, 4(%1)" : : "r"(value), "r"(DEVICE));
}

void guest_main(void)
{
	store_register(0x1234);
	print(load_register() == 0x77 ? "the backend answered\n" : "a wrong answer\n");
}

#elif MODE == 6
/* Backend: answers every load with 0x77. */
struct answer {
	u64 code, operation, id, more;
};

static struct answer remio(u64 operation, u64 value, u64 id)
{
	register u64 a0 __asm__("a0") = 0;
	register u64 a1 __asm__("a1") = 0;
	register u64 a2 __asm__("a2") = operation;
	register u64 a3 __asm__("a3") = value;
	register u64 a4 __asm__("a4") = id;
	register u64 a5 __asm__("a5") = 0;
	register u64 a6 __asm__("a6") = 2;
	register u64 a7 __asm__("a7") = 0x08000ba0;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7)
			 :
			 : "memory");
	return (struct answer){ a1, a3, a6, a7 };
}

static void answer_requests(void)
{
	struct answer request = remio(2, 0, 0);

	while (request.code == 0) {
		remio(request.operation, 0x77, request.id);
		request = remio(2, 0, 0);
	}
}

void guest_main(void)
{
	listen(REMIO_INTERRUPT);
	for (;;) {
		u32 interrupt = wait_for_interrupt();

		answer_requests();
		finish_interrupt(interrupt);
	}
}
#endif
