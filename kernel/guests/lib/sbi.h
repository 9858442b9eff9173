/* SPDX-License-Identifier: GPL-2.0 */
/* Supervisor binary interface: the calls of the SBI specification and Bao's own. */
#ifndef GUEST_SBI_H
#define GUEST_SBI_H

#include "../../common/types.h"

#define SBI_EXTENSION_TIME 0x54494d45ul
#define SBI_EXTENSION_IPI 0x735049ul
#define SBI_EXTENSION_HSM 0x48534dul
#define SBI_EXTENSION_BAO 0x08000ba0ul

#define BAO_HYPERCALL_IPC 1ul

struct sbi_result {
	s64 error;
	s64 value;
};

/*
 * Bao changes a2 to a7 in its own extension where the specification keeps them, so every argument register counts as
 * changed.
 */
static inline struct sbi_result sbi_call(u64 extension, u64 function, u64 first, u64 second, u64 third)
{
	register u64 a0 asm("a0") = first;
	register u64 a1 asm("a1") = second;
	register u64 a2 asm("a2") = third;
	register u64 a3 asm("a3") = 0;
	register u64 a4 asm("a4") = 0;
	register u64 a5 asm("a5") = 0;
	register u64 a6 asm("a6") = function;
	register u64 a7 asm("a7") = extension;

	asm volatile("ecall"
		     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7)
		     :: "memory");
	return (struct sbi_result){ (s64)a0, (s64)a1 };
}

/* Asks for a timer interrupt at an absolute time in timebase ticks; all ones means never. */
static inline void sbi_set_timer(u64 ticks)
{
	sbi_call(SBI_EXTENSION_TIME, 0, ticks, 0, 0);
}

/* Starts a stopped vCPU at a guest-physical address with a1 = opaque. */
static inline s64 sbi_hart_start(u64 vcpu, u64 address, u64 opaque)
{
	return sbi_call(SBI_EXTENSION_HSM, 0, vcpu, address, opaque).error;
}

/* Interrupts vCPUs 0 to 63 of this guest by their bits. */
static inline void sbi_send_ipi(u64 vcpus)
{
	sbi_call(SBI_EXTENSION_IPI, 0, vcpus, 0, 0);
}

/*
 * Tells the peers of an inter-partition shared memory object about an event. index counts the caller's own ipcs[]
 * entries. On RISC-V the answer of Bao's calls is in a1; a0 is always zero.
 */
static inline s64 bao_ipc_notify(u64 index, u64 event)
{
	return sbi_call(SBI_EXTENSION_BAO, BAO_HYPERCALL_IPC, index, event, 0).value;
}

#endif
