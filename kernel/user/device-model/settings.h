/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration file: which devices this process answers for. */
#ifndef DEVICE_MODEL_SETTINGS_H
#define DEVICE_MODEL_SETTINGS_H

#include "../../common/types.h"

#define MAX_DEVICES 8

struct device_settings {
	/* Index of the device model in the backend's remio_devs, and in reg of its bao,io-dispatcher node. */
	u32 id;
	/* Guest-physical address of the registers in the frontend. */
	u64 mmio_addr;
	/* "console" or "block". */
	char type[16];
	/* Size of a block device in sectors of 512 bytes. */
	u64 sectors;
};

/*
 * Reads lines such as "device id=0 mmio_addr=0xa003e00 type=block sectors=64"; # starts a comment. Returns the number of
 * devices, or -1 after a message naming file and line.
 */
int settings_read(const char *path, struct device_settings *devices);

#endif
