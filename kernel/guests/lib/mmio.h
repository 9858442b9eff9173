/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Accesses to device registers. Each is one instruction of four bytes: the hypervisor decodes the trapping instruction
 * itself and does not know most of the compressed loads and stores.
 */
#ifndef GUEST_MMIO_H
#define GUEST_MMIO_H

#include "../../common/types.h"

static inline u32 mmio_read32(u64 address)
{
	u32 value;

	asm volatile(".option push\n\t.option norvc\n\tlw %0, 0(%1)\n\t.option pop"
		     : "=&r"(value) : "r"(address) : "memory");
	return value;
}

static inline void mmio_write32(u64 address, u32 value)
{
	asm volatile(".option push\n\t.option norvc\n\tsw %0, 0(%1)\n\t.option pop"
		     :: "r"(value), "r"(address) : "memory");
}

static inline u8 mmio_read8(u64 address)
{
	u8 value;

	asm volatile("lbu %0, 0(%1)" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void mmio_write8(u64 address, u8 value)
{
	asm volatile("sb %0, 0(%1)" :: "r"(value), "r"(address) : "memory");
}

#endif
