// SPDX-License-Identifier: GPL-2.0
/* Scenarios in which a frontend touches its device. */

#include "../kernel-actor/protocol.h"
#include "scenario.h"

static const u32 MATCH = BAO_IOEVENTFD_FLAG_DATAMATCH;

#define OP_WRITE 0
#define OP_READ 1

static void served(void)
{
	struct dm dm;

	for (u32 id = 0; id < 2; id++) {
		dm_open(&dm, id);
		poke_post(&dm, POKE_READ, 0x10, 0);
		dm_serve(&dm, OP_READ, 0x10, 0x1234);
		expect(poke_wait(&dm), 0x1234);
		poke_post(&dm, POKE_WRITE, 0x14, 0x77);
		dm_serve(&dm, OP_WRITE, 0x14, 0x77);
		poke_wait(&dm);
		dm_close(&dm);
	}
}

static void doorbell(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	poke_post(&dm, POKE_WRITE, DOORBELL, 1);
	poke_wait(&dm);
	expect(eventfd_wait(event, 100), 1);
}

/* The hypervisor reports the whole register, here with the sign in its upper half; only what was written counts. */
static void doorbell_narrow(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0xffffffff), 0);
	poke_post(&dm, POKE_WRITE, DOORBELL, 0xffffffff);
	expect(eventfd_wait(event, 100), 1);
	poke_wait(&dm);
}

static void doorbell_unmatched(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	poke_post(&dm, POKE_WRITE, DOORBELL, 7);
	dm_serve(&dm, OP_WRITE, DOORBELL, 7);
	poke_wait(&dm);
	expect(eventfd_wait(event, 1), 0);
}

static void doorbell_read(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	poke_post(&dm, POKE_READ, DOORBELL, 0);
	dm_serve(&dm, OP_READ, DOORBELL, 0x4321);
	expect(poke_wait(&dm), 0x4321);
}

/* A removed ioeventfd leaves its register to the device model. */
static void doorbell_removed(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	expect(dm_ioeventfd(&dm, event, MATCH | BAO_IOEVENTFD_FLAG_DEASSIGN, DOORBELL, 1), 0);
	poke_post(&dm, POKE_WRITE, DOORBELL, 1);
	dm_serve(&dm, OP_WRITE, DOORBELL, 1);
	poke_wait(&dm);
}

/* The completion of a doorbell fails; the next one is served all the same. */
static void doorbell_after_failure(void)
{
	int actor = sys_open("/dev/kernel-actor", O_RDWR);
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	expect(sys_ioctl(actor, KERNEL_ACTOR_WATCH, (void *)(u64)event), 0);
	expect(sys_ioctl(actor, KERNEL_ACTOR_STEAL, NULL), 0);
	poke_post(&dm, POKE_WRITE, DOORBELL, 1);
	poke_wait(&dm);
	expect(sys_ioctl(actor, KERNEL_ACTOR_COUNT, NULL), 1);
	sys_close(actor);
	poke_post(&dm, POKE_WRITE, DOORBELL, 1);
	poke_wait(&dm);
	expect(eventfd_wait(event, 100), 2);
}

static void interrupt(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	u64 before, one = 1;
	struct dm dm;

	dm_open(&dm, 0);
	before = dm.poke->interrupts;
	expect(dm_irqfd(&dm, event, 0), 0);
	expect(sys_write(event, &one, sizeof(one)), sizeof(one));
	sys_sleep_milliseconds(10);
	expect(dm.poke->interrupts, before + 1);
	expect(dm_irqfd(&dm, event, BAO_IRQFD_FLAG_DEASSIGN), 0);
	expect(sys_write(event, &one, sizeof(one)), sizeof(one));
	sys_sleep_milliseconds(10);
	expect(dm.poke->interrupts, before + 1);
}

/* A device model may complete only what it got, and only with the operation that it got. */
static void complete_foreign(void)
{
	struct bao_virtio_request request, forged;
	struct dm first, second;

	dm_open(&first, 0);
	dm_open(&second, 1);
	poke_post(&second, POKE_READ, 0x10, 0);
	expect(dm_attach(&second, &request), 0);
	forged = request;
	forged.value = 0xbad;
	expect(dm_complete(&first, &forged), -EINVAL);
	forged.op = OP_WRITE;
	expect(dm_complete(&second, &forged), -EINVAL);
	request.value = 0x600d;
	expect(dm_complete(&second, &request), 0);
	expect(poke_wait(&second), 0x600d);
	expect(dm_complete(&second, &request), -EINVAL);
}

/* A pending request survives a completion with the one id that makes the hypervisor drop the next request. */
static void complete_next(void)
{
	struct bao_virtio_request drop = { .dm_id = 1, .op = OP_READ, .request_id = ~0ul };
	struct bao_virtio_request request;
	struct dm first, second;

	dm_open(&first, 0);
	dm_open(&second, 1);
	poke_post(&first, POKE_READ, 0x10, 0);
	expect(dm_attach(&first, &request), 0);
	expect(dm_complete(&second, &drop), -EINVAL);
	request.value = 5;
	expect(dm_complete(&first, &request), 0);
	expect(poke_wait(&first), 5);
}

static int attach_and_stay(void *argument)
{
	struct bao_virtio_request request;
	struct dm dm;

	(void)argument;
	dm_open(&dm, 0);
	expect(dm_attach(&dm, &request), 0);
	for (;;)
		sys_sleep_milliseconds(1000);
}

