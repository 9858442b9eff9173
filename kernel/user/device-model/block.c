// SPDX-License-Identifier: GPL-2.0
/* A block device in memory. Each sector starts out filled with its own number as text, so that it is easy to recognise. */

#include "../../common/format.h"
#include "../../common/string.h"
#include "../lib/output.h"
#include "../lib/syscall.h"
#include "device.h"

#define SECTOR_BYTES 512u
#define REQUEST_QUEUE 0

#define VIRTIO_BLK_F_FLUSH (1ul << 9)

enum block_operation {
	VIRTIO_BLK_T_IN = 0,
	VIRTIO_BLK_T_OUT = 1,
	VIRTIO_BLK_T_FLUSH = 4,
	VIRTIO_BLK_T_GET_ID = 8,
};

enum block_status {
	VIRTIO_BLK_S_OK = 0,
	VIRTIO_BLK_S_IOERR = 1,
	VIRTIO_BLK_S_UNSUPP = 2,
};

struct block_request {
	u32 type;
	u32 reserved;
	u64 sector;
};

#define PATTERN_BYTES 16u

static void fill_with_pattern(u8 *disk, u64 sectors)
{
	char pattern[PATTERN_BYTES + 1];

	for (u64 sector = 0; sector < sectors; sector++) {
		format_buffer(pattern, sizeof(pattern), "sector %08u\n", (u32)sector);
		for (u32 at = 0; at < SECTOR_BYTES; at += PATTERN_BYTES)
			memcpy(disk + sector * SECTOR_BYTES + at, pattern, PATTERN_BYTES);
	}
}

static bool block_init(struct device *device)
{
	u64 bytes = device->settings.sectors * SECTOR_BYTES;
	s64 memory = sys_mmap(bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (memory < 0 && memory > -4096) {
		print("device-model: device %u: no memory for %lu sectors\n", device->settings.id,
		      device->settings.sectors);
		return false;
	}
	device->block.disk = (u8 *)memory;
	device->block.sectors = device->settings.sectors;
	fill_with_pattern(device->block.disk, device->block.sectors);
	return true;
}

/* The capacity in sectors is the first field of the configuration space; the others are of features not offered. */
static u32 block_read_config(struct device *device, u32 offset)
{
	switch (offset) {
	case 0:
		return (u32)device->block.sectors;
	case 4:
		return (u32)(device->block.sectors >> 32);
	default:
		return 0;
	}
}

static u8 copy_sectors(struct block_state *block, const struct block_request *request, const struct piece *piece)
{
	u64 sectors = piece->length / SECTOR_BYTES;
	u8 *at = block->disk + request->sector * SECTOR_BYTES;

	if (piece->length % SECTOR_BYTES || request->sector > block->sectors ||
	    sectors > block->sectors - request->sector)
		return VIRTIO_BLK_S_IOERR;
	if (piece->writable != (request->type == VIRTIO_BLK_T_IN))
		return VIRTIO_BLK_S_IOERR;
	if (request->type == VIRTIO_BLK_T_IN)
		memcpy(piece->memory, at, piece->length);
	else
		memcpy(at, piece->memory, piece->length);
	return VIRTIO_BLK_S_OK;
}

static u8 transfer(struct block_state *block, struct block_request request, const struct chain *chain, u32 *written)
{
	for (u32 i = 1; i + 1 < chain->count; i++) {
		u8 status = copy_sectors(block, &request, &chain->pieces[i]);

		if (status != VIRTIO_BLK_S_OK)
			return status;
		request.sector += chain->pieces[i].length / SECTOR_BYTES;
		if (chain->pieces[i].writable)
			*written += chain->pieces[i].length;
	}
	return VIRTIO_BLK_S_OK;
}

static u8 give_name(struct device *device, const struct chain *chain, u32 *written)
{
	char name[20] = { 0 };
	const struct piece *piece = &chain->pieces[1];

	if (chain->count < 3 || !piece->writable || piece->length < sizeof(name))
		return VIRTIO_BLK_S_IOERR;
	format_buffer(name, sizeof(name), "bao-disk-%u", device->settings.id);
	memcpy(piece->memory, name, sizeof(name));
	*written = sizeof(name);
	return VIRTIO_BLK_S_OK;
}

static u8 execute(struct device *device, const struct chain *chain, u32 *written)
{
	struct block_request request;

	memcpy(&request, chain->pieces[0].memory, sizeof(request));
	switch (request.type) {
	case VIRTIO_BLK_T_IN:
	case VIRTIO_BLK_T_OUT:
		return transfer(&device->block, request, chain, written);
	case VIRTIO_BLK_T_FLUSH:
		return VIRTIO_BLK_S_OK;
	case VIRTIO_BLK_T_GET_ID:
		return give_name(device, chain, written);
	default:
		return VIRTIO_BLK_S_UNSUPP;
	}
}

/* A request is a readable header, the data, and one writable byte for the status. */
static bool well_formed(const struct chain *chain)
{
	const struct piece *first = &chain->pieces[0];
	const struct piece *last = &chain->pieces[chain->count - 1];

	return chain->count >= 2 && !first->writable && first->length >= sizeof(struct block_request) &&
	       last->writable && last->length >= 1;
}

static void block_serve_queue(struct device *device, u32 index)
{
	struct queue *queue = &device->queues[REQUEST_QUEUE];
	struct chain chain;
	enum chain_result result;
	bool used = false;

	while ((result = queue_take(queue, &device->dispatcher, &chain)) == CHAIN_TAKEN && well_formed(&chain)) {
		u32 written = 0;

		*chain.pieces[chain.count - 1].memory = execute(device, &chain, &written);
		queue_give_back(queue, &chain, written + 1);
		device->block.requests++;
		used = true;
	}
	if (result != CHAIN_NONE)
		device_fail(device, "a broken request in the queue");
	if (used)
		device_interrupt(device, queue);
}

const struct device_type block_type = {
	.name = "block",
	.device_id = 2,
	.features = VIRTIO_BLK_F_FLUSH,
	.queue_count = 1,
	.init = block_init,
	.read_config = block_read_config,
	.serve_queue = block_serve_queue,
};
