// SPDX-License-Identifier: GPL-2.0
#include "virtio-block.h"

#include "csr.h"
#include "print.h"
#include "sbi.h"

#define REQUEST_QUEUE 0
#define VIRTIO_BLK_F_FLUSH (1ul << 9)

/* Runs on the vCPU that takes the device's interrupt; wakes the vCPUs whose requests have finished. */
static void take_finished(struct virtio_device *virtio)
{
	struct block_device *device = (struct block_device *)virtio;
	struct block_slot *slot;
	u64 wake = 0;

	spin_lock(&device->lock);
	while ((slot = virtqueue_take(&virtio->queues[REQUEST_QUEUE], NULL)) != NULL) {
		__atomic_store_n(&slot->done, true, __ATOMIC_RELEASE);
		if (slot->vcpu != this_vcpu())
			wake |= 1ul << slot->vcpu;
	}
	spin_unlock(&device->lock);
	if (wake)
		sbi_send_ipi(wake);
}

static bool allocate_slot(struct block_device *device, u64 vcpu)
{
	struct block_slot *slot = &device->slots[vcpu];

	slot->vcpu = vcpu;
	slot->header = virtio_allocate(&device->virtio, sizeof(*slot->header));
	slot->data = virtio_allocate(&device->virtio, SECTOR_BYTES);
	slot->status = virtio_allocate(&device->virtio, 1);
	return slot->header && slot->data && slot->status;
}

bool block_init(struct block_device *device, u32 index)
{
	struct virtio_device *virtio = &device->virtio;

	if (!virtio_find(virtio, index))
		return false;
	virtio->used = take_finished;
	if (!virtio_negotiate(virtio, VIRTIO_ID_BLOCK, VIRTIO_BLK_F_FLUSH) ||
	    !virtio_setup_queue(virtio, REQUEST_QUEUE))
		return false;
	for (u64 vcpu = 0; vcpu < MAX_VCPUS; vcpu++) {
		if (!allocate_slot(device, vcpu)) {
			print("the shared memory is too small for the requests\n");
			return false;
		}
	}
	device->sectors = virtio_config_read32(virtio, 0) | (u64)virtio_config_read32(virtio, 4) << 32;
	return virtio_start(virtio);
}

u8 *block_data(struct block_device *device)
{
	return device->slots[this_vcpu()].data;
}

static bool is_done(void *context)
{
	struct block_slot *slot = context;

	return __atomic_load_n(&slot->done, __ATOMIC_ACQUIRE);
}

static u8 send_request(struct block_device *device, const struct virtq_buffer *buffers, u32 count)
{
	struct block_slot *slot = &device->slots[this_vcpu()];
	struct virtqueue *queue = &device->virtio.queues[REQUEST_QUEUE];
	bool enabled = interrupts_save();
	bool added;

	slot->done = false;
	*slot->status = BLOCK_NO_ROOM;
	spin_lock(&device->lock);
	added = virtqueue_add(queue, buffers, count, slot);
	spin_unlock(&device->lock);
	interrupts_restore(enabled);
	if (!added)
		return BLOCK_NO_ROOM;
	/* Without the lock: the store takes until the other partition has seen it. */
	virtio_notify(&device->virtio, queue);
	wait_until(is_done, slot);
	return *slot->status;
}

u8 block_transfer(struct block_device *device, enum block_operation operation, u64 sector)
{
	struct block_slot *slot = &device->slots[this_vcpu()];
	struct virtq_buffer buffers[] = {
		{ slot->header, sizeof(*slot->header), false },
		{ slot->data, SECTOR_BYTES, operation == VIRTIO_BLK_T_IN },
		{ slot->status, 1, true },
	};

	*slot->header = (struct block_header){ operation, 0, sector };
	return send_request(device, buffers, ARRAY_SIZE(buffers));
}

u8 block_flush(struct block_device *device)
{
	struct block_slot *slot = &device->slots[this_vcpu()];
	struct virtq_buffer buffers[] = {
		{ slot->header, sizeof(*slot->header), false },
		{ slot->status, 1, true },
	};

	if (!(device->virtio.features & VIRTIO_BLK_F_FLUSH))
		return VIRTIO_BLK_S_OK;
	*slot->header = (struct block_header){ VIRTIO_BLK_T_FLUSH, 0, 0 };
	return send_request(device, buffers, ARRAY_SIZE(buffers));
}
