/* SPDX-License-Identifier: GPL-2.0 */
/* The Bao I/O dispatcher as user space sees it: one file per device model. All functions return 0 or -errno. */
#ifndef DEVICE_MODEL_DISPATCHER_H
#define DEVICE_MODEL_DISPATCHER_H

#include <linux/ioctl.h>
/* After it: the header of Bao uses its macros. */
#include <linux/bao.h>

#include "../../common/types.h"

/* Values of op in struct bao_virtio_request. */
#define REQUEST_WRITE 0
#define REQUEST_READ 1

struct dispatcher_device {
	int fd;
	/* The memory shared with the frontend: where it lies for the frontend, and where here. */
	u64 shmem_addr;
	u64 shmem_size;
	u8 *shmem;
};

/* Opens device model number id and maps its shared memory. */
int dispatcher_open(struct dispatcher_device *device, u32 id);
void dispatcher_close(struct dispatcher_device *device);

/* Sleeps until the frontend touches a register. -EINTR after a signal. */
int dispatcher_attach(struct dispatcher_device *device, struct bao_virtio_request *request);

/* Answers a request; for a read, value is what the frontend gets. */
int dispatcher_complete(struct dispatcher_device *device, struct bao_virtio_request *request);

/* From now on writing the eventfd interrupts the frontend. */
int dispatcher_assign_irqfd(struct dispatcher_device *device, int eventfd);
int dispatcher_remove_irqfd(struct dispatcher_device *device, int eventfd);

/* From now on a 32-bit write of value to the address signals the eventfd instead of becoming a request. */
int dispatcher_assign_ioeventfd(struct dispatcher_device *device, int eventfd, u64 address, u64 value);
int dispatcher_remove_ioeventfd(struct dispatcher_device *device, int eventfd, u64 address, u64 value);

#endif
