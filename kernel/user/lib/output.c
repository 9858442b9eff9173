// SPDX-License-Identifier: GPL-2.0
#include "output.h"

#include "../../common/format.h"
#include "syscall.h"

struct line {
	char text[255];
	size_t length;
};

static void put_into_line(void *context, char character)
{
	struct line *line = context;

	if (line->length < sizeof(line->text))
		line->text[line->length++] = character;
}

static void write_all(int fd, const char *text, size_t length)
{
	while (length) {
		s64 written = sys_write(fd, text, length);

		if (written <= 0 && written != -EINTR)
			return;
		if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
}

void print_to(int fd, const char *format, ...)
{
	struct line line = { .length = 0 };
	va_list arguments;

	va_start(arguments, format);
	format_text(put_into_line, &line, format, arguments);
	va_end(arguments);
	write_all(fd, line.text, line.length);
}
