/* SPDX-License-Identifier: GPL-2.0 */
/* External interrupts through the platform-level interrupt controller, the timer, and traps. */
#ifndef GUEST_INTERRUPT_H
#define GUEST_INTERRUPT_H

#include "../../common/types.h"

/* vCPUs that a guest of this library can have; start.S has as many stacks. */
#define MAX_VCPUS 4

typedef void (*interrupt_handler)(void *context);

/* Finds the controller in the device tree; false when there is none. Call once, on the first vCPU. */
bool interrupts_init(void);

/* Lets this vCPU take interrupts. */
void interrupts_enable_vcpu(void);

/* Routes an interrupt of the controller to this vCPU and its handler. */
bool interrupt_request(u32 interrupt, interrupt_handler handler, void *context);

/*
 * Sleeps until condition(context) holds. It is checked with interrupts off, so that no wake-up falls between the check
 * and the sleep.
 */
void wait_until(bool (*condition)(void *context), void *context);

/* Sleeps for a time in milliseconds of the guest's clock. */
void sleep_milliseconds(u64 milliseconds);

/* The number of the vCPU that runs this. */
static inline u64 this_vcpu(void)
{
	u64 vcpu;

	asm volatile("mv %0, tp" : "=r"(vcpu));
	return vcpu;
}

#endif
