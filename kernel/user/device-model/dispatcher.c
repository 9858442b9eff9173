// SPDX-License-Identifier: GPL-2.0
#include "dispatcher.h"

#include "../../common/string.h"
#include "../lib/syscall.h"

/* Kernel headers that keep these to the driver lack them here. */
#ifndef BAO_IOEVENTFD_FLAG_DATAMATCH
#define BAO_IOEVENTFD_FLAG_DATAMATCH (1u << 1)
#define BAO_IOEVENTFD_FLAG_DEASSIGN (1u << 2)
#define BAO_IRQFD_FLAG_DEASSIGN 1u
#endif

#define DISPATCHER_PATH "/dev/bao-io-dispatcher"

static int get_info(u32 id, struct bao_dm_info *info)
{
	int control = sys_open(DISPATCHER_PATH, O_RDWR | O_CLOEXEC);
	int result;

	if (control < 0)
		return control;
	memset(info, 0, sizeof(*info));
	info->id = id;
	result = sys_ioctl(control, (u32)BAO_IOCTL_DM_GET_INFO, info);
	sys_close(control);
	if (result < 0)
		return result;
	return info->fd < 0 ? info->fd : 0;
}

int dispatcher_open(struct dispatcher_device *device, u32 id)
{
	struct bao_dm_info info;
	int result = get_info(id, &info);
	s64 memory;

	if (result < 0)
		return result;
	memory = sys_mmap(info.shmem_size, PROT_READ | PROT_WRITE, MAP_SHARED, info.fd);
	if (memory < 0 && memory > -4096) {
		sys_close(info.fd);
		return (int)memory;
	}
	device->fd = info.fd;
	device->shmem_addr = info.shmem_addr;
	device->shmem_size = info.shmem_size;
	device->shmem = (u8 *)memory;
	return 0;
}

void dispatcher_close(struct dispatcher_device *device)
{
	sys_munmap(device->shmem, device->shmem_size);
	sys_close(device->fd);
}

int dispatcher_attach(struct dispatcher_device *device, struct bao_virtio_request *request)
{
	memset(request, 0, sizeof(*request));
	return sys_ioctl(device->fd, (u32)BAO_IOCTL_IO_CLIENT_ATTACH, request);
}

int dispatcher_complete(struct dispatcher_device *device, struct bao_virtio_request *request)
{
	return sys_ioctl(device->fd, (u32)BAO_IOCTL_IO_REQUEST_COMPLETE, request);
}

static int configure_irqfd(struct dispatcher_device *device, int eventfd, u32 flags)
{
	struct bao_irqfd irqfd = { .fd = eventfd, .flags = flags };

	return sys_ioctl(device->fd, (u32)BAO_IOCTL_IRQFD, &irqfd);
}

int dispatcher_assign_irqfd(struct dispatcher_device *device, int eventfd)
{
	return configure_irqfd(device, eventfd, 0);
}

int dispatcher_remove_irqfd(struct dispatcher_device *device, int eventfd)
{
	return configure_irqfd(device, eventfd, BAO_IRQFD_FLAG_DEASSIGN);
}

static int configure_ioeventfd(struct dispatcher_device *device, struct bao_ioeventfd ioeventfd)
{
	return sys_ioctl(device->fd, (u32)BAO_IOCTL_IOEVENTFD, &ioeventfd);
}

int dispatcher_assign_ioeventfd(struct dispatcher_device *device, int eventfd, u64 address, u64 value)
{
	return configure_ioeventfd(device, (struct bao_ioeventfd){
		.fd = (u32)eventfd,
		.flags = BAO_IOEVENTFD_FLAG_DATAMATCH,
		.addr = address,
		.len = 4,
		.data = value,
	});
}

int dispatcher_remove_ioeventfd(struct dispatcher_device *device, int eventfd, u64 address, u64 value)
{
	return configure_ioeventfd(device, (struct bao_ioeventfd){
		.fd = (u32)eventfd,
		.flags = BAO_IOEVENTFD_FLAG_DATAMATCH | BAO_IOEVENTFD_FLAG_DEASSIGN,
		.addr = address,
		.len = 4,
		.data = value,
	});
}
