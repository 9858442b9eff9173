/* SPDX-License-Identifier: GPL-2.0 */
/* Calls on /dev/kernel-actor, which looks at things that user space cannot see. */
#ifndef TESTS_KERNEL_ACTOR_PROTOCOL_H
#define TESTS_KERNEL_ACTOR_PROTOCOL_H

/* Waits on the eventfd given as argument, as a further waiter behind those that come later. */
#define KERNEL_ACTOR_WATCH 1
/* Wakes all waiters of that eventfd without saying why. */
#define KERNEL_ACTOR_WAKE 2
/* Returns how often we were woken. */
#define KERNEL_ACTOR_COUNT 3
/* From now on, when woken, complete request 0 of device model 0 behind the driver's back. */
#define KERNEL_ACTOR_STEAL 4
/* Copies the name of the interrupt in "number" to "name". */
#define KERNEL_ACTOR_IRQ_NAME 5

struct kernel_actor_irq {
	unsigned int number;
	char name[28];
};

#endif
