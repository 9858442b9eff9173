// SPDX-License-Identifier: GPL-2.0
/*
 * A frontend without a driver: does the accesses to its remote device that the backend's test program asks for, one at
 * a time, through a struct at the start of the shared memory.
 */

#include "../../guests/lib/csr.h"
#include "../../guests/lib/fdt.h"
#include "../../guests/lib/interrupt.h"
#include "../../guests/lib/mmio.h"
#include "../../guests/lib/print.h"
#include "../../guests/lib/sbi.h"
#include "../poke.h"

static volatile struct poke *poke;
static u64 device;

static void count_interrupt(void *context)
{
	(void)context;
	poke->interrupts++;
}

static u64 obey(void)
{
	u64 address = device + poke->offset;
	u64 result = 0;

	switch (poke->kind) {
	case POKE_READ:
		return mmio_read32(address);
	case POKE_WRITE:
		mmio_write32(address, (u32)poke->value);
		return 0;
	case POKE_READ_OFTEN:
		for (u64 left = poke->value; left; left--) {
			/* Each time after another pause, so that the backend is somewhere else each time. */
			for (volatile u64 pause = left * 37 % 1000; pause; pause--)
				;
			result += mmio_read32(address);
		}
		return result;
	case POKE_IPC:
		return (u64)bao_ipc_notify(0, poke->value);
	default:
		return ~0ul;
	}
}

void guest_main(void)
{
	fdt_node node;
	u64 shared, size;
	u32 interrupt;

	print_init();
	node = fdt_find_compatible(FDT_NONE, "bao-test,registers");
	if (node == FDT_NONE || !fdt_reg(node, 0, &device, &size) || !fdt_reg(node, 1, &shared, &size) ||
	    !fdt_cell(node, "interrupts", 0, &interrupt) || !interrupts_init()) {
		print("the device tree does not describe the test device\n");
		return;
	}
	poke = (volatile struct poke *)shared;
	interrupt_request(interrupt, count_interrupt, NULL);
	interrupts_enable_vcpu();
	for (;;) {
		u64 posted = poke->posted;

		memory_barrier();
		if (posted == poke->done) {
			sleep_milliseconds(1);
			continue;
		}
		poke->result = obey();
		memory_barrier();
		poke->done = posted;
	}
}
