// SPDX-License-Identifier: GPL-2.0
#include "disk-check.h"

#include "../../common/format.h"
#include "../../common/string.h"
#include "print.h"

#define LINE_BYTES 16u

/* Every line of a sector is the same; the last byte of a line is a newline. */
static void make_line(char *line, const char *word, u64 number)
{
	format_buffer(line, LINE_BYTES + 1, "%s %08u\n", word, (u32)number);
}

static bool sector_holds(const u8 *data, const char *line)
{
	for (u32 at = 0; at < SECTOR_BYTES; at += LINE_BYTES)
		if (memcmp(data + at, line, LINE_BYTES) != 0)
			return false;
	return true;
}

static bool transfer(struct block_device *device, enum block_operation operation, u64 sector)
{
	u8 status = block_transfer(device, operation, sector);

	if (status != VIRTIO_BLK_S_OK)
		print("sector %lu: %s failed with status %u\n", sector,
		      operation == VIRTIO_BLK_T_IN ? "read" : "write", status);
	return status == VIRTIO_BLK_S_OK;
}

bool disk_check_pattern(struct block_device *device, u64 sector)
{
	char line[LINE_BYTES + 1];

	make_line(line, "sector", sector);
	if (!transfer(device, VIRTIO_BLK_T_IN, sector))
		return false;
	if (!sector_holds(block_data(device), line)) {
		print("sector %lu: unexpected contents %.*s\n", sector, (int)LINE_BYTES,
		      (const char *)block_data(device));
		return false;
	}
	return true;
}

bool disk_check_write(struct block_device *device, u64 sector)
{
	char line[LINE_BYTES + 1];
	char word[7] = { 'v', 'c', 'p', 'u', ' ', (char)('0' + this_vcpu()), '\0' };

	make_line(line, word, sector);
	for (u32 at = 0; at < SECTOR_BYTES; at += LINE_BYTES)
		memcpy(block_data(device) + at, line, LINE_BYTES);
	if (!transfer(device, VIRTIO_BLK_T_OUT, sector))
		return false;
	memset(block_data(device), 0, SECTOR_BYTES);
	if (!transfer(device, VIRTIO_BLK_T_IN, sector))
		return false;
	if (!sector_holds(block_data(device), line)) {
		print("sector %lu: what was written did not come back\n", sector);
		return false;
	}
	return true;
}
