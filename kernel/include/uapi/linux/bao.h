/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * User-space interface of the Bao drivers.
 *
 * /dev/bao-io-dispatcher hands out one file per backend device model (DM); on
 * that file a device model attaches for I/O requests, completes them, and
 * wires eventfds to doorbell writes and to the frontend's interrupt.
 */

#ifndef _UAPI_LINUX_BAO_H
#define _UAPI_LINUX_BAO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Wake the eventfd only for a write of exactly @data. */
#define BAO_IOEVENTFD_FLAG_DATAMATCH	(1U << 1)
/* Remove the ioeventfd with these very parameters. */
#define BAO_IOEVENTFD_FLAG_DEASSIGN	(1U << 2)
/* Remove the irqfd of this eventfd. */
#define BAO_IRQFD_FLAG_DEASSIGN		(1U << 0)

/**
 * struct bao_virtio_request - one access of a frontend to a device register
 * @dm_id: device model the access belongs to
 * @addr: guest-physical address of the access in the frontend
 * @op: 0 for a write, 1 for a read
 * @value: what the frontend wrote, as the whole source register; on completion
 *	of a read what the frontend shall read
 * @access_width: width of the access in bytes
 * @request_id: identifies the request until it is completed
 */
struct bao_virtio_request {
	__u64 dm_id;
	__u64 addr;
	__u64 op;
	__u64 value;
	__u64 access_width;
	__u64 request_id;
};

/**
 * struct bao_ioeventfd - an eventfd signalled by writes to a register
 * @fd: the eventfd
 * @flags: BAO_IOEVENTFD_FLAG_*, all other bits zero
 * @addr: guest-physical address of the register in the frontend
 * @len: width of the register in bytes: 1, 2, 4 or 8
 * @reserved: must be zero
 * @data: value to match with BAO_IOEVENTFD_FLAG_DATAMATCH
 */
struct bao_ioeventfd {
	__u32 fd;
	__u32 flags;
	__u64 addr;
	__u32 len;
	__u32 reserved;
	__u64 data;
};

/**
 * struct bao_irqfd - an eventfd that interrupts the frontend when signalled
 * @fd: the eventfd
 * @flags: BAO_IRQFD_FLAG_*, all other bits zero
 */
struct bao_irqfd {
	__s32 fd;
	__u32 flags;
};

/**
 * struct bao_dm_info - a backend device model
 * @id: index of the DM, chosen by the caller
 * @reserved: ignored on the way in, zero on the way out
 * @shmem_addr: guest-physical base of the memory shared with the frontend
 * @shmem_size: its size in bytes
 * @irq: Linux interrupt number that announces requests
 * @fd: new file descriptor of the DM
 */
struct bao_dm_info {
	__u32 id;
	__u32 reserved;
	__u64 shmem_addr;
	__u64 shmem_size;
	__u32 irq;
	__s32 fd;
};

#define BAO_IOCTL_TYPE 0xA6

/* On /dev/bao-io-dispatcher. */
#define BAO_IOCTL_DM_GET_INFO		_IOWR(BAO_IOCTL_TYPE, 0x01, struct bao_dm_info)

/* On the file of a DM. */
#define BAO_IOCTL_IO_CLIENT_ATTACH	_IOWR(BAO_IOCTL_TYPE, 0x02, struct bao_virtio_request)
#define BAO_IOCTL_IO_REQUEST_COMPLETE	_IOW(BAO_IOCTL_TYPE, 0x03, struct bao_virtio_request)
#define BAO_IOCTL_IOEVENTFD		_IOW(BAO_IOCTL_TYPE, 0x04, struct bao_ioeventfd)
#define BAO_IOCTL_IRQFD			_IOW(BAO_IOCTL_TYPE, 0x05, struct bao_irqfd)

#endif /* _UAPI_LINUX_BAO_H */
