// SPDX-License-Identifier: GPL-2.0
#include "scenario.h"

#include "../../common/string.h"

#define DRIVER "/sys/bus/platform/drivers/bao-io-dispatcher/"
#define PLATFORM_DEVICE "d0000000.bao-io-dispatcher"
#define POKE_PATIENCE_MS 1000

/* Where the frontends see their devices, by device model. */
static const u64 devices[] = { 0x0a003e00, 0x0a003c00 };

void expect_equal(const char *what, s64 actual, s64 expected)
{
	if (actual == expected)
		return;
	print("expected %s to be %ld, got %ld\n", what, (long)expected, (long)actual);
	sys_exit_group(1);
}

int dm_try(struct dm *dm, u32 id)
{
	struct bao_dm_info info = { .id = id };
	int control = sys_open(DISPATCHER, O_RDWR);
	s64 memory;
	int ret;

	if (control < 0)
		return control;
	ret = sys_ioctl(control, BAO_IOCTL_DM_GET_INFO, &info);
	sys_close(control);
	if (ret)
		return ret;
	memory = sys_mmap(info.shmem_size, PROT_READ | PROT_WRITE, MAP_SHARED, info.fd);
	expect(memory < 0 && memory > -4096, 0);
	dm->id = id;
	dm->fd = info.fd;
	dm->irq = info.irq;
	dm->device = id < ARRAY_SIZE(devices) ? devices[id] : 0;
	dm->poke = (volatile struct poke *)memory;
	dm->size = info.shmem_size;
	return 0;
}

void dm_open(struct dm *dm, u32 id)
{
	expect(dm_try(dm, id), 0);
}

void dm_close(struct dm *dm)
{
	/* The mapping holds the file as well as the descriptor does. */
	sys_munmap((void *)dm->poke, dm->size);
	sys_close(dm->fd);
}

int dm_attach(struct dm *dm, struct bao_virtio_request *request)
{
	memset(request, 0, sizeof(*request));
	return sys_ioctl(dm->fd, BAO_IOCTL_IO_CLIENT_ATTACH, request);
}

int dm_complete(struct dm *dm, struct bao_virtio_request *request)
{
	return sys_ioctl(dm->fd, BAO_IOCTL_IO_REQUEST_COMPLETE, request);
}

void dm_serve(struct dm *dm, u64 op, u64 offset, u64 value)
{
	struct bao_virtio_request request;

	expect(dm_attach(dm, &request), 0);
	expect(request.dm_id, dm->id);
	expect(request.op, op);
	expect(request.addr, dm->device + offset);
	if (op == 0)
		expect(request.value, value);
	request.value = value;
	expect(dm_complete(dm, &request), 0);
}

int dm_ioeventfd(struct dm *dm, int fd, u32 flags, u64 offset, u64 data)
{
	struct bao_ioeventfd config = {
		.fd = (u32)fd, .flags = flags, .addr = dm->device + offset, .len = 4, .data = data,
	};

	return sys_ioctl(dm->fd, BAO_IOCTL_IOEVENTFD, &config);
}

int dm_irqfd(struct dm *dm, int fd, u32 flags)
{
	struct bao_irqfd config = { .fd = fd, .flags = flags };

	return sys_ioctl(dm->fd, BAO_IOCTL_IRQFD, &config);
}

void poke_post(struct dm *dm, enum poke_kind kind, u64 offset, u64 value)
{
	dm->poke->kind = kind;
	dm->poke->offset = offset;
	dm->poke->value = value;
	__atomic_store_n(&dm->poke->posted, dm->poke->done + 1, __ATOMIC_RELEASE);
}

bool poke_is_done(struct dm *dm)
{
	return __atomic_load_n(&dm->poke->done, __ATOMIC_ACQUIRE) == dm->poke->posted;
}

u64 poke_wait(struct dm *dm)
{
	for (u64 waited = 0; waited < POKE_PATIENCE_MS && !poke_is_done(dm); waited++)
		sys_sleep_milliseconds(1);
	expect(poke_is_done(dm), 1);
	return dm->poke->result;
}

/* As the kernel has it. */
struct poll_descriptor {
	int fd;
	short events;
	short revents;
};

bool wait_readable(int fd, u64 milliseconds)
{
	struct poll_descriptor wait = { .fd = fd, .events = (short)EPOLLIN };
	struct timespec timeout = { (s64)(milliseconds / 1000), (s64)(milliseconds % 1000) * 1000000 };

	return syscall6(SYS_ppoll, (u64)&wait, 1, (u64)&timeout, 0, sizeof(u64), 0) == 1 &&
	       (wait.revents & (short)EPOLLIN);
}

u64 eventfd_wait(int fd, u64 milliseconds)
{
	u64 count = 0;

	if (wait_readable(fd, milliseconds))
		sys_read(fd, &count, sizeof(count));
	return count;
}

static void write_file(const char *path, const char *text)
{
	int fd = sys_open(path, O_WRONLY);

	expect(fd < 0, 0);
	expect(sys_write(fd, text, strlen(text)), strlen(text));
	sys_close(fd);
}

void driver_unbind(void)
{
	write_file(DRIVER "unbind", PLATFORM_DEVICE);
}

void driver_bind(void)
{
	write_file(DRIVER "bind", PLATFORM_DEVICE);
}

int start_child(int (*run)(void *argument), void *argument)
{
	int child = sys_fork();

	expect(child < 0, 0);
	if (child == 0)
		sys_exit_group(run(argument));
	return child;
}

int child_status(int child)
{
	int status = -1;

	while (sys_wait(child, &status, 0) == -EINTR)
		;
	return status;
}
