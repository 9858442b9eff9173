// SPDX-License-Identifier: GPL-2.0
#include "files.h"

#include "../../common/format.h"
#include "../../common/string.h"
#include "../lib/output.h"
#include "../lib/syscall.h"

#define PATH_BYTES 160
#define TEXT_BYTES 200
#define POLLIN 1
#define MAX_CHANNELS 4

static int open_or_say(const char *path, int flags)
{
	int fd = sys_open(path, flags | O_CLOEXEC);

	if (fd < 0)
		print("init: cannot open %s: error %d\n", path, -fd);
	return fd;
}

void driver_write(const char *driver, const char *file, const char *device)
{
	char path[PATH_BYTES];
	s64 result;
	int fd;

	format_buffer(path, sizeof(path), "/sys/bus/platform/drivers/%s/%s", driver, file);
	fd = open_or_say(path, O_WRONLY);
	if (fd < 0)
		return;
	result = sys_write(fd, device, strlen(device));
	sys_close(fd);
	if (result < 0)
		print("init: %s of %s failed: error %ld\n", file, device, -result);
	else
		print("init: %s of %s done\n", file, device);
}

/*
 * The open channels. They stay open, because the driver remembers per open file which of the peer's events its reader
 * has seen.
 */
static struct {
	char id[12];
	int fd;
} channels[MAX_CHANNELS];
static u32 channel_count;

/* After an error: the device may have gone, and another come in its place. */
static void close_channel(int fd)
{
	for (u32 i = 0; i < channel_count; i++) {
		if (channels[i].fd != fd)
			continue;
		channels[i] = channels[--channel_count];
		break;
	}
	sys_close(fd);
}

/* Says what failed and closes the channel. */
static void channel_failed(const char *what, const char *id, int fd, s64 error)
{
	print("init: %s channel %s failed: error %ld\n", what, id, -error);
	close_channel(fd);
}

static int open_channel(const char *id)
{
	char path[PATH_BYTES];
	int fd;

	for (u32 i = 0; i < channel_count; i++)
		if (strcmp(channels[i].id, id) == 0)
			return channels[i].fd;
	format_buffer(path, sizeof(path), "/dev/baoipc%s", id);
	fd = open_or_say(path, O_RDWR);
	if (fd < 0)
		return fd;
	if (channel_count == MAX_CHANNELS)
		close_channel(channels[0].fd);
	format_buffer(channels[channel_count].id, sizeof(channels[0].id), "%s", id);
	channels[channel_count++].fd = fd;
	return fd;
}

void ipc_write(const char *id, const char *text)
{
	int fd = open_channel(id);
	s64 result;

	if (fd < 0)
		return;
	sys_lseek(fd, 0);
	result = sys_write(fd, text, strlen(text) + 1);
	if (result < 0)
		channel_failed("write to", id, fd, result);
	else
		print("init: wrote %ld bytes to channel %s\n", result, id);
}

void ipc_read(const char *id)
{
	int fd = open_channel(id);
	char text[TEXT_BYTES];
	s64 count;

	if (fd < 0)
		return;
	sys_lseek(fd, 0);
	count = sys_read(fd, text, sizeof(text));
	if (count < 0)
		channel_failed("read of", id, fd, count);
	else
		print("init: channel %s says: %.*s\n", id, (int)count, text);
}

void ipc_wait(const char *id)
{
	const u64 nothing_blocked = 0;
	struct pollfd wait = { open_channel(id), POLLIN, 0 };

	if (wait.fd < 0)
		return;
	while (sys_poll(&wait, 1, &nothing_blocked) == -EINTR)
		;
	ipc_read(id);
}

void print_file(const char *path)
{
	int fd = open_or_say(path, O_RDONLY);
	char text[TEXT_BYTES];
	s64 count;

	if (fd < 0)
		return;
	while ((count = sys_read(fd, text, sizeof(text))) > 0)
		print("%.*s", (int)count, text);
	sys_close(fd);
}
