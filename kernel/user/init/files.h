/* SPDX-License-Identifier: GPL-2.0 */
/* What init does with files: drivers through sysfs, inter-partition channels, anything that can be read as text. */
#ifndef INIT_FILES_H
#define INIT_FILES_H

#include "../../common/types.h"

/* Binds or unbinds a device, for example "d0000000.bao-io-dispatcher", to or from a platform driver. */
void driver_write(const char *driver, const char *file, const char *device);

/* Writes text with its terminating zero into the write channel of /dev/baoipc<id>, which tells the peer. */
void ipc_write(const char *id, const char *text);

/* Prints the text in the read channel of /dev/baoipc<id>, up to the first zero. */
void ipc_read(const char *id);

/* Sleeps until the peer has sent an event, then prints the text in the read channel. */
void ipc_wait(const char *id);

void print_file(const char *path);

#endif
