// SPDX-License-Identifier: GPL-2.0
/* Scenarios that need no frontend: what the calls accept, refuse and leave behind. */

#include "../kernel-actor/protocol.h"
#include "../../common/string.h"
#include "scenario.h"

static const u32 MATCH = BAO_IOEVENTFD_FLAG_DATAMATCH;
static const u32 MATCH_OFF = BAO_IOEVENTFD_FLAG_DATAMATCH | BAO_IOEVENTFD_FLAG_DEASSIGN;

static void ioeventfd_deassign(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0), 0);
	expect(dm_ioeventfd(&dm, event, MATCH_OFF, DOORBELL, 0), 0);
	/* Would be there already if the removal had added it again. */
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0), 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0), -EEXIST);
}

static void ioeventfd_deassign_exact(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0), 0);
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 1), 0);
	expect(dm_ioeventfd(&dm, event, MATCH_OFF, DOORBELL, 1), 0);
	/* Only the one for value 0 is left. */
	expect(dm_ioeventfd(&dm, event, MATCH, DOORBELL, 0), -EEXIST);
	expect(dm_ioeventfd(&dm, event, MATCH_OFF, DOORBELL, 0), 0);
}

static void ioeventfd_deassign_unknown(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, MATCH_OFF, DOORBELL, 0), -ENOENT);
	expect(dm_irqfd(&dm, event, BAO_IRQFD_FLAG_DEASSIGN), -ENOENT);
}

static void ioeventfd_conflict(void)
{
	int first = sys_eventfd(0, EFD_NONBLOCK);
	int second = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, first, MATCH, DOORBELL, 0), 0);
	expect(dm_ioeventfd(&dm, second, MATCH, DOORBELL, 0), -EEXIST);
	expect(dm_ioeventfd(&dm, second, MATCH, DOORBELL, 1), 0);
	expect(dm_ioeventfd(&dm, second, 0, DOORBELL, 0), -EEXIST);
}

static void ioeventfd_bad_flags(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_ioeventfd(&dm, event, 0x100, DOORBELL, 0), -EINVAL);
	expect(dm_irqfd(&dm, event, 0x100), -EINVAL);
	expect(dm_irqfd(&dm, 0, 0), -EINVAL);
	expect(dm_irqfd(&dm, 77, 0), -EBADF);
}

static void wake_up_handler(int signal)
{
	(void)signal;
}

static int attach_once(void *argument)
{
	struct sigaction action = { .handler = wake_up_handler };
	struct bao_virtio_request request;
	struct dm *dm = argument;

	sys_sigaction(SIGUSR1, &action);
	return -dm_attach(dm, &request);
}

static void attach_signal(void)
{
	struct dm dm;
	int child;

	dm_open(&dm, 0);
	child = start_child(attach_once, &dm);
	sys_sleep_milliseconds(20);
	sys_kill(child, SIGUSR1);
	expect(child_status(child) >> 8, EINTR);
}

/* In the segment of the program that cannot be written: the answer does not fit there, the question does. */
static const struct bao_dm_info read_only_info = { .id = 0 };

static void get_info_bad_pointer(void)
{
	int control = sys_open(DISPATCHER, O_RDWR);
	int before = sys_eventfd(0, 0);
	int after;

	sys_close(before);
	expect(sys_ioctl(control, BAO_IOCTL_DM_GET_INFO, (void *)&read_only_info), -EFAULT);
	after = sys_eventfd(0, 0);
	expect(after, before);
}

static void get_info_no_descriptors(void)
{
	struct bao_dm_info info = { .id = 0 };
	int control = sys_open(DISPATCHER, O_RDWR);

	while (sys_eventfd(0, 0) >= 0)
		;
	expect(sys_ioctl(control, BAO_IOCTL_DM_GET_INFO, &info), -EMFILE);
}

static void get_info_unknown(void)
{
	struct dm dm;

	expect(dm_try(&dm, 63), -ENOENT);
}

/* With seventeen regions and interrupts in the device tree. */
static void many_dms(void)
{
	struct dm dm;

	expect(dm_try(&dm, 16), 0);
}

