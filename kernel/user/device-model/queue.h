/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A split virtqueue, device side (Virtual I/O Device specification 1.2, section 2.7). The driver is another partition:
 * whatever it writes is checked before it is used.
 */
#ifndef DEVICE_MODEL_QUEUE_H
#define DEVICE_MODEL_QUEUE_H

#include "../../common/types.h"
#include "dispatcher.h"

#define QUEUE_MAX_SIZE 64
#define CHAIN_MAX_PIECES 8

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

struct queue {
	/* As the driver set them through the registers; addresses are the frontend's. */
	u32 size;
	bool ready;
	u64 desc_addr;
	u64 avail_addr;
	u64 used_addr;
	/* Where those are here, once the driver is ready. */
	struct virtq_desc *desc;
	struct virtq_avail *avail;
	struct virtq_used *used;
	u16 next_avail;
	/* Signalled by the driver's notifications. */
	int kick;
	bool kick_assigned;
};

struct piece {
	u8 *memory;
	u32 length;
	bool writable;
};

/* One request: the memory pieces of a descriptor chain. */
struct chain {
	u16 head;
	u32 count;
	struct piece pieces[CHAIN_MAX_PIECES];
};

enum chain_result {
	CHAIN_NONE,
	CHAIN_TAKEN,
	CHAIN_BROKEN,
};

void queue_reset(struct queue *queue);

/* Finds the rings in the shared memory; false when they do not lie in it. */
bool queue_map(struct queue *queue, const struct dispatcher_device *memory);

/* Takes the next available request. */
enum chain_result queue_take(struct queue *queue, const struct dispatcher_device *memory, struct chain *chain);

/* Gives a request back, with the number of bytes written into it. */
void queue_give_back(struct queue *queue, const struct chain *chain, u32 written);

/* Whether the driver wants to be interrupted for used buffers. */
bool queue_wants_interrupt(const struct queue *queue);

#endif
