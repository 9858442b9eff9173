// SPDX-License-Identifier: GPL-2.0
/* Scenarios in which the driver is unbound from its device and bound again. */

#include "scenario.h"

static const u32 MATCH = BAO_IOEVENTFD_FLAG_DATAMATCH;

#define OP_READ 1

static void serve_one(u32 id)
{
	struct dm dm;

	dm_open(&dm, id);
	poke_post(&dm, POKE_READ, 0x10, 0);
	dm_serve(&dm, OP_READ, 0x10, 0x55);
	expect(poke_wait(&dm), 0x55);
	dm_close(&dm);
}

static void rebind(void)
{
	struct dm dm;

	driver_unbind();
	expect(sys_open(DISPATCHER, O_RDWR), -ENOENT);
	driver_bind();
	serve_one(0);
	serve_one(1);
	driver_unbind();
	driver_bind();
	expect(dm_try(&dm, 2), -ENOENT);
	serve_one(1);
}

/* Unbinding must leave the descriptors of who does it alone. */
static void unbind_keeps_descriptors(void)
{
	driver_unbind();
	expect(sys_eventfd(0, 0) > 0, 1);
	driver_bind();
}

static int attach_until_gone(void *argument)
{
	struct bao_virtio_request request;
	struct dm *dm = argument;
	int ret = dm_attach(dm, &request);

	if (ret != -ENODEV)
		return 1;
	if (dm_attach(dm, &request) != -ENODEV || dm_complete(dm, &request) != -ENODEV)
		return 2;
	return 0;
}

static void unbind_wakes_sleeper(void)
{
	struct dm dm;
	int child;

	dm_open(&dm, 0);
	child = start_child(attach_until_gone, &dm);
	sys_sleep_milliseconds(20);
	driver_unbind();
	expect(child_status(child), 0);
	/* The memory of the device model is not reused while the file is open. */
	expect(dm_irqfd(&dm, 0, 0), -ENODEV);
	dm_close(&dm);
	driver_bind();
	serve_one(0);
}

static void unbind_with_ioeventfd(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0), 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	driver_unbind();
	dm_close(&dm);
	driver_bind();
	serve_one(0);
}

static void unbind_with_irqfd(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	u64 one = 1;
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_irqfd(&dm, event, 0), 0);
	driver_unbind();
	expect(sys_write(event, &one, sizeof(one)), sizeof(one));
	sys_close(event);
	sys_sleep_milliseconds(5);
	dm_close(&dm);
	driver_bind();
	serve_one(0);
}

/* A request that the driver holds and nobody will serve is answered as by an absent device. */
static void unbind_answers(void)
{
	struct bao_virtio_request request;
	struct dm queued, taken;

	dm_open(&queued, 0);
	dm_open(&taken, 1);
	poke_post(&queued, POKE_READ, 0x10, 0);
	poke_post(&taken, POKE_READ, 0x10, 0);
	expect(dm_attach(&taken, &request), 0);
	sys_sleep_milliseconds(10);
	driver_unbind();
	expect(poke_wait(&queued), 0xffffffff);
	expect(poke_wait(&taken), 0xffffffff);
	dm_close(&queued);
	dm_close(&taken);
	driver_bind();
	serve_one(0);
}

/* A request that came while nobody was bound is served after the next bind. */
static void request_before_bind(void)
{
	struct dm before, after;

	dm_open(&before, 1);
	driver_unbind();
	poke_post(&before, POKE_READ, 0x10, 0);
	sys_sleep_milliseconds(10);
	driver_bind();
	dm_open(&after, 1);
	dm_serve(&after, OP_READ, 0x10, 0x66);
	expect(poke_wait(&after), 0x66);
}

const struct scenario unbind_scenarios[] = {
	{ "rebind", rebind },
	{ "unbind-keeps-descriptors", unbind_keeps_descriptors },
	{ "unbind-wakes-sleeper", unbind_wakes_sleeper },
	{ "unbind-with-ioeventfd", unbind_with_ioeventfd },
	{ "unbind-with-irqfd", unbind_with_irqfd },
	{ "unbind-answers", unbind_answers },
	{ "request-before-bind", request_before_bind },
	{ NULL, NULL },
};
