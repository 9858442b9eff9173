/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hypercall interface of the Bao hypervisor, the part that all architectures
 * share. The calls themselves are in <asm/bao.h>.
 */

#ifndef _LINUX_BAO_H
#define _LINUX_BAO_H

#include <linux/errno.h>
#include <linux/types.h>

/* Hypercall numbers. */
#define BAO_IPCSHMEM_HYPERCALL_ID	0x1
#define BAO_REMIO_HYPERCALL_ID		0x2

/* What a hypercall returns. */
#define BAO_HC_SUCCESS			0L
#define BAO_HC_FAILURE			(-1L)
#define BAO_HC_INVAL_ID			(-2L)
#define BAO_HC_INVAL_ARGS		(-3L)
/* ASK alone reports its failure, which is an empty queue, with this sign. */
#define BAO_HC_ASK_EMPTY		1L

/**
 * struct bao_remio_hypercall_ctx - registers of a REMIO hypercall
 * @dm_id: in: device model, the index of the device in the VM's configuration
 * @addr: in: zero for ASK; out: guest-physical address of the access
 * @op: in: operation; out: operation of the request
 * @value: in: value that completes a read; out: value written
 * @access_width: out: width of the access in bytes
 * @request_id: in: request to complete; out: id of the request
 * @npend_req: out: not zero when more requests wait
 *
 * The outputs are valid only after an ASK that succeeded.
 */
struct bao_remio_hypercall_ctx {
	u64 dm_id;
	u64 addr;
	u64 op;
	u64 value;
	u64 access_width;
	u64 request_id;
	u64 npend_req;
};

/**
 * bao_hypercall_errno - translate the result of a hypercall
 * @ret: what the hypercall returned
 *
 * Bao's codes are small negative numbers that mean something else as errno, so
 * they must never reach user space.
 *
 * Return: 0 or a negative errno
 */
static inline int bao_hypercall_errno(long ret)
{
	switch (ret) {
	case BAO_HC_SUCCESS:
		return 0;
	case BAO_HC_ASK_EMPTY:
		return -EAGAIN;
	case BAO_HC_INVAL_ID:
		return -EOPNOTSUPP;
	case BAO_HC_INVAL_ARGS:
		return -EINVAL;
	default:
		return -EIO;
	}
}

#endif /* _LINUX_BAO_H */
