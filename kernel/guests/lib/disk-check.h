/* SPDX-License-Identifier: GPL-2.0 */
/* What the block frontends do with a disk: check the pattern that it starts out with, write, read back. */
#ifndef GUEST_DISK_CHECK_H
#define GUEST_DISK_CHECK_H

#include "virtio-block.h"

/* Reads a sector and compares it with "sector <number>" lines; prints what is wrong. */
bool disk_check_pattern(struct block_device *device, u64 sector);

/* Fills a sector with a text of this vCPU's, reads it back and compares; prints what is wrong. */
bool disk_check_write(struct block_device *device, u64 sector);

#endif
