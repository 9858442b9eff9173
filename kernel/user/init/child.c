// SPDX-License-Identifier: GPL-2.0
#include "child.h"

#include "../../common/string.h"
#include "../lib/output.h"
#include "../lib/syscall.h"

#define DEVICE_MODEL "/bin/device-model"

/* 0 while the device model does not run. */
static int device_model;
/* The writing end of its standard input. */
static int input = -1;

static void print_end(int process, int status)
{
	if (status & 0x7f)
		print("init: device-model (%d) was killed by signal %d\n", process, status & 0x7f);
	else
		print("init: device-model (%d) ended with status %d\n", process, status >> 8 & 0xff);
}

static void take_note(int process, int status)
{
	print_end(process, status);
	if (process != device_model)
		return;
	device_model = 0;
	sys_close(input);
	input = -1;
}

/* The child's part: never returns. */
_Noreturn static void become_device_model(int standard_input)
{
	char *const arguments[] = { "device-model", NULL };
	char *const environment[] = { NULL };
	const u64 nothing_blocked = 0;
	int error;

	sys_sigprocmask(SIG_SETMASK, &nothing_blocked);
	if (standard_input >= 0)
		sys_dup_to(standard_input, STANDARD_INPUT);
	else
		sys_close(STANDARD_INPUT);
	error = sys_execve(DEVICE_MODEL, arguments, environment);
	print("init: cannot run " DEVICE_MODEL ": error %d\n", -error);
	sys_exit_group(127);
}

void child_start(void)
{
	int ends[2];
	int process;

	if (device_model) {
		print("init: the device model runs already (%d)\n", device_model);
		return;
	}
	if (sys_pipe(ends, O_CLOEXEC) < 0) {
		print("init: cannot make a pipe\n");
		return;
	}
	process = sys_fork();
	if (process == 0)
		become_device_model(ends[0]);
	sys_close(ends[0]);
	if (process < 0) {
		sys_close(ends[1]);
		print("init: cannot start a process: error %d\n", -process);
		return;
	}
	device_model = process;
	input = ends[1];
}

static void wait_for(int process)
{
	int status;
	int result;

	do
		result = sys_wait(process, &status, 0);
	while (result == -EINTR);
	if (result == process)
		take_note(process, status);
}

void child_start_second(void)
{
	int process = sys_fork();

	if (process == 0)
		become_device_model(-1);
	if (process > 0)
		wait_for(process);
}

void child_end(int signal)
{
	if (!device_model) {
		print("init: the device model does not run\n");
		return;
	}
	sys_kill(device_model, signal);
	wait_for(device_model);
}

void child_send(const char *line)
{
	if (input < 0) {
		print("init: the device model does not run\n");
		return;
	}
	print_to(input, "%s\n", line);
}

void child_reap(void)
{
	int status;
	int process;

	while ((process = sys_wait(-1, &status, WNOHANG)) > 0)
		take_note(process, status);
}

void child_print_status(void)
{
	if (device_model)
		print("init: the device model runs (%d)\n", device_model);
	else
		print("init: the device model does not run\n");
}
