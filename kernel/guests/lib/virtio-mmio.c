// SPDX-License-Identifier: GPL-2.0
#include "virtio-mmio.h"

#include "csr.h"
#include "interrupt.h"
#include "mmio.h"
#include "print.h"
#include "../../common/string.h"

enum virtio_register {
	VIRTIO_MAGIC_VALUE = 0x000,
	VIRTIO_VERSION = 0x004,
	VIRTIO_DEVICE_ID = 0x008,
	VIRTIO_VENDOR_ID = 0x00c,
	VIRTIO_DEVICE_FEATURES = 0x010,
	VIRTIO_DEVICE_FEATURES_SEL = 0x014,
	VIRTIO_DRIVER_FEATURES = 0x020,
	VIRTIO_DRIVER_FEATURES_SEL = 0x024,
	VIRTIO_QUEUE_SEL = 0x030,
	VIRTIO_QUEUE_NUM_MAX = 0x034,
	VIRTIO_QUEUE_NUM = 0x038,
	VIRTIO_QUEUE_READY = 0x044,
	VIRTIO_QUEUE_NOTIFY = 0x050,
	VIRTIO_INTERRUPT_STATUS = 0x060,
	VIRTIO_INTERRUPT_ACK = 0x064,
	VIRTIO_STATUS = 0x070,
	VIRTIO_QUEUE_DESC_LOW = 0x080,
	VIRTIO_QUEUE_DESC_HIGH = 0x084,
	VIRTIO_QUEUE_DRIVER_LOW = 0x090,
	VIRTIO_QUEUE_DRIVER_HIGH = 0x094,
	VIRTIO_QUEUE_DEVICE_LOW = 0x0a0,
	VIRTIO_QUEUE_DEVICE_HIGH = 0x0a4,
	VIRTIO_CONFIG = 0x100,
};

#define MAGIC_VALUE 0x74726976u

#define STATUS_ACKNOWLEDGE 1u
#define STATUS_DRIVER 2u
#define STATUS_DRIVER_OK 4u
#define STATUS_FEATURES_OK 8u
#define STATUS_FAILED 128u

#define INTERRUPT_USED_BUFFER 1u

static u32 virtio_read(const struct virtio_device *device, u32 offset)
{
	return mmio_read32(device->base + offset);
}

static void virtio_write(const struct virtio_device *device, u32 offset, u32 value)
{
	mmio_write32(device->base + offset, value);
}

static void add_status(struct virtio_device *device, u32 bits)
{
	virtio_write(device, VIRTIO_STATUS, virtio_read(device, VIRTIO_STATUS) | bits);
}

static fdt_node find_node(u32 index)
{
	fdt_node node = fdt_find_compatible(FDT_NONE, "virtio,mmio");

	for (; index && node != FDT_NONE; index--)
		node = fdt_find_compatible(node, "virtio,mmio");
	return node;
}

bool virtio_find(struct virtio_device *device, u32 index)
{
	fdt_node node = find_node(index);
	u32 phandle;
	u64 size;

	memset(device, 0, sizeof(*device));
	if (!fdt_reg(node, 0, &device->base, &size) || !fdt_cell(node, "interrupts", 0, &device->interrupt)) {
		print("the device tree has no virtio,mmio node %u with reg and interrupts\n", index);
		return false;
	}
	if (!fdt_cell(node, "memory-region", 0, &phandle) ||
	    !fdt_reg(fdt_find_phandle(phandle), 0, &device->pool, &size)) {
		print("the virtio,mmio node at %lx names no memory-region\n", device->base);
		return false;
	}
	device->pool_end = device->pool + size;
	return true;
}

static u64 read_device_features(struct virtio_device *device)
{
	u64 features;

	virtio_write(device, VIRTIO_DEVICE_FEATURES_SEL, 1);
	features = (u64)virtio_read(device, VIRTIO_DEVICE_FEATURES) << 32;
	virtio_write(device, VIRTIO_DEVICE_FEATURES_SEL, 0);
	return features | virtio_read(device, VIRTIO_DEVICE_FEATURES);
}

static void write_driver_features(struct virtio_device *device)
{
	virtio_write(device, VIRTIO_DRIVER_FEATURES_SEL, 1);
	virtio_write(device, VIRTIO_DRIVER_FEATURES, (u32)(device->features >> 32));
	virtio_write(device, VIRTIO_DRIVER_FEATURES_SEL, 0);
	virtio_write(device, VIRTIO_DRIVER_FEATURES, (u32)device->features);
}

