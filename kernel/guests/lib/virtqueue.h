/* SPDX-License-Identifier: GPL-2.0 */
/* A split virtqueue, driver side (Virtual I/O Device specification 1.2, section 2.7). Little-endian, like the CPU. */
#ifndef GUEST_VIRTQUEUE_H
#define GUEST_VIRTQUEUE_H

#include "../../common/types.h"

#define VIRTQ_MAX_SIZE 16

#define VIRTQ_DESC_F_NEXT 1
#define VIRTQ_DESC_F_WRITE 2

struct virtq_desc {
	u64 addr;
	u32 len;
	u16 flags;
	u16 next;
};

struct virtq_avail {
	u16 flags;
	u16 idx;
	u16 ring[];
};

struct virtq_used_elem {
	u32 id;
	u32 len;
};

struct virtq_used {
	u16 flags;
	u16 idx;
	struct virtq_used_elem ring[];
};

struct virtqueue {
	u16 index;
	u16 size;
	u16 free_head;
	u16 free_count;
	u16 last_used;
	struct virtq_desc *desc;
	struct virtq_avail *avail;
	struct virtq_used *used;
	/* What the owner gave with each chain, by head descriptor. */
	void *tokens[VIRTQ_MAX_SIZE];
};

/* A piece of a request: guest-physical memory that the device reads, or writes when device_writes. */
struct virtq_buffer {
	void *memory;
	u32 length;
	bool device_writes;
};

/* The memory a queue of that size needs, in bytes; the three parts lie one after the other. */
size_t virtqueue_bytes(u16 size);

/* Builds an empty queue in zeroed memory that the device can reach. size is a power of two. */
void virtqueue_init(struct virtqueue *queue, u16 index, u16 size, void *memory);

/* Makes a request available. False when there are too few free descriptors. The device is not told. */
bool virtqueue_add(struct virtqueue *queue, const struct virtq_buffer *buffers, u32 count, void *token);

/* Takes the next finished request; NULL when there is none. length: bytes the device wrote. */
void *virtqueue_take(struct virtqueue *queue, u32 *length);

/* Whether the device has finished a request that virtqueue_take has not returned. */
bool virtqueue_has_used(const struct virtqueue *queue);

#endif
