/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A virtio device behind memory-mapped registers, version 2 (Virtual I/O Device specification 1.2, section 4.2), driver
 * side. On Bao every register access traps and is answered by the device model in another partition.
 */
#ifndef GUEST_VIRTIO_MMIO_H
#define GUEST_VIRTIO_MMIO_H

#include "fdt.h"
#include "../../common/types.h"
#include "virtqueue.h"

#define VIRTIO_ID_BLOCK 2
#define VIRTIO_ID_CONSOLE 3

#define VIRTIO_F_VERSION_1 (1ul << 32)
#define VIRTIO_F_ACCESS_PLATFORM (1ul << 33)

#define VIRTIO_MAX_QUEUES 2

struct virtio_device {
	u64 base;
	u32 interrupt;
	u32 device_id;
	u64 features;
	/* The memory both partitions see; buffers and queues have to lie in it. */
	u64 pool;
	u64 pool_end;
	struct virtqueue queues[VIRTIO_MAX_QUEUES];
	/* Called in the interrupt handler when the device has used buffers; may be NULL. */
	void (*used)(struct virtio_device *device);
	/* Interrupts taken, and of those the ones that said "used buffer". */
	u32 interrupts;
	u32 used_interrupts;
};

/*
 * Finds the index-th virtio,mmio node of the tree and reads where it is, without touching the device. False, with a
 * printed reason, when the tree does not say enough.
 */
bool virtio_find(struct virtio_device *device, u32 index);

/*
 * Resets the device and agrees on features: those that it offers and the driver knows. False, with a printed reason,
 * when it is not a device of that kind or does not accept.
 */
bool virtio_negotiate(struct virtio_device *device, u32 device_id, u64 driver_features);

/* Sets a queue up in the shared memory, with at most VIRTQ_MAX_SIZE entries. */
bool virtio_setup_queue(struct virtio_device *device, u16 index);

/* Requests the interrupt and tells the device that the driver is ready. */
bool virtio_start(struct virtio_device *device);

/* Tells the device that a queue has new requests. */
void virtio_notify(struct virtio_device *device, const struct virtqueue *queue);

/* Takes memory out of the pool for good: zeroed, aligned to 16 bytes; NULL when it is used up. */
void *virtio_allocate(struct virtio_device *device, size_t bytes);

/* Reads 32 bits of the device's configuration space. */
u32 virtio_config_read32(const struct virtio_device *device, u32 offset);

u32 virtio_status(const struct virtio_device *device);

#endif
