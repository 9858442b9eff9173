/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hypercalls of the Bao hypervisor on RISC-V.
 *
 * They are SBI calls: the extension in a7, the hypercall number in a6. a0 is
 * the SBI error, which only says whether Bao knows the call; Bao's own result
 * is in a1. SBI errors and Bao's codes agree on what -1 to -3 mean, so one
 * number can carry both.
 */

#ifndef _ASM_RISCV_BAO_H
#define _ASM_RISCV_BAO_H

#include <asm/sbi.h>
#include <linux/bao.h>

/* In the experimental space; Bao has no registered implementation ID yet. */
#define BAO_SBI_EXT_ID 0x08000ba0

/**
 * bao_ipcshmem_hypercall - send an event to the other VMs of a shared memory
 * @ipcshmem_id: index of the IPC object in the VM's configuration
 * @event_id: index of the interrupt in the receivers' IPC objects
 *
 * Return: BAO_HC_SUCCESS or a negative BAO_HC_* code
 */
static inline long bao_ipcshmem_hypercall(unsigned long ipcshmem_id, unsigned long event_id)
{
	struct sbiret ret;

	ret = sbi_ecall(BAO_SBI_EXT_ID, BAO_IPCSHMEM_HYPERCALL_ID, ipcshmem_id, event_id, 0, 0, 0, 0);

	return ret.error ? ret.error : ret.value;
}

/**
 * bao_remio_hypercall - remote I/O operation
 * @ctx: inputs, and outputs of a successful ASK
 *
 * ASK returns its outputs in a2 to a7, more registers than sbi_ecall() gives
 * back, so the call is spelt out. @ctx is left alone unless the call succeeds:
 * the output registers of a failed ASK hold nothing of Bao's.
 *
 * Return: BAO_HC_SUCCESS, a negative BAO_HC_* code, or BAO_HC_ASK_EMPTY
 */
static inline long bao_remio_hypercall(struct bao_remio_hypercall_ctx *ctx)
{
	register unsigned long a0 asm("a0") = ctx->dm_id;
	register unsigned long a1 asm("a1") = ctx->addr;
	register unsigned long a2 asm("a2") = ctx->op;
	register unsigned long a3 asm("a3") = ctx->value;
	register unsigned long a4 asm("a4") = ctx->request_id;
	register unsigned long a5 asm("a5") = 0;
	register unsigned long a6 asm("a6") = BAO_REMIO_HYPERCALL_ID;
	register unsigned long a7 asm("a7") = BAO_SBI_EXT_ID;

	asm volatile("ecall"
		     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3),
		       "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7)
		     :
		     : "memory");

	if (a0)
		return a0;
	if (a1)
		return a1;

	ctx->addr = a2;
	ctx->op = a3;
	ctx->value = a4;
	ctx->access_width = a5;
	ctx->request_id = a6;
	ctx->npend_req = a7;

	return BAO_HC_SUCCESS;
}

#endif /* _ASM_RISCV_BAO_H */
