/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_CSR_H
#define _ASM_CSR_H

#include <linux/const.h>

/* sstatus */
#define SR_SIE		_AC(0x00000002, UL)	/* interrupts on */
#define SR_SPIE		_AC(0x00000020, UL)	/* interrupts on before the trap */
#define SR_SPP		_AC(0x00000100, UL)	/* the trap came from S-mode */
#define SR_FS		_AC(0x00006000, UL)	/* floating-point state */
#define SR_VS		_AC(0x00000600, UL)	/* vector state */
#define SR_SUM		_AC(0x00040000, UL)	/* S-mode may access user pages */
#define SR_MXR		_AC(0x00080000, UL)
#define SR_UXL_64	_AC(0x200000000, UL)

/* satp */
#define SATP_PPN	_AC(0x00000FFFFFFFFFFF, UL)
#define SATP_MODE_39	_AC(0x8000000000000000, UL)
#define SATP_MODE	SATP_MODE_39

/* scause */
#define CAUSE_IRQ_FLAG	(_AC(1, UL) << 63)
#define IRQ_S_SOFT	1
#define IRQ_S_TIMER	5
#define IRQ_S_EXT	9
#define EXC_INST_MISALIGNED	0
#define EXC_INST_ACCESS		1
#define EXC_INST_ILLEGAL	2
#define EXC_BREAKPOINT		3
#define EXC_LOAD_MISALIGNED	4
#define EXC_LOAD_ACCESS		5
#define EXC_STORE_MISALIGNED	6
#define EXC_STORE_ACCESS	7
#define EXC_SYSCALL		8
#define EXC_INST_PAGE_FAULT	12
#define EXC_LOAD_PAGE_FAULT	13
#define EXC_STORE_PAGE_FAULT	15

/* sie and sip */
#define IE_SIE		(_AC(1, UL) << IRQ_S_SOFT)
#define IE_TIE		(_AC(1, UL) << IRQ_S_TIMER)
#define IE_EIE		(_AC(1, UL) << IRQ_S_EXT)

#define CSR_STATUS	sstatus
#define CSR_IE		sie
#define CSR_TVEC	stvec
#define CSR_SCRATCH	sscratch
#define CSR_EPC		sepc
#define CSR_CAUSE	scause
#define CSR_TVAL	stval
#define CSR_IP		sip
#define CSR_SATP	satp
#define CSR_TIME	time

#ifndef __ASSEMBLY__

#define __CSR_STR(csr)	#csr
#define __ASM_CSR(csr)	__CSR_STR(csr)

#define csr_read(csr) ({ unsigned long __v; \
	__asm__ __volatile__("csrr %0, " __ASM_CSR(csr) : "=r"(__v) : : "memory"); __v; })
#define csr_write(csr, val) ({ unsigned long __v = (unsigned long)(val); \
	__asm__ __volatile__("csrw " __ASM_CSR(csr) ", %0" : : "rK"(__v) : "memory"); })
#define csr_swap(csr, val) ({ unsigned long __v = (unsigned long)(val); \
	__asm__ __volatile__("csrrw %0, " __ASM_CSR(csr) ", %1" : "=r"(__v) : "rK"(__v) : "memory"); __v; })
#define csr_set(csr, val) ({ unsigned long __v = (unsigned long)(val); \
	__asm__ __volatile__("csrs " __ASM_CSR(csr) ", %0" : : "rK"(__v) : "memory"); })
#define csr_clear(csr, val) ({ unsigned long __v = (unsigned long)(val); \
	__asm__ __volatile__("csrc " __ASM_CSR(csr) ", %0" : : "rK"(__v) : "memory"); })
#define csr_read_set(csr, val) ({ unsigned long __v = (unsigned long)(val); \
	__asm__ __volatile__("csrrs %0, " __ASM_CSR(csr) ", %1" : "=r"(__v) : "rK"(__v) : "memory"); __v; })
#define csr_read_clear(csr, val) ({ unsigned long __v = (unsigned long)(val); \
	__asm__ __volatile__("csrrc %0, " __ASM_CSR(csr) ", %1" : "=r"(__v) : "rK"(__v) : "memory"); __v; })

#endif
#endif
