// SPDX-License-Identifier: GPL-2.0
#include "interrupt.h"

#include "csr.h"
#include "fdt.h"
#include "mmio.h"
#include "print.h"
#include "sbi.h"

#define PLIC_PRIORITY(interrupt) (plic + 4 * (u64)(interrupt))
#define PLIC_ENABLE(context, interrupt) (plic + 0x2000 + 0x80 * (u64)(context) + 4 * (u64)((interrupt) / 32))
#define PLIC_THRESHOLD(context) (plic + 0x200000 + 0x1000 * (u64)(context))
#define PLIC_CLAIM(context) (PLIC_THRESHOLD(context) + 4)

#define MAX_HANDLERS 8

static u64 plic;
static u64 ticks_per_millisecond = 10000;

static struct {
	u32 interrupt;
	interrupt_handler handler;
	void *context;
} handlers[MAX_HANDLERS];
static u32 handler_count;

/* Each vCPU has two contexts of the controller, machine mode first. */
static u64 supervisor_context(void)
{
	return 2 * this_vcpu() + 1;
}

bool interrupts_init(void)
{
	fdt_node node = fdt_find_compatible(FDT_NONE, "riscv,plic0");
	u32 frequency;
	u64 size;

	if (fdt_cell(fdt_find_path("/cpus"), "timebase-frequency", 0, &frequency) && frequency >= 1000)
		ticks_per_millisecond = frequency / 1000;
	if (node == FDT_NONE)
		node = fdt_find_compatible(FDT_NONE, "sifive,plic-1.0.0");
	return fdt_reg(node, 0, &plic, &size);
}

void interrupts_enable_vcpu(void)
{
	mmio_write32(PLIC_THRESHOLD(supervisor_context()), 0);
	csr_set(sie, 1ul << IRQ_EXTERNAL | 1ul << IRQ_SOFTWARE);
	csr_set(sstatus, SSTATUS_SIE);
}

bool interrupt_request(u32 interrupt, interrupt_handler handler, void *context)
{
	u64 enable = PLIC_ENABLE(supervisor_context(), interrupt);

	if (handler_count == MAX_HANDLERS)
		return false;
	handlers[handler_count].interrupt = interrupt;
	handlers[handler_count].handler = handler;
	handlers[handler_count].context = context;
	memory_barrier();
	handler_count++;
	mmio_write32(PLIC_PRIORITY(interrupt), 1);
	mmio_write32(enable, mmio_read32(enable) | 1u << interrupt % 32);
	return true;
}

static void handle_external(void)
{
	u32 interrupt;

	while ((interrupt = mmio_read32(PLIC_CLAIM(supervisor_context()))) != 0) {
		for (u32 i = 0; i < handler_count; i++)
			if (handlers[i].interrupt == interrupt)
				handlers[i].handler(handlers[i].context);
		mmio_write32(PLIC_CLAIM(supervisor_context()), interrupt);
	}
}

static void stop_on_exception(u64 cause, u64 pc, u64 value)
{
	print("exception %lu at %lx, value %lx: vCPU %lu stops\n", cause, pc, value, this_vcpu());
	csr_write(sie, 0);
	for (;;)
		asm volatile("wfi");
}

/* Called by trap_entry. */
void handle_trap(u64 cause, u64 pc, u64 value)
{
	if (!(cause & SCAUSE_INTERRUPT)) {
		stop_on_exception(cause, pc, value);
		return;
	}
	switch (cause & ~SCAUSE_INTERRUPT) {
	case IRQ_EXTERNAL:
		handle_external();
		break;
	case IRQ_TIMER:
		csr_clear(sie, 1ul << IRQ_TIMER);
		break;
	case IRQ_SOFTWARE:
		csr_clear(sip, 1ul << IRQ_SOFTWARE);
		break;
	}
}

void wait_until(bool (*condition)(void *context), void *context)
{
	bool enabled = interrupts_save();

	while (!condition(context)) {
		asm volatile("wfi" ::: "memory");
		csr_set(sstatus, SSTATUS_SIE);
		csr_clear(sstatus, SSTATUS_SIE);
	}
	interrupts_restore(enabled);
}

static bool time_has_come(void *deadline)
{
	return read_time() >= *(u64 *)deadline;
}

void sleep_milliseconds(u64 milliseconds)
{
	u64 deadline = read_time() + milliseconds * ticks_per_millisecond;
	bool enabled = interrupts_save();

	while (!time_has_come(&deadline)) {
		sbi_set_timer(deadline);
		csr_set(sie, 1ul << IRQ_TIMER);
		asm volatile("wfi" ::: "memory");
		csr_set(sstatus, SSTATUS_SIE);
		csr_clear(sstatus, SSTATUS_SIE);
	}
	csr_clear(sie, 1ul << IRQ_TIMER);
	sbi_set_timer(~0ul);
	interrupts_restore(enabled);
}