static void complete_unknown(void)
{
	struct bao_virtio_request notify = { .dm_id = 0, .op = 3 };
	struct bao_virtio_request ask = { .dm_id = 0, .op = 2 };
	struct bao_virtio_request other = { .dm_id = 1, .op = 3 };
	struct bao_virtio_request next = { .dm_id = 0, .op = 1, .request_id = ~0ul };
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_complete(&dm, &notify), -EINVAL);
	expect(dm_complete(&dm, &ask), -EINVAL);
	expect(dm_complete(&dm, &other), -EINVAL);
	expect(dm_complete(&dm, &next), -EINVAL);
}

static void irqfd_counter(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	u64 most = ~0ul - 1;
	u64 one = 1;
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_irqfd(&dm, event, 0), 0);
	expect(sys_write(event, &most, sizeof(most)), sizeof(most));
	/* Does not fit if nobody has consumed the first one. */
	expect(sys_write(event, &one, sizeof(one)), sizeof(one));
	expect(dm_irqfd(&dm, event, 0), -EBUSY);
	expect(dm_irqfd(&dm, event, BAO_IRQFD_FLAG_DEASSIGN), 0);
}

static void irqfd_closed(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(dm_irqfd(&dm, event, 0), 0);
	sys_close(event);
	sys_sleep_milliseconds(5);
	event = sys_eventfd(0, EFD_NONBLOCK);
	expect(dm_irqfd(&dm, event, 0), 0);
	expect(dm_irqfd(&dm, event, BAO_IRQFD_FLAG_DEASSIGN), 0);
}

/* Whether the waiters behind an irqfd are woken when a wake-up says nothing about its reason. */
static void irqfd_bare_wakeup(void)
{
	int actor = sys_open("/dev/kernel-actor", O_RDWR);
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm dm;

	dm_open(&dm, 0);
	expect(sys_ioctl(actor, KERNEL_ACTOR_WATCH, (void *)(u64)event), 0);
	expect(dm_irqfd(&dm, event, 0), 0);
	expect(sys_ioctl(actor, KERNEL_ACTOR_WAKE, NULL), 0);
	expect(sys_ioctl(actor, KERNEL_ACTOR_COUNT, NULL), 1);
}

static void irq_name(void)
{
	int actor = sys_open("/dev/kernel-actor", O_RDWR);
	struct kernel_actor_irq irq;
	struct dm dm;

	dm_open(&dm, 1);
	irq.number = dm.irq;
	expect(sys_ioctl(actor, KERNEL_ACTOR_IRQ_NAME, &irq), 0);
	expect(strcmp(irq.name, "bao-iodintc1"), 0);
}

static void second_opener(void)
{
	int event = sys_eventfd(0, EFD_NONBLOCK);
	struct dm first, second;

	dm_open(&first, 0);
	dm_open(&second, 0);
	expect(dm_irqfd(&first, event, 0), 0);
	expect(dm_irqfd(&second, event, 0), -EBUSY);
	dm_close(&first);
	expect(dm_irqfd(&second, event, 0), 0);
}

const struct scenario call_scenarios[] = {
	{ "ioeventfd-deassign", ioeventfd_deassign },
	{ "ioeventfd-deassign-exact", ioeventfd_deassign_exact },
	{ "ioeventfd-deassign-unknown", ioeventfd_deassign_unknown },
	{ "ioeventfd-conflict", ioeventfd_conflict },
	{ "ioeventfd-bad-flags", ioeventfd_bad_flags },
	{ "attach-signal", attach_signal },
	{ "get-info-bad-pointer", get_info_bad_pointer },
	{ "get-info-no-descriptors", get_info_no_descriptors },
	{ "get-info-unknown", get_info_unknown },
	{ "many-dms", many_dms },
	{ "complete-unknown", complete_unknown },
	{ "irqfd-counter", irqfd_counter },
	{ "irqfd-closed", irqfd_closed },
	{ "irqfd-bare-wakeup", irqfd_bare_wakeup },
	{ "irq-name", irq_name },
	{ "second-opener", second_opener },
	{ NULL, NULL },
};
