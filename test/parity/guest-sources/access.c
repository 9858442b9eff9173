/* SPDX-License-Identifier: Apache-2.0 */
/* VM 0 serves what VM 1's one instruction under test makes of its REMIO device, for a while. */
#include "guest.h"

#ifndef ADDRESS
#define ADDRESS 0x10008010UL
#endif
#ifndef VALUE
#define VALUE 0xa5a5a5a5a5a5a5a5UL
#endif
#define ANSWER 0x8182838485868788UL

#if VMID == 0
void guest_main(u64 vcpu)
{
	(void)vcpu;
	for (int i = 0; i < 20; i++) {
		struct call_result request = remio(0, ASK, 0, 0);

		if (!request.a[1]) {
			SAY("request address op value width id more", request.a[2], request.a[3], request.a[4],
			    request.a[5], request.a[6], request.a[7]);
			SAY("completed", remio(0, request.a[3], ANSWER, request.a[6]).a[1]);
		}
		sleep_ticks(1000);
	}
	SAY("backend done", 0);
}
#else
void guest_main(u64 vcpu)
{
	(void)vcpu;
	sleep_ticks(500);
	SAY("before", 0);
	SAY("after", probe(ADDRESS, VALUE));
}
#endif
