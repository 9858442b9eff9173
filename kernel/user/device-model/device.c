// SPDX-License-Identifier: GPL-2.0
#include "device.h"

#include "../../common/string.h"
#include "../lib/output.h"
#include "../lib/syscall.h"

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
	VIRTIO_CONFIG_GENERATION = 0x0fc,
	VIRTIO_CONFIG = 0x100,
};

#define MAGIC_VALUE 0x74726976u
/* "Bao!", for whoever reads the vendor register. */
#define VENDOR_ID 0x216f6142u

#define STATUS_DRIVER_OK 0x04u
#define STATUS_FEATURES_OK 0x08u
#define STATUS_NEEDS_RESET 0x40u

#define INTERRUPT_USED_BUFFER 1u
#define INTERRUPT_CONFIGURATION 2u

#define VIRTIO_F_VERSION_1 (1ul << 32)
#define VIRTIO_F_ACCESS_PLATFORM (1ul << 33)

/* Without these the driver would follow an older specification, or give addresses that only it can reach. */
#define REQUIRED_FEATURES (VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM)

static u64 offered_features(const struct device *device)
{
	return device->type->features | REQUIRED_FEATURES;
}

static bool accepts_features(const struct device *device)
{
	return !(device->driver_features & ~offered_features(device)) &&
	       (device->driver_features & REQUIRED_FEATURES) == REQUIRED_FEATURES;
}

static struct queue *selected_queue(struct device *device)
{
	return device->queue_sel < device->type->queue_count ? &device->queues[device->queue_sel] : NULL;
}

static u64 notify_address(const struct device *device)
{
	return device->settings.mmio_addr + VIRTIO_QUEUE_NOTIFY;
}

static const struct device_type *find_type(const char *name)
{
	static const struct device_type *const types[] = { &console_type, &block_type };

	for (u32 i = 0; i < ARRAY_SIZE(types); i++)
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	return NULL;
}

static int open_failed(struct device *device, const char *what, int error)
{
	print("device-model: device %u: %s: error %d%s\n", device->settings.id, what, -error,
	      error == -EBUSY ? " (another process serves it)" : "");
	return error;
}

int device_open(struct device *device, const struct device_settings *settings)
{
	int result;

	memset(device, 0, sizeof(*device));
	device->settings = *settings;
	device->type = find_type(settings->type);
	if (!device->type)
		return open_failed(device, "no such type of device", -ENOENT);
	result = dispatcher_open(&device->dispatcher, settings->id);
	if (result < 0)
		return open_failed(device, "cannot open it at the I/O dispatcher", result);
	device->interrupt = sys_eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	result = dispatcher_assign_irqfd(&device->dispatcher, device->interrupt);
	if (result < 0) {
		sys_close(device->interrupt);
		dispatcher_close(&device->dispatcher);
		return open_failed(device, "cannot connect its interrupt", result);
	}
	for (u32 i = 0; i < device->type->queue_count; i++)
		device->queues[i].kick = sys_eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return device->type->init(device) ? 0 : -ENOENT;
}

static void remove_kicks(struct device *device)
{
	for (u32 i = 0; i < device->type->queue_count; i++) {
		struct queue *queue = &device->queues[i];

		if (queue->kick_assigned)
			dispatcher_remove_ioeventfd(&device->dispatcher, queue->kick, notify_address(device), i);
		queue->kick_assigned = false;
	}
}

void device_close(struct device *device)
{
	remove_kicks(device);
	for (u32 i = 0; i < device->type->queue_count; i++)
		sys_close(device->queues[i].kick);
	dispatcher_remove_irqfd(&device->dispatcher, device->interrupt);
	sys_close(device->interrupt);
	dispatcher_close(&device->dispatcher);
}

static void send_interrupt(struct device *device, u32 cause)
{
	u64 one = 1;

	device->interrupt_status |= cause;
	sys_write(device->interrupt, &one, sizeof(one));
}

void device_interrupt(struct device *device, const struct queue *queue)
{
	if (queue_wants_interrupt(queue))
		send_interrupt(device, INTERRUPT_USED_BUFFER);
}

void device_fail(struct device *device, const char *reason)
{
	print("device-model: device %u needs a reset: %s\n", device->settings.id, reason);
	device->status |= STATUS_NEEDS_RESET;
	if (device->status & STATUS_DRIVER_OK)
		send_interrupt(device, INTERRUPT_CONFIGURATION);
}

static void reset(struct device *device)
{
	remove_kicks(device);
	for (u32 i = 0; i < device->type->queue_count; i++)
		queue_reset(&device->queues[i]);
	device->status = 0;
	device->driver_features = 0;
	device->interrupt_status = 0;
}

/* The driver is ready: from here on its notifications are eventfds and take no way through this thread. */
static void activate(struct device *device)
{
	for (u32 i = 0; i < device->type->queue_count; i++) {
		struct queue *queue = &device->queues[i];
		int result;

		if (!queue->ready)
			continue;
		if (!queue_map(queue, &device->dispatcher)) {
			device_fail(device, "a queue does not lie in the shared memory");
			return;
		}
		result = dispatcher_assign_ioeventfd(&device->dispatcher, queue->kick, notify_address(device), i);
		if (result < 0)
			open_failed(device, "cannot connect a queue's notifications", result);
		queue->kick_assigned = result == 0;
	}
	print("device-model: device %u (%s) is in use, features %lx\n", device->settings.id, device->type->name,
	      device->driver_features);
}

