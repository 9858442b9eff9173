/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_TIMEX_H
#define _ASM_TIMEX_H

#include <linux/types.h>
#include <asm/csr.h>

typedef u64 cycles_t;

/* Ticks per second of the time CSR; the device tree says. */
extern unsigned long riscv_timebase;

static inline cycles_t get_cycles(void)
{
	return csr_read(time);
}

#define get_cycles64() get_cycles()

#endif
