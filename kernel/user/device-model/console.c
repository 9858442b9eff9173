// SPDX-License-Identifier: GPL-2.0
/*
 * A console device: what the frontend sends is printed line by line with the device's number in front, and lines from
 * outside go to the frontend.
 */

#include "../../common/string.h"
#include "../lib/output.h"
#include "device.h"

#define RECEIVE_QUEUE 0
#define TRANSMIT_QUEUE 1

static bool console_init(struct device *device)
{
	return true;
}

static u32 console_read_config(struct device *device, u32 offset)
{
	return 0;
}

static void print_line(struct device *device)
{
	struct console_state *console = &device->console;

	print("console%u: %.*s\n", device->settings.id, (int)console->line_length, console->line);
	console->line_length = 0;
}

static void print_bytes(struct device *device, const u8 *bytes, u32 count)
{
	struct console_state *console = &device->console;

	for (; count; bytes++, count--) {
		u8 byte = *bytes;

		if (byte == '\n') {
			print_line(device);
			continue;
		}
		if (console->line_length == sizeof(console->line))
			print_line(device);
		console->line[console->line_length++] = byte ? (char)byte : '?';
	}
}

static void transmit(struct device *device)
{
	struct queue *queue = &device->queues[TRANSMIT_QUEUE];
	struct chain chain;
	enum chain_result result;
	bool used = false;

	while ((result = queue_take(queue, &device->dispatcher, &chain)) == CHAIN_TAKEN) {
		for (u32 i = 0; i < chain.count; i++)
			if (!chain.pieces[i].writable)
				print_bytes(device, chain.pieces[i].memory, chain.pieces[i].length);
		queue_give_back(queue, &chain, 0);
		used = true;
	}
	if (result == CHAIN_BROKEN)
		device_fail(device, "a broken descriptor chain in the transmit queue");
	if (used)
		device_interrupt(device, queue);
}

/* Moves waiting input into one request; the number of bytes moved. */
static u32 fill_chain(struct console_state *console, const struct chain *chain)
{
	u32 moved = 0;

	for (u32 i = 0; i < chain->count && moved < console->input_length; i++) {
		u32 length = console->input_length - moved;

		if (!chain->pieces[i].writable)
			continue;
		if (length > chain->pieces[i].length)
			length = chain->pieces[i].length;
		memcpy(chain->pieces[i].memory, console->input + moved, length);
		moved += length;
	}
	console->input_length -= moved;
	memmove(console->input, console->input + moved, console->input_length);
	return moved;
}

static void hand_over_input(struct device *device)
{
	struct queue *queue = &device->queues[RECEIVE_QUEUE];
	struct chain chain;
	bool used = false;

	while (device->console.input_length) {
		enum chain_result result = queue_take(queue, &device->dispatcher, &chain);

		if (result == CHAIN_BROKEN)
			device_fail(device, "a broken descriptor chain in the receive queue");
		if (result != CHAIN_TAKEN)
			break;
		queue_give_back(queue, &chain, fill_chain(&device->console, &chain));
		used = true;
	}
	if (used)
		device_interrupt(device, queue);
}

static void console_serve_queue(struct device *device, u32 index)
{
	if (index == TRANSMIT_QUEUE)
		transmit(device);
	else
		hand_over_input(device);
}

static void console_receive(struct device *device, const char *bytes, size_t count)
{
	struct console_state *console = &device->console;
	size_t room = sizeof(console->input) - console->input_length;

	if (count > room) {
		print("device-model: device %u: %lu bytes of input lost, the frontend takes none\n",
		      device->settings.id, (u64)(count - room));
		count = room;
	}
	memcpy(console->input + console->input_length, bytes, count);
	console->input_length += (u32)count;
	if (device->queues[RECEIVE_QUEUE].used)
		hand_over_input(device);
}

const struct device_type console_type = {
	.name = "console",
	.device_id = 3,
	.queue_count = 2,
	.init = console_init,
	.read_config = console_read_config,
	.serve_queue = console_serve_queue,
	.receive = console_receive,
};
