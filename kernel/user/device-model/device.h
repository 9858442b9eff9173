/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A virtio device behind memory-mapped registers, version 2 (Virtual I/O Device specification 1.2, section 4.2), device
 * side. One thread answers the frontend's register accesses; the event loop serves the queues.
 */
#ifndef DEVICE_MODEL_DEVICE_H
#define DEVICE_MODEL_DEVICE_H

#include "../lib/thread.h"
#include "dispatcher.h"
#include "queue.h"
#include "settings.h"

#define DEVICE_MAX_QUEUES 2

struct device;

/* A kind of device. All functions are called with the device's lock held. */
struct device_type {
	const char *name;
	u32 device_id;
	u64 features;
	u32 queue_count;
	/* Prepares the device's own state; false after a message. */
	bool (*init)(struct device *device);
	/* 32 bits of the configuration space. */
	u32 (*read_config)(struct device *device, u32 offset);
	/* The driver has announced requests in a queue. */
	void (*serve_queue)(struct device *device, u32 index);
	/* Bytes for the frontend; NULL when the device takes none. */
	void (*receive)(struct device *device, const char *bytes, size_t count);
};

struct console_state {
	char line[120];
	u32 line_length;
	/* What came in while the driver had no buffer for it. */
	char input[256];
	u32 input_length;
};

struct block_state {
	u8 *disk;
	u64 sectors;
	u64 requests;
};

struct device {
	struct device_settings settings;
	const struct device_type *type;
	struct dispatcher_device dispatcher;
	/* Writing it interrupts the frontend. */
	int interrupt;
	struct thread thread;
	bool thread_started;

	/* Protects everything below: the thread and the event loop both use it. */
	struct mutex lock;
	u32 status;
	u32 device_features_sel;
	u32 driver_features_sel;
	u64 driver_features;
	u32 queue_sel;
	u32 interrupt_status;
	struct queue queues[DEVICE_MAX_QUEUES];
	union {
		struct console_state console;
		struct block_state block;
	};
};

extern const struct device_type console_type;
extern const struct device_type block_type;

/* Opens the device at the dispatcher and makes its eventfds. 0 or -errno, after a message. */
int device_open(struct device *device, const struct device_settings *settings);

/* Takes everything back that device_open and the driver's set-up registered. The thread must have ended. */
void device_close(struct device *device);

/* Answers one register access; fills in value for a read. */
void device_access(struct device *device, struct bao_virtio_request *request);

/* The driver has notified a queue. Takes the lock. */
void device_kick(struct device *device, u32 index);

/* Bytes for the frontend from outside. Takes the lock. */
void device_receive(struct device *device, const char *bytes, size_t count);

/* Tells the driver about used buffers in a queue, when it wants to know. The lock is held. */
void device_interrupt(struct device *device, const struct queue *queue);

/* Gives up on a driver that breaks the rules, until it resets the device. The lock is held. */
void device_fail(struct device *device, const char *reason);

#endif
