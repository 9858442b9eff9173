// SPDX-License-Identifier: GPL-2.0
/*
 * One end of a shared memory channel between partitions. It greets the other end, then answers every message: the text up
 * to the first zero in its read channel, announced by an interrupt.
 *
 * Options in bootargs: delay=<milliseconds before the greeting>, replies=<how many messages to answer>.
 */

#include "../../common/format.h"
#include "../../common/string.h"
#include "../lib/csr.h"
#include "../lib/fdt.h"
#include "../lib/interrupt.h"
#include "../lib/options.h"
#include "../lib/print.h"
#include "../lib/sbi.h"

#define MESSAGE_BYTES 160u

struct channel {
	char *memory;
	u32 size;
};

static struct {
	u32 id;
	u32 interrupt;
	struct channel read;
	struct channel write;
	u32 events;
	u32 answered;
} peer;

static bool read_channel(fdt_node node, const char *name, u64 base, u64 size, struct channel *channel)
{
	u32 offset;

	if (!fdt_cell(node, name, 0, &offset) || !fdt_cell(node, name, 1, &channel->size))
		return false;
	channel->memory = (char *)base + offset;
	return offset <= size && channel->size <= size - offset;
}

static bool find_peer(void)
{
	fdt_node node = fdt_find_compatible(FDT_NONE, "bao,ipcshmem");
	u64 base;
	u64 size;

	return fdt_reg(node, 0, &base, &size) && fdt_cell(node, "id", 0, &peer.id) &&
	       fdt_cell(node, "interrupts", 0, &peer.interrupt) &&
	       read_channel(node, "read-channel", base, size, &peer.read) &&
	       read_channel(node, "write-channel", base, size, &peer.write);
}

static void handle_event(void *context)
{
	peer.events++;
}

static bool has_event(void *context)
{
	return *(volatile u32 *)&peer.events != peer.answered;
}

static void send_message(const char *text)
{
	u32 length = (u32)strlen(text) + 1;
	s64 result;

	if (length > peer.write.size)
		length = peer.write.size;
	memcpy(peer.write.memory, text, length);
	device_barrier();
	result = bao_ipc_notify(peer.id, 0);
	if (result)
		print("the event was not sent: %ld\n", result);
}

static void receive_message(char *text)
{
	u32 limit = peer.read.size < MESSAGE_BYTES ? peer.read.size : MESSAGE_BYTES;
	u32 length = 0;

	device_barrier();
	while (length + 1 < limit && peer.read.memory[length]) {
		text[length] = peer.read.memory[length];
		length++;
	}
	text[length] = '\0';
}

void guest_main(void)
{
	u64 replies = boot_option("replies", 2);
	char text[MESSAGE_BYTES];
	char answer[MESSAGE_BYTES + 16];

	print_init();
	if (!fdt_present() || !interrupts_init() || !find_peer()) {
		print("the device tree does not describe the channel\n");
		return;
	}
	interrupt_request(peer.interrupt, handle_event, NULL);
	interrupts_enable_vcpu();
	print("channel %u: reads at %lx, writes at %lx, interrupt %u\n", peer.id, (u64)peer.read.memory,
	      (u64)peer.write.memory, peer.interrupt);
	sleep_milliseconds(boot_option("delay", 0));
	send_message("hello from the peer");

	for (u64 i = 0; i < replies; i++) {
		wait_until(has_event, NULL);
		peer.answered = *(volatile u32 *)&peer.events;
		receive_message(text);
		print("received: %s\n", text);
		format_buffer(answer, sizeof(answer), "answer to: %s", text);
		send_message(answer);
	}
	print("finished\n");
}
