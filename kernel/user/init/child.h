/* SPDX-License-Identifier: GPL-2.0 */
/* The device model as a child process, and whatever else init starts. */
#ifndef INIT_CHILD_H
#define INIT_CHILD_H

#include "../../common/types.h"

/* Starts the device model with a pipe as its standard input; does nothing but say so when it runs already. */
void child_start(void);

/* Starts another device model that has no input, and waits for its end: what a second opener is told. */
void child_start_second(void);

/* Sends a signal to the device model and waits for its end. */
void child_end(int signal);

/* Writes a line to the device model's standard input. */
void child_send(const char *line);

/* Takes note of processes that have ended, without waiting. */
void child_reap(void);

/* Says whether the device model runs. */
void child_print_status(void);

#endif