static void write_status(struct device *device, u32 status)
{
	u32 added = status & ~device->status;

	if (!status) {
		reset(device);
		return;
	}
	if (added & STATUS_FEATURES_OK && !accepts_features(device))
		status &= ~STATUS_FEATURES_OK;
	device->status = status | (device->status & STATUS_NEEDS_RESET);
	if (!(added & STATUS_DRIVER_OK))
		return;
	if (status & STATUS_FEATURES_OK)
		activate(device);
	else
		device_fail(device, "the driver starts without having agreed on features");
}

static void set_half(u64 *address, u32 value, bool high)
{
	if (high)
		*address = (u64)value << 32 | (u32)*address;
	else
		*address = (*address >> 32) << 32 | value;
}

static void write_queue_register(struct device *device, u32 offset, u32 value)
{
	struct queue *queue = selected_queue(device);
	bool high = offset & 4;

	if (!queue)
		return;
	switch (offset & ~4u) {
	case VIRTIO_QUEUE_NUM & ~4u:
		queue->size = value;
		break;
	case VIRTIO_QUEUE_READY & ~4u:
		queue->ready = value & 1;
		break;
	case VIRTIO_QUEUE_DESC_LOW:
		set_half(&queue->desc_addr, value, high);
		break;
	case VIRTIO_QUEUE_DRIVER_LOW:
		set_half(&queue->avail_addr, value, high);
		break;
	case VIRTIO_QUEUE_DEVICE_LOW:
		set_half(&queue->used_addr, value, high);
		break;
	}
}

static void serve(struct device *device, u32 index)
{
	if (device->status & STATUS_DRIVER_OK && !(device->status & STATUS_NEEDS_RESET) &&
	    index < device->type->queue_count && device->queues[index].used)
		device->type->serve_queue(device, index);
}

static void write_register(struct device *device, u32 offset, u32 value)
{
	switch (offset) {
	case VIRTIO_DEVICE_FEATURES_SEL:
		device->device_features_sel = value;
		break;
	case VIRTIO_DRIVER_FEATURES_SEL:
		device->driver_features_sel = value;
		break;
	case VIRTIO_DRIVER_FEATURES:
		if (device->driver_features_sel < 2 && !(device->status & STATUS_FEATURES_OK))
			set_half(&device->driver_features, value, device->driver_features_sel == 1);
		break;
	case VIRTIO_QUEUE_SEL:
		device->queue_sel = value;
		break;
	case VIRTIO_QUEUE_NOTIFY:
		/* Comes here only while no eventfd takes it. */
		serve(device, value);
		break;
	case VIRTIO_INTERRUPT_ACK:
		device->interrupt_status &= ~value;
		break;
	case VIRTIO_STATUS:
		write_status(device, value);
		break;
	case VIRTIO_QUEUE_NUM:
	case VIRTIO_QUEUE_READY:
	case VIRTIO_QUEUE_DESC_LOW:
	case VIRTIO_QUEUE_DESC_HIGH:
	case VIRTIO_QUEUE_DRIVER_LOW:
	case VIRTIO_QUEUE_DRIVER_HIGH:
	case VIRTIO_QUEUE_DEVICE_LOW:
	case VIRTIO_QUEUE_DEVICE_HIGH:
		write_queue_register(device, offset, value);
		break;
	default:
		print("device-model: device %u: write of %x to register %x ignored\n", device->settings.id, value,
		      offset);
	}
}

static u32 read_register(struct device *device, u32 offset)
{
	struct queue *queue = selected_queue(device);

	switch (offset) {
	case VIRTIO_MAGIC_VALUE:
		return MAGIC_VALUE;
	case VIRTIO_VERSION:
		return 2;
	case VIRTIO_DEVICE_ID:
		return device->type->device_id;
	case VIRTIO_VENDOR_ID:
		return VENDOR_ID;
	case VIRTIO_DEVICE_FEATURES:
		return device->device_features_sel < 2 ?
			(u32)(offered_features(device) >> 32 * device->device_features_sel) : 0;
	case VIRTIO_QUEUE_NUM_MAX:
		return queue ? QUEUE_MAX_SIZE : 0;
	case VIRTIO_QUEUE_READY:
		return queue && queue->ready;
	case VIRTIO_INTERRUPT_STATUS:
		return device->interrupt_status;
	case VIRTIO_STATUS:
		return device->status;
	case VIRTIO_CONFIG_GENERATION:
		return 0;
	}
	if (offset >= VIRTIO_CONFIG)
		return device->type->read_config(device, offset - VIRTIO_CONFIG);
	print("device-model: device %u: read of register %x answered with 0\n", device->settings.id, offset);
	return 0;
}

void device_access(struct device *device, struct bao_virtio_request *request)
{
	u32 offset = (u32)(request->addr - device->settings.mmio_addr);

	mutex_lock(&device->lock);
	if (request->op == REQUEST_READ)
		request->value = read_register(device, offset);
	else
		write_register(device, offset, (u32)request->value);
	mutex_unlock(&device->lock);
}

void device_kick(struct device *device, u32 index)
{
	u64 count;

	mutex_lock(&device->lock);
	sys_read(device->queues[index].kick, &count, sizeof(count));
	serve(device, index);
	mutex_unlock(&device->lock);
}

void device_receive(struct device *device, const char *bytes, size_t count)
{
	mutex_lock(&device->lock);
	if (device->type->receive)
		device->type->receive(device, bytes, count);
	mutex_unlock(&device->lock);
}
