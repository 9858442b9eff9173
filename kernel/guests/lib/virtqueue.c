// SPDX-License-Identifier: GPL-2.0
#include "virtqueue.h"

#include "csr.h"

#define USED_ALIGNMENT 4ul

static size_t avail_offset(u16 size)
{
	return sizeof(struct virtq_desc) * size;
}

static size_t used_offset(u16 size)
{
	size_t end = avail_offset(size) + sizeof(struct virtq_avail) + sizeof(u16) * ((size_t)size + 1);

	return (end + USED_ALIGNMENT - 1) & ~(USED_ALIGNMENT - 1);
}

size_t virtqueue_bytes(u16 size)
{
	return used_offset(size) + sizeof(struct virtq_used) + sizeof(struct virtq_used_elem) * size + sizeof(u16);
}

void virtqueue_init(struct virtqueue *queue, u16 index, u16 size, void *memory)
{
	queue->index = index;
	queue->size = size;
	queue->free_head = 0;
	queue->free_count = size;
	queue->last_used = 0;
	queue->desc = memory;
	queue->avail = (void *)((u8 *)memory + avail_offset(size));
	queue->used = (void *)((u8 *)memory + used_offset(size));
	for (u16 i = 0; i < size; i++)
		queue->desc[i].next = (u16)(i + 1);
}

bool virtqueue_add(struct virtqueue *queue, const struct virtq_buffer *buffers, u32 count, void *token)
{
	u16 head = queue->free_head;
	u16 at = head;

	if (!count || count > queue->free_count)
		return false;
	for (u32 i = 0; i < count; i++) {
		struct virtq_desc *desc = &queue->desc[at];

		desc->addr = (u64)buffers[i].memory;
		desc->len = buffers[i].length;
		desc->flags = (u16)((buffers[i].device_writes ? VIRTQ_DESC_F_WRITE : 0) |
				    (i + 1 < count ? VIRTQ_DESC_F_NEXT : 0));
		at = desc->next;
	}
	queue->free_head = at;
	queue->free_count = (u16)(queue->free_count - count);
	queue->tokens[head] = token;

	queue->avail->ring[queue->avail->idx & (queue->size - 1)] = head;
	/* The device may look as soon as the index has moved, so everything else comes first. */
	memory_barrier();
	*(volatile u16 *)&queue->avail->idx = (u16)(queue->avail->idx + 1);
	return true;
}

bool virtqueue_has_used(const struct virtqueue *queue)
{
	return *(volatile u16 *)&queue->used->idx != queue->last_used;
}

static void free_chain(struct virtqueue *queue, u16 head)
{
	u16 last = head;
	u16 count = 1;

	while (queue->desc[last].flags & VIRTQ_DESC_F_NEXT && count < queue->size) {
		last = queue->desc[last].next;
		count++;
	}
	queue->desc[last].next = queue->free_head;
	queue->free_head = head;
	queue->free_count = (u16)(queue->free_count + count);
}

void *virtqueue_take(struct virtqueue *queue, u32 *length)
{
	struct virtq_used_elem *elem;
	u32 head;

	if (!virtqueue_has_used(queue))
		return NULL;
	memory_barrier();
	elem = &queue->used->ring[queue->last_used & (queue->size - 1)];
	head = elem->id;
	if (length)
		*length = elem->len;
	queue->last_used++;
	if (head >= queue->size)
		return NULL;
	free_chain(queue, (u16)head);
	return queue->tokens[head];
}
