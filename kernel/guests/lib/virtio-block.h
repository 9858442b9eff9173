/* SPDX-License-Identifier: GPL-2.0 */
/* A virtio block device, driver side (Virtual I/O Device specification 1.2, section 5.2). Any vCPU may send requests. */
#ifndef GUEST_VIRTIO_BLOCK_H
#define GUEST_VIRTIO_BLOCK_H

#include "interrupt.h"
#include "lock.h"
#include "virtio-mmio.h"

#define SECTOR_BYTES 512u

enum block_operation {
	VIRTIO_BLK_T_IN = 0,
	VIRTIO_BLK_T_OUT = 1,
	VIRTIO_BLK_T_FLUSH = 4,
};

enum block_status {
	VIRTIO_BLK_S_OK = 0,
	VIRTIO_BLK_S_IOERR = 1,
	VIRTIO_BLK_S_UNSUPP = 2,
	/* Not from the device: the queue had no room. */
	BLOCK_NO_ROOM = 0xff,
};

struct block_header {
	u32 type;
	u32 reserved;
	u64 sector;
};

/* What a vCPU needs for its one request at a time; header, data and status lie in the shared memory. */
struct block_slot {
	struct block_header *header;
	u8 *data;
	u8 *status;
	u64 vcpu;
	bool done;
};

struct block_device {
	struct virtio_device virtio;
	u64 sectors;
	struct spinlock lock;
	struct block_slot slots[MAX_VCPUS];
};

/* Sets up the index-th virtio,mmio node as a block device; false after a printed reason. */
bool block_init(struct block_device *device, u32 index);

/* The calling vCPU's buffer for one sector. */
u8 *block_data(struct block_device *device);

/* Moves one sector between the device and the calling vCPU's buffer and waits for it. Returns an enum block_status. */
u8 block_transfer(struct block_device *device, enum block_operation operation, u64 sector);

/* Waits until everything written is safe. */
u8 block_flush(struct block_device *device);

#endif
