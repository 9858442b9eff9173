// SPDX-License-Identifier: GPL-2.0
#include "queue.h"

#include "../../common/string.h"

#define VIRTQ_DESC_F_NEXT 1
#define VIRTQ_DESC_F_WRITE 2
#define VIRTQ_AVAIL_F_NO_INTERRUPT 1

/* The memory at an address of the frontend, when all of it is shared. */
static void *shared_memory(const struct dispatcher_device *memory, u64 address, u64 length)
{
	u64 offset = address - memory->shmem_addr;

	if (address < memory->shmem_addr || offset > memory->shmem_size || length > memory->shmem_size - offset)
		return NULL;
	return memory->shmem + offset;
}

void queue_reset(struct queue *queue)
{
	queue->size = 0;
	queue->ready = false;
	queue->desc_addr = 0;
	queue->avail_addr = 0;
	queue->used_addr = 0;
	queue->desc = NULL;
	queue->avail = NULL;
	queue->used = NULL;
	queue->next_avail = 0;
}

bool queue_map(struct queue *queue, const struct dispatcher_device *memory)
{
	u64 size = queue->size;

	if (!size || size > QUEUE_MAX_SIZE || (size & (size - 1)))
		return false;
	if (queue->desc_addr % 16 || queue->avail_addr % 2 || queue->used_addr % 4)
		return false;
	queue->desc = shared_memory(memory, queue->desc_addr, size * sizeof(struct virtq_desc));
	queue->avail = shared_memory(memory, queue->avail_addr, sizeof(struct virtq_avail) + size * sizeof(u16));
	queue->used = shared_memory(memory, queue->used_addr,
				    sizeof(struct virtq_used) + size * sizeof(struct virtq_used_elem));
	return queue->desc && queue->avail && queue->used;
}

static enum chain_result read_chain(struct queue *queue, const struct dispatcher_device *memory, struct chain *chain)
{
	u16 at = chain->head;

	chain->count = 0;
	for (;;) {
		struct virtq_desc desc;
		struct piece *piece;

		if (at >= queue->size || chain->count == CHAIN_MAX_PIECES)
			return CHAIN_BROKEN;
		/* A copy, so that what is checked is what is used. */
		desc = *(volatile struct virtq_desc *)&queue->desc[at];
		piece = &chain->pieces[chain->count++];
		piece->memory = shared_memory(memory, desc.addr, desc.len);
		piece->length = desc.len;
		piece->writable = desc.flags & VIRTQ_DESC_F_WRITE;
		if (!piece->memory)
			return CHAIN_BROKEN;
		if (!(desc.flags & VIRTQ_DESC_F_NEXT))
			return CHAIN_TAKEN;
		at = desc.next;
	}
}

enum chain_result queue_take(struct queue *queue, const struct dispatcher_device *memory, struct chain *chain)
{
	if (!queue->avail || __atomic_load_n(&queue->avail->idx, __ATOMIC_ACQUIRE) == queue->next_avail)
		return CHAIN_NONE;
	chain->head = *(volatile u16 *)&queue->avail->ring[queue->next_avail & (queue->size - 1)];
	queue->next_avail++;
	return read_chain(queue, memory, chain);
}

void queue_give_back(struct queue *queue, const struct chain *chain, u32 written)
{
	u16 index = queue->used->idx;
	struct virtq_used_elem *elem = &queue->used->ring[index & (queue->size - 1)];

	elem->id = chain->head;
	elem->len = written;
	__atomic_store_n(&queue->used->idx, (u16)(index + 1), __ATOMIC_RELEASE);
}

bool queue_wants_interrupt(const struct queue *queue)
{
	/* The new used index has to be out before the driver's wish is read. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return !(*(volatile u16 *)&queue->avail->flags & VIRTQ_AVAIL_F_NO_INTERRUPT);
}
