/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the test program in the backend tells a frontend what to do: a struct in the memory that both share. The backend
 * fills it in and then counts "posted" up; the frontend does the work and then sets "done" to the same number.
 */
#ifndef TESTS_POKE_H
#define TESTS_POKE_H

#include "../common/types.h"

enum poke_kind {
	POKE_READ = 1,
	POKE_WRITE,
	/* Reads the register "value" times. */
	POKE_READ_OFTEN,
	/* Sends event "value" through the IPC object 0. */
	POKE_IPC,
};

struct poke {
	u64 posted;
	u64 kind;
	/* Offset of the register in the device. */
	u64 offset;
	u64 value;
	u64 done;
	u64 result;
	/* Interrupts by the backend so far. */
	u64 interrupts;
};

#endif
