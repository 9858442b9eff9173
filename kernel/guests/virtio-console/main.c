// SPDX-License-Identifier: GPL-2.0
/*
 * A frontend with a virtio console: greets the other side, then sends back every line that comes in.
 *
 * Options in bootargs: delay=<milliseconds before the first access to the device>, lines=<lines of greeting>.
 */

#include "../lib/interrupt.h"
#include "../lib/options.h"
#include "../lib/print.h"
#include "../../common/string.h"
#include "../lib/virtio-mmio.h"

#define RECEIVE_QUEUE 0
#define TRANSMIT_QUEUE 1
#define RECEIVE_BUFFERS 4
#define LINE_MAX 120

static struct virtio_device console;
static char *transmit_buffer;

static bool setup_console(void)
{
	return virtio_find(&console, 0) && virtio_negotiate(&console, VIRTIO_ID_CONSOLE, 0) &&
	       virtio_setup_queue(&console, RECEIVE_QUEUE) && virtio_setup_queue(&console, TRANSMIT_QUEUE) &&
	       virtio_start(&console);
}

static bool queue_has_used(void *queue)
{
	return virtqueue_has_used(queue);
}

static void give_receive_buffer(char *memory)
{
	struct virtq_buffer buffer = { memory, LINE_MAX, true };

	virtqueue_add(&console.queues[RECEIVE_QUEUE], &buffer, 1, memory);
}

/* Sends text and waits until the device has read it. */
static void console_send(const char *text, u32 length)
{
	struct virtqueue *queue = &console.queues[TRANSMIT_QUEUE];
	struct virtq_buffer buffer = { transmit_buffer, length, false };

	memcpy(transmit_buffer, text, length);
	virtqueue_add(queue, &buffer, 1, transmit_buffer);
	virtio_notify(&console, queue);
	wait_until(queue_has_used, queue);
	virtqueue_take(queue, NULL);
}

static u32 append(char *line, u32 at, const char *text, u32 length)
{
	if (length > LINE_MAX - at)
		length = LINE_MAX - at;
	memcpy(line + at, text, length);
	return at + length;
}

static void greet(u32 lines)
{
	char line[LINE_MAX];

	for (u32 i = 1; i <= lines; i++) {
		char digit = (char)('0' + i % 10);
		u32 length = append(line, 0, "hello from the frontend, line ", 30);

		length = append(line, length, &digit, 1);
		length = append(line, length, "\n", 1);
		console_send(line, length);
	}
	print("sent %u lines, %u interrupts\n", lines, console.used_interrupts);
}

static void echo(const char *text, u32 length)
{
	char line[LINE_MAX];
	u32 at = append(line, 0, "echo: ", 6);

	at = append(line, at, text, length);
	console_send(line, at);
}

void guest_main(void)
{
	struct virtqueue *receive = &console.queues[RECEIVE_QUEUE];

	print_init();
	if (!fdt_present() || !interrupts_init()) {
		print("the device tree has no interrupt controller\n");
		return;
	}
	interrupts_enable_vcpu();
	sleep_milliseconds(boot_option("delay", 0));
	if (!setup_console())
		return;
	print("virtio console at %lx, interrupt %u, features %lx, queues of %u and %u\n", console.base,
	      console.interrupt, console.features, receive->size, console.queues[TRANSMIT_QUEUE].size);

	transmit_buffer = virtio_allocate(&console, LINE_MAX);
	for (u32 i = 0; i < RECEIVE_BUFFERS; i++)
		give_receive_buffer(virtio_allocate(&console, LINE_MAX));
	virtio_notify(&console, receive);
	greet((u32)boot_option("lines", 3));

	for (;;) {
		char *line;
		u32 length;

		wait_until(queue_has_used, receive);
		line = virtqueue_take(receive, &length);
		if (!line)
			continue;
		if (length > LINE_MAX)
			length = LINE_MAX;
		print("received: %.*s%s", (int)length, line, length && line[length - 1] == '\n' ? "" : "\n");
		echo(line, length);
		give_receive_buffer(line);
		virtio_notify(&console, receive);
	}
}