/* What a killed device model had taken goes to the next one. */
static void model_killed(void)
{
	struct dm dm;
	int child;

	dm_open(&dm, 0);
	child = start_child(attach_and_stay, NULL);
	sys_sleep_milliseconds(20);
	poke_post(&dm, POKE_READ, 0x10, 0);
	sys_sleep_milliseconds(20);
	sys_kill(child, SIGKILL);
	child_status(child);
	dm_serve(&dm, OP_READ, 0x10, 0x99);
	expect(poke_wait(&dm), 0x99);
}

static int serve_once(void *argument)
{
	struct bao_virtio_request request;

	expect(dm_attach(argument, &request), 0);
	request.value = 3;
	expect(dm_complete(argument, &request), 0);
	return 0;
}

/* Two threads of a device model wait; each gets one request. */
static void attach_two(void)
{
	int children[2];
	struct dm dm;

	dm_open(&dm, 0);
	for (u32 i = 0; i < 2; i++)
		children[i] = start_child(serve_once, &dm);
	sys_sleep_milliseconds(20);
	for (u32 i = 0; i < 2; i++) {
		poke_post(&dm, POKE_READ, 0x10, 0);
		expect(poke_wait(&dm), 3);
	}
	for (u32 i = 0; i < 2; i++)
		expect(child_status(children[i]), 0);
}

static int set_doorbell_and_leave(void *argument)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	(void)argument;
	dm_open(&dm, 0);
	return dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1) || dm_irqfd(&dm, event, 0);
}

/* An orderly exit takes ioeventfds and irqfds along. */
static void model_left(void)
{
	struct dm dm;

	expect(child_status(start_child(set_doorbell_and_leave, NULL)), 0);
	dm_open(&dm, 0);
	poke_post(&dm, POKE_WRITE, DOORBELL, 1);
	dm_serve(&dm, OP_WRITE, DOORBELL, 1);
	poke_wait(&dm);
}

/* The request is not lost when the device model's buffer is bad. */
static void attach_bad_pointer(void)
{
	struct dm dm;

	dm_open(&dm, 0);
	poke_post(&dm, POKE_READ, 0x10, 0);
	expect(sys_ioctl(dm.fd, BAO_IOCTL_IO_CLIENT_ATTACH, (void *)8), -EFAULT);
	dm_serve(&dm, OP_READ, 0x10, 1);
	expect(poke_wait(&dm), 1);
}

#define OFTEN 600

static int serve_often(void *argument)
{
	struct bao_virtio_request request;
	struct dm *dm = argument;

	for (u64 left = OFTEN; left; left--) {
		expect(dm_attach(dm, &request), 0);
		request.value = 1;
		expect(dm_complete(dm, &request), 0);
	}
	return 0;
}

static void signal_handler(int signal)
{
	(void)signal;
}

/* Two device models under load, with signals in between, so that the request lists are contended. */
static void load(void)
{
	struct sigaction action = { .handler = signal_handler, .flags = 0x10000000 };
	struct dm dms[2];
	int children[2];

	sys_sigaction(SIGUSR1, &action);
	for (u32 id = 0; id < 2; id++) {
		dm_open(&dms[id], id);
		children[id] = start_child(serve_often, &dms[id]);
		poke_post(&dms[id], POKE_READ_OFTEN, 0x10, OFTEN);
	}
	for (u32 round = 0; round < 20; round++) {
		sys_sleep_milliseconds(1);
		sys_kill(children[round % 2], SIGUSR1);
	}
	for (u32 id = 0; id < 2; id++) {
		expect(child_status(children[id]), 0);
		expect(poke_wait(&dms[id]), OFTEN);
	}
}

#define CONTENDED_ROUNDS 300
#define CONTENDED_CALLS 4

/*
 * The dispatcher's worker comes in with the next request while this task is at the request lists most of the time, at
 * another place in each round: now and then it holds the lock that the worker wants.
 */
static void contention(void)
{
	struct bao_virtio_request unknown = { .dm_id = 0, .op = OP_READ, .request_id = 1000 };
	struct bao_virtio_request request;
	struct dm dm;

	dm_open(&dm, 0);
	poke_post(&dm, POKE_READ_OFTEN, 0x10, CONTENDED_ROUNDS);
	for (u32 round = 0; round < CONTENDED_ROUNDS; round++) {
		expect(dm_attach(&dm, &request), 0);
		request.value = 1;
		expect(dm_complete(&dm, &request), 0);
		for (u32 calls = 0; calls < CONTENDED_CALLS; calls++)
			expect(dm_complete(&dm, &unknown), -EINVAL);
	}
	expect(poke_wait(&dm), CONTENDED_ROUNDS);
}

const struct scenario frontend_scenarios[] = {
	{ "served", served },
	{ "doorbell", doorbell },
	{ "doorbell-narrow", doorbell_narrow },
	{ "doorbell-unmatched", doorbell_unmatched },
	{ "doorbell-read", doorbell_read },
	{ "doorbell-removed", doorbell_removed },
	{ "doorbell-after-failure", doorbell_after_failure },
	{ "interrupt", interrupt },
	{ "complete-foreign", complete_foreign },
	{ "complete-next", complete_next },
	{ "attach-two", attach_two },
	{ "model-killed", model_killed },
	{ "model-left", model_left },
	{ "attach-bad-pointer", attach_bad_pointer },
	{ "load", load },
	{ "contention", contention },
	{ NULL, NULL },
};
