// SPDX-License-Identifier: GPL-2.0
/*
 * The device model: answers for the virtio devices of other partitions. Each device has a thread that takes the register
 * accesses of its frontend from the Bao I/O dispatcher and answers them; one event loop serves all queues, hands lines
 * from standard input to console devices, and ends the process in good order on SIGTERM.
 *
 * Usage: device-model [configuration file]
 */

#include "../../common/format.h"
#include "../lib/lines.h"
#include "../lib/output.h"
#include "../lib/syscall.h"
#include "device.h"

#define DEFAULT_SETTINGS "/etc/device-model.conf"
#define MAX_EVENTS 8

/* What an event of the loop belongs to: a queue of a device, or one of these. */
#define EVENT_INPUT (~0ul)
#define EVENT_STOP (~0ul - 1)
#define EVENT_QUEUE(device, queue) ((u64)(device) << 8 | (queue))

static struct device devices[MAX_DEVICES];
static u32 device_count;
static struct line_reader input;
static int epoll;
/* Signalled by a device's thread that cannot go on. */
static int stop_event;
static volatile bool stopping;
static volatile int exit_status;

static void handle_signal(int signal)
{
	if (signal != SIGUSR1)
		stopping = true;
}

static void set_up_signals(void)
{
	/* Without SA_RESTART, so that a thread asleep in the dispatcher comes back when it shall end. */
	struct sigaction action = { handle_signal, 0, 0 };
	u64 blocked = SIGNAL_BIT(SIGTERM) | SIGNAL_BIT(SIGINT);

	sys_sigaction(SIGTERM, &action);
	sys_sigaction(SIGINT, &action);
	sys_sigaction(SIGUSR1, &action);
	/* Only the event loop takes these two, while it sleeps. */
	sys_sigprocmask(SIG_BLOCK, &blocked);
}

static void give_up(struct device *device, const char *what, int error)
{
	u64 one = 1;

	print("device-model: device %u: %s: error %d%s\n", device->settings.id, what, -error,
	      error == -EBUSY ? " (another process serves it)" : "");
	exit_status = 1;
	sys_write(stop_event, &one, sizeof(one));
}

/* A device's thread: one register access of the frontend after the other. */
static void run_device(void *argument)
{
	struct device *device = argument;

	while (!stopping) {
		struct bao_virtio_request request;
		int result = dispatcher_attach(&device->dispatcher, &request);

		if (result < 0 && (stopping || result == -EINTR))
			continue;
		if (result < 0) {
			give_up(device, "cannot take a request", result);
			return;
		}
		device_access(device, &request);
		result = dispatcher_complete(&device->dispatcher, &request);
		if (result != 0)
			print("device-model: device %u: request %lu not completed: error %d\n", device->settings.id,
			      (u64)request.request_id, -result);
	}
}

static void watch(int fd, u64 data)
{
	struct epoll_event event = { EPOLLIN, data };

	sys_epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static bool start_devices(const char *path)
{
	struct device_settings settings[MAX_DEVICES];
	int count = settings_read(path, settings);

	if (count < 0)
		return false;
	for (; device_count < (u32)count; device_count++)
		if (device_open(&devices[device_count], &settings[device_count]) < 0)
			return false;
	for (u32 i = 0; i < device_count; i++) {
		struct device *device = &devices[i];

		for (u32 queue = 0; queue < device->type->queue_count; queue++)
			watch(device->queues[queue].kick, EVENT_QUEUE(i, queue));
		device->thread_started = thread_start(&device->thread, run_device, device) == 0;
		if (!device->thread_started)
			return false;
	}
	return true;
}

/* Goes on until the thread has ended: a signal that comes just before it falls asleep would be lost. */
static void stop_thread(struct device *device)
{
	u32 id;

	while ((id = __atomic_load_n(&device->thread.id, __ATOMIC_ACQUIRE)) != 0) {
		sys_tgkill(sys_getpid(), (int)id, SIGUSR1);
		sys_sleep_milliseconds(1);
	}
	thread_join(&device->thread);
}

static void stop_devices(void)
{
	stopping = true;
	for (u32 i = 0; i < device_count; i++)
		if (devices[i].thread_started)
			stop_thread(&devices[i]);
	for (u32 i = 0; i < device_count; i++)
		device_close(&devices[i]);
}

static struct device *find_console(u64 id, bool any)
{
	for (u32 i = 0; i < device_count; i++)
		if (devices[i].type->receive && (any || devices[i].settings.id == id))
			return &devices[i];
	return NULL;
}

/* A line for a frontend: "@id text" names the device, else the first console gets it. */
static void hand_line_over(char *line)
{
	struct device *device = find_console(0, true);
	char whole[LINE_BYTES + 1];
	char *words[2] = { "", "" };
	size_t length;
	u64 id;

	if (line[0] == '@') {
		split_words(line + 1, words, 2);
		device = parse_number(words[0], &id) ? find_console(id, false) : NULL;
		line = words[1];
	}
	if (!device) {
		print("device-model: no console device for that line\n");
		return;
	}
	length = format_buffer(whole, sizeof(whole), "%s\n", line);
	device_receive(device, whole, length);
}

static void read_input(void)
{
	enum line_result result = line_reader_fill(&input);
	char *line;

	while (line_reader_take(&input, &line) == LINE_READ)
		hand_line_over(line);
	if (result == LINE_END)
		sys_epoll_ctl(epoll, EPOLL_CTL_DEL, input.fd, NULL);
}

static void handle_event(const struct epoll_event *event)
{
	switch (event->data) {
	case EVENT_INPUT:
		read_input();
		break;
	case EVENT_STOP:
		stopping = true;
		break;
	default:
		device_kick(&devices[event->data >> 8], event->data & 0xff);
	}
}

static void run_event_loop(void)
{
	const u64 nothing_blocked = 0;

	while (!stopping) {
		struct epoll_event events[MAX_EVENTS];
		int count = sys_epoll_pwait(epoll, events, MAX_EVENTS, -1, &nothing_blocked);

		for (int i = 0; i < count; i++)
			handle_event(&events[i]);
	}
}

int main(int argc, char **argv)
{
	bool started;

	set_up_signals();
	epoll = sys_epoll_create(0);
	stop_event = sys_eventfd(0, EFD_CLOEXEC);
	watch(stop_event, EVENT_STOP);
	line_reader_init(&input, STANDARD_INPUT);
	started = start_devices(argc > 1 ? argv[1] : DEFAULT_SETTINGS);
	if (started) {
		print("device-model: serving %u device%s\n", device_count, device_count == 1 ? "" : "s");
		watch(STANDARD_INPUT, EVENT_INPUT);
		run_event_loop();
	}
	stop_devices();
	print("device-model: ended\n");
	return started ? exit_status : 1;
}
