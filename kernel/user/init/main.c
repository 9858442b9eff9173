// SPDX-License-Identifier: GPL-2.0
/*
 * The first process of a backend partition. It runs the commands in /etc/init.conf, then those typed at the console, and
 * takes note of children that end. It never ends itself.
 */

#include "../lib/lines.h"
#include "../lib/output.h"
#include "../lib/syscall.h"
#include "child.h"
#include "commands.h"

#define BOOT_SCRIPT "/etc/init.conf"
#define POLLIN 1

static void ignore_signal(int signal)
{
}

static void run_boot_script(void)
{
	struct line_reader reader;
	char *line;
	int fd = sys_open(BOOT_SCRIPT, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	line_reader_init(&reader, fd);
	while (line_reader_next(&reader, &line) == LINE_READ)
		run_command(line);
	sys_close(fd);
}

/* Sleeps until the console has input or a child ends, and deals with both. */
_Noreturn static void run_console(void)
{
	struct pollfd console = { STANDARD_INPUT, POLLIN, 0 };
	const u64 nothing_blocked = 0;
	struct line_reader reader;
	bool open = true;
	char *line;

	line_reader_init(&reader, STANDARD_INPUT);
	for (;;) {
		int ready = sys_poll(&console, open ? 1 : 0, &nothing_blocked);

		child_reap();
		if (ready <= 0)
			continue;
		open = line_reader_fill(&reader) != LINE_END;
		while (line_reader_take(&reader, &line) == LINE_READ)
			run_command(line);
	}
}

int main(void)
{
	struct sigaction action = { ignore_signal, 0, 0 };
	const u64 blocked = SIGNAL_BIT(SIGCHLD);

	/* The end of a child must not fall between the look for it and the sleep. */
	sys_sigprocmask(SIG_BLOCK, &blocked);
	sys_sigaction(SIGCHLD, &action);
	sys_sigaction(SIGPIPE, &action);
	run_boot_script();
	run_console();
}
