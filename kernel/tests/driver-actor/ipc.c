// SPDX-License-Identifier: GPL-2.0
/* Scenarios of the IPC driver. The system has /dev/baoipc0 with a peer, and nodes that are wrong in one way each. */

#include "scenario.h"

#define CHANNEL 0x2000ul
#define PAGE 0x1000ul

static u8 block[CHANNEL + 16];

static s64 map_at(int fd, u64 offset, size_t length, int protection)
{
	return syscall6(SYS_mmap, 0, length, (u64)protection, MAP_SHARED, (u64)fd, offset);
}

static bool is_error(s64 address)
{
	return address < 0 && address > -4096;
}

/* Writing ends at the end of the channel, and says so. */
static void ipc_end(void)
{
	int fd = sys_open("/dev/baoipc0", O_RDWR);

	expect(sys_write(fd, block, sizeof(block)), CHANNEL);
	expect(sys_write(fd, block, 1), -ENOSPC);
	expect(sys_write(fd, block, 0), 0);
}

/* What is written stands in the shared memory, in our channel and nowhere else. */
static void ipc_data(void)
{
	int fd = sys_open("/dev/baoipc0", O_RDWR);
	const volatile char *memory;
	s64 address;

	address = map_at(fd, 0, 2 * CHANNEL, PROT_READ);
	expect(is_error(address), 0);
	memory = (const volatile char *)address;
	expect(sys_write(fd, "hello", 5), 5);
	expect(memory[CHANNEL], 'h');
	expect(memory[CHANNEL + 4], 'o');
}

/* The hypervisor refuses the event: the writer gets to know. */
static void ipc_refused(void)
{
	int fd = sys_open("/dev/baoipc5", O_RDWR);

	expect(fd < 0, 0);
	expect(sys_write(fd, "x", 1), -EINVAL);
}

/* The peer's channel can be looked at and not written. */
static void ipc_peer_channel(void)
{
	int fd = sys_open("/dev/baoipc0", O_RDWR);

	expect(map_at(fd, 0, PAGE, PROT_READ | PROT_WRITE), -EACCES);
	expect(map_at(fd, 0, 2 * CHANNEL, PROT_READ | PROT_WRITE), -EACCES);
	expect(is_error(map_at(fd, 0, PAGE, PROT_READ)), 0);
	expect(is_error(map_at(fd, CHANNEL, CHANNEL, PROT_READ | PROT_WRITE)), 0);
	expect(map_at(fd, 0x10000, PAGE, PROT_READ), -EINVAL);
}

/* The peer's event makes the file readable, once. */
static void ipc_event(void)
{
	int fd = sys_open("/dev/baoipc0", O_RDWR);
	struct dm dm;
	char byte;

	expect(fd < 0, 0);
	dm_open(&dm, 0);
	sys_read(fd, &byte, 1);
	expect(wait_readable(fd, 50), 0);
	poke_post(&dm, POKE_IPC, 0, 0);
	expect(wait_readable(fd, 50), 1);
	expect(sys_read(fd, &byte, 1), 1);
	expect(wait_readable(fd, 50), 0);
	expect(poke_wait(&dm), 0);
}

/* Channels that leave the memory, be it by wrapping around, make no device. */
static void ipc_wrap(void)
{
	expect(sys_open("/dev/baoipc6", O_RDWR), -ENOENT);
}

/* Memory that cannot be mapped makes no device. */
static void ipc_unmappable(void)
{
	expect(sys_open("/dev/baoipc7", O_RDWR), -ENOENT);
}

#define IPC_DRIVER "/sys/bus/platform/drivers/baoipc/"
#define IPC_DEVICE "f0000000.bao-ipc"

static void ipc_unbind(void)
{
	int fd = sys_open("/dev/baoipc0", O_RDWR);
	int control = sys_open(IPC_DRIVER "unbind", O_WRONLY);

	expect(sys_write(control, IPC_DEVICE, sizeof(IPC_DEVICE) - 1), sizeof(IPC_DEVICE) - 1);
	expect(sys_write(fd, "x", 1), -ENODEV);
	expect(sys_read(fd, block, 1), -ENODEV);
	sys_close(control);
	control = sys_open(IPC_DRIVER "bind", O_WRONLY);
	expect(sys_write(control, IPC_DEVICE, sizeof(IPC_DEVICE) - 1), sizeof(IPC_DEVICE) - 1);
	sys_close(fd);
	fd = sys_open("/dev/baoipc0", O_RDWR);
	expect(sys_write(fd, "x", 1), 1);
}

const struct scenario ipc_scenarios[] = {
	{ "ipc-end", ipc_end },
	{ "ipc-data", ipc_data },
	{ "ipc-refused", ipc_refused },
	{ "ipc-peer-channel", ipc_peer_channel },
	{ "ipc-event", ipc_event },
	{ "ipc-wrap", ipc_wrap },
	{ "ipc-unmappable", ipc_unmappable },
	{ "ipc-unbind", ipc_unbind },
	{ NULL, NULL },
};
