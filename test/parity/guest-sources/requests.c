/* SPDX-License-Identifier: Apache-2.0 */
/* VM 0 handles the requests of VM 1 and VM 2 wrongly: request_id -1, the other op, events that nobody hears. */
#include "guest.h"

#if VMID == 0
static struct call_result ask(u64 dm)
{
	struct call_result request = remio(dm, ASK, 0, 0);

	if (request.a[1])
		SAY("ask nothing", dm, request.a[1]);
	else
		SAY("ask address op id more", request.a[2], request.a[3], request.a[6], request.a[7]);
	return request;
}

void guest_main(u64 vcpu)
{
	(void)vcpu;
	SAY("empty -1", remio(0, READ, 0, -1UL).a[1]);
	sleep_ticks(10000); /* VM 1 stores, VM 2 loads */
	SAY("other dm -1", remio(2, READ, 0, -1UL).a[1]);
	SAY("pending -2", remio(0, READ, 0, -2UL).a[1]);
	SAY("pending -1", remio(0, READ, 0, -1UL).a[1]);
	ask(0);
	SAY("completing the lost one", remio(0, READ, 0, 0).a[1], remio(0, WRITE, 0, 0).a[1]);
	SAY("notify", remio(0, NOTIFY, 0, 0).a[1]);
	ask(1);
	SAY("as write", remio(1, WRITE, 0xbad, 1).a[1]);
	sleep_ticks(10000);
	ask(1);
	SAY("as read", remio(1, READ, 0xbad, 1).a[1]);
	SAY("ipc", ipc(0, 0), ipc(0, 1), ipc(0, 1UL << 32), ipc(9, 0));
	SAY("done", 0);
}
#elif VMID == 1
void guest_main(u64 vcpu)
{
	(void)vcpu;
	enable_interrupt(50);
	sleep_ticks(1000);
	SAY("store", 0);
	asm volatile("sw %0, 0(%1)" : : "r"(1), "r"(0x10008010UL) : "memory");
	SAY("store returned", 0);
}
#else
void guest_main(u64 vcpu)
{
	u64 value = 0x5a5a;

	(void)vcpu;
	enable_interrupt(50);
	sleep_ticks(2000);
	asm volatile("lw %0, 0(%1)" : "+r"(value) : "r"(0x10009020UL) : "memory");
	SAY("load returned", value);
	value = 0x77;
	asm volatile("sw %0, 0(%1)" : "+r"(value) : "r"(0x10009024UL) : "memory");
	SAY("store returned", value);
	sleep_ticks(10000);
	say_interrupts("interrupt");
}
#endif