static bool fail(struct virtio_device *device, const char *reason)
{
	print("virtio device at %lx: %s\n", device->base, reason);
	virtio_write(device, VIRTIO_STATUS, STATUS_FAILED);
	return false;
}

bool virtio_negotiate(struct virtio_device *device, u32 device_id, u64 driver_features)
{
	u64 required = VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM;

	if (virtio_read(device, VIRTIO_MAGIC_VALUE) != MAGIC_VALUE) {
		print("no virtio device at %lx\n", device->base);
		return false;
	}
	if (virtio_read(device, VIRTIO_VERSION) != 2)
		return fail(device, "not version 2");
	device->device_id = virtio_read(device, VIRTIO_DEVICE_ID);
	if (device->device_id != device_id)
		return fail(device, "another kind of device");

	virtio_write(device, VIRTIO_STATUS, 0);
	add_status(device, STATUS_ACKNOWLEDGE);
	add_status(device, STATUS_DRIVER);
	device->features = read_device_features(device) & (driver_features | required);
	if ((device->features & required) != required)
		return fail(device, "does not offer VERSION_1 and ACCESS_PLATFORM");
	write_driver_features(device);
	add_status(device, STATUS_FEATURES_OK);
	if (!(virtio_read(device, VIRTIO_STATUS) & STATUS_FEATURES_OK))
		return fail(device, "does not accept the features");
	return true;
}

void *virtio_allocate(struct virtio_device *device, size_t bytes)
{
	u64 start = (device->pool + 15) & ~15ul;
	void *memory = (void *)start;

	if (start >= device->pool_end || bytes > device->pool_end - start)
		return NULL;
	device->pool = start + bytes;
	memset(memory, 0, bytes);
	return memory;
}

static void write_address(struct virtio_device *device, u32 low_register, const void *memory)
{
	virtio_write(device, low_register, (u32)(u64)memory);
	virtio_write(device, low_register + 4, (u32)((u64)memory >> 32));
}

bool virtio_setup_queue(struct virtio_device *device, u16 index)
{
	struct virtqueue *queue = &device->queues[index];
	u32 size;
	void *memory;

	virtio_write(device, VIRTIO_QUEUE_SEL, index);
	if (virtio_read(device, VIRTIO_QUEUE_READY))
		return fail(device, "the queue is in use already");
	size = virtio_read(device, VIRTIO_QUEUE_NUM_MAX);
	if (!size)
		return fail(device, "the queue does not exist");
	if (size > VIRTQ_MAX_SIZE)
		size = VIRTQ_MAX_SIZE;
	memory = virtio_allocate(device, virtqueue_bytes((u16)size));
	if (!memory)
		return fail(device, "the shared memory is too small for the queue");
	virtqueue_init(queue, index, (u16)size, memory);

	virtio_write(device, VIRTIO_QUEUE_NUM, size);
	write_address(device, VIRTIO_QUEUE_DESC_LOW, queue->desc);
	write_address(device, VIRTIO_QUEUE_DRIVER_LOW, queue->avail);
	write_address(device, VIRTIO_QUEUE_DEVICE_LOW, queue->used);
	virtio_write(device, VIRTIO_QUEUE_READY, 1);
	return true;
}

static void handle_interrupt(void *context)
{
	struct virtio_device *device = context;
	u32 status = virtio_read(device, VIRTIO_INTERRUPT_STATUS);

	device->interrupts++;
	virtio_write(device, VIRTIO_INTERRUPT_ACK, status);
	if (!(status & INTERRUPT_USED_BUFFER))
		return;
	device->used_interrupts++;
	if (device->used)
		device->used(device);
}

bool virtio_start(struct virtio_device *device)
{
	if (!interrupt_request(device->interrupt, handle_interrupt, device))
		return fail(device, "no room for another interrupt handler");
	add_status(device, STATUS_DRIVER_OK);
	return true;
}

void virtio_notify(struct virtio_device *device, const struct virtqueue *queue)
{
	device_barrier();
	virtio_write(device, VIRTIO_QUEUE_NOTIFY, queue->index);
}

u32 virtio_config_read32(const struct virtio_device *device, u32 offset)
{
	return virtio_read(device, VIRTIO_CONFIG + offset);
}

u32 virtio_status(const struct virtio_device *device)
{
	return virtio_read(device, VIRTIO_STATUS);
}
