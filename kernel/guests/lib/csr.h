/* SPDX-License-Identifier: GPL-2.0 */
/* Control and status registers of S-mode (RISC-V privileged specification, chapter 4). */
#ifndef GUEST_CSR_H
#define GUEST_CSR_H

#include "../../common/types.h"

#define csr_read(name) ({ u64 value_; asm volatile("csrr %0, " #name : "=r"(value_) :: "memory"); value_; })
#define csr_write(name, value) asm volatile("csrw " #name ", %0" :: "rK"((u64)(value)) : "memory")
#define csr_set(name, bits) asm volatile("csrs " #name ", %0" :: "rK"((u64)(bits)) : "memory")
#define csr_clear(name, bits) asm volatile("csrc " #name ", %0" :: "rK"((u64)(bits)) : "memory")

#define SSTATUS_SIE 0x2ul

/* Bits of sie and sip, and the interrupt codes in scause. */
#define IRQ_SOFTWARE 1
#define IRQ_TIMER 5
#define IRQ_EXTERNAL 9
#define SCAUSE_INTERRUPT (1ul << 63)

/* Returns whether interrupts were enabled, for interrupts_restore(). */
static inline bool interrupts_save(void)
{
	u64 before;

	asm volatile("csrrci %0, sstatus, 2" : "=r"(before) :: "memory");
	return before & SSTATUS_SIE;
}

static inline void interrupts_restore(bool enabled)
{
	if (enabled)
		csr_set(sstatus, SSTATUS_SIE);
}

static inline u64 read_time(void)
{
	u64 ticks;

	asm volatile("rdtime %0" : "=r"(ticks));
	return ticks;
}

static inline void memory_barrier(void)
{
	asm volatile("fence rw, rw" ::: "memory");
}

/* Orders device accesses and memory accesses against each other. */
static inline void device_barrier(void)
{
	asm volatile("fence iorw, iorw" ::: "memory");
}

#endif
