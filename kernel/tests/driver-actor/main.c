// SPDX-License-Identifier: GPL-2.0
/*
 * First process of the driver tests: runs the scenarios that /etc/scenarios names, one a line, each in a process of
 * its own with a limit in time, and says how each one ended.
 */

#include "../../common/string.h"
#include "../../user/lib/lines.h"
#include "scenario.h"

#define PATIENCE_MS 4000
#define STATUS_STUCK (-1)

static const struct scenario *const groups[] = {
	call_scenarios, frontend_scenarios, unbind_scenarios, ipc_scenarios,
};

static const struct scenario *find_scenario(const char *name)
{
	for (size_t group = 0; group < ARRAY_SIZE(groups); group++) {
		for (const struct scenario *each = groups[group]; each->name; each++) {
			if (strcmp(each->name, name) == 0)
				return each;
		}
	}
	return NULL;
}

/* The exit status, or STATUS_STUCK when it does not end in time. */
static int wait_for(int child)
{
	int status;

	for (u64 waited = 0; waited < PATIENCE_MS; waited += 5) {
		if (sys_wait(child, &status, WNOHANG) == child)
			return status;
		sys_sleep_milliseconds(5);
	}
	return STATUS_STUCK;
}

static void run_scenario(const struct scenario *scenario)
{
	int child, status;

	print("%s: starts\n", scenario->name);
	child = sys_fork();
	if (child == 0) {
		scenario->run();
		sys_exit_group(0);
	}
	status = wait_for(child);
	if (status == STATUS_STUCK) {
		print("%s: STUCK\n", scenario->name);
		sys_kill(child, SIGKILL);
	} else if (status) {
		print("%s: FAILED with status %x\n", scenario->name, (u32)status);
	} else {
		print("%s: ok\n", scenario->name);
	}
}

int main(void)
{
	struct line_reader reader;
	char *line;
	int fd = sys_open("/etc/scenarios", O_RDONLY);

	if (fd < 0)
		print("no /etc/scenarios: %d\n", fd);
	line_reader_init(&reader, fd);
	while (fd >= 0 && line_reader_next(&reader, &line) == LINE_READ) {
		const struct scenario *scenario = find_scenario(line);

		if (scenario)
			run_scenario(scenario);
		else if (*line)
			print("%s: no such scenario\n", line);
	}
	print("all scenarios have run\n");
	for (;;)
		sys_sleep_milliseconds(1000000);
}
