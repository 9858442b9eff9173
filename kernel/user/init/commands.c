// SPDX-License-Identifier: GPL-2.0
#include "commands.h"

#include "../../common/format.h"
#include "../../common/string.h"
#include "../lib/lines.h"
#include "../lib/output.h"
#include "../lib/syscall.h"
#include "child.h"
#include "files.h"

static void command_start(char *words[])
{
	child_start();
}

static void command_second(char *words[])
{
	child_start_second();
}

static void command_stop(char *words[])
{
	child_end(SIGTERM);
}

static void command_kill(char *words[])
{
	child_end(SIGKILL);
}

static void command_status(char *words[])
{
	child_print_status();
}

static void command_send(char *words[])
{
	char line[LINE_BYTES];

	format_buffer(line, sizeof(line), "@%s %s", words[0], words[1]);
	child_send(line);
}

static void command_unbind(char *words[])
{
	driver_write(words[0], "unbind", words[1]);
}

static void command_bind(char *words[])
{
	driver_write(words[0], "bind", words[1]);
}

static void command_ipc_write(char *words[])
{
	ipc_write(words[0], words[1]);
}

static void command_ipc_read(char *words[])
{
	ipc_read(words[0]);
}

static void command_ipc_wait(char *words[])
{
	ipc_wait(words[0]);
}

static void command_cat(char *words[])
{
	print_file(words[0]);
}

static void command_echo(char *words[])
{
	print("%s\n", words[0]);
}

static void command_sleep(char *words[])
{
	u64 milliseconds;

	if (parse_number(words[0], &milliseconds))
		sys_sleep_milliseconds(milliseconds);
	else
		print("init: sleep takes a number of milliseconds\n");
}

static void command_help(char *words[]);

static const struct {
	const char *name;
	/* How many words follow; the last of them may hold blanks. */
	u32 arguments;
	void (*run)(char *words[]);
	const char *help;
} commands[] = {
	{ "start", 0, command_start, "start the device model" },
	{ "stop", 0, command_stop, "end the device model in good order" },
	{ "kill", 0, command_kill, "kill the device model" },
	{ "second", 0, command_second, "start a second device model and wait for its end" },
	{ "status", 0, command_status, "say whether the device model runs" },
	{ "send", 2, command_send, "ID TEXT: send a line to a console device" },
	{ "unbind", 2, command_unbind, "DRIVER DEVICE: take a platform device from its driver" },
	{ "bind", 2, command_bind, "DRIVER DEVICE: give a platform device to a driver" },
	{ "ipc-write", 2, command_ipc_write, "ID TEXT: write to a channel, which tells the peer" },
	{ "ipc-read", 1, command_ipc_read, "ID: print what the peer wrote" },
	{ "ipc-wait", 1, command_ipc_wait, "ID: wait for the peer's event, then print what it wrote" },
	{ "cat", 1, command_cat, "FILE: print a file" },
	{ "echo", 1, command_echo, "TEXT: print it" },
	{ "sleep", 1, command_sleep, "MILLISECONDS: do nothing for a while" },
	{ "help", 0, command_help, "print this list" },
};

static void command_help(char *words[])
{
	for (u32 i = 0; i < ARRAY_SIZE(commands); i++)
		print("  %s %s\n", commands[i].name, commands[i].help);
}

void run_command(char *line)
{
	char *words[3];

	while (*line == ' ' || *line == '\t')
		line++;
	if (!*line || *line == '#')
		return;
	for (u32 i = 0; i < ARRAY_SIZE(commands); i++) {
		size_t length = strlen(commands[i].name);

		if (strncmp(line, commands[i].name, length) != 0 || (line[length] && line[length] != ' '))
			continue;
		if (split_words(line, words, commands[i].arguments + 1) == commands[i].arguments + 1)
			commands[i].run(words + 1);
		else
			print("init: %s %s\n", commands[i].name, commands[i].help);
		return;
	}
	print("init: unknown command, try help: %s\n", line);
}
