/* SPDX-License-Identifier: GPL-2.0 */
/* The commands that init understands, from its boot script and from the console. */
#ifndef INIT_COMMANDS_H
#define INIT_COMMANDS_H

/* Carries out one line. Empty lines and lines that start with # do nothing. */
void run_command(char *line);

#endif
