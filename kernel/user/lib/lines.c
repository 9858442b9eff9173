// SPDX-License-Identifier: GPL-2.0
#include "lines.h"

#include "../../common/string.h"
#include "syscall.h"

void line_reader_init(struct line_reader *reader, int fd)
{
	reader->fd = fd;
	reader->start = 0;
	reader->end = 0;
}

enum line_result line_reader_take(struct line_reader *reader, char **line)
{
	for (size_t at = reader->start; at < reader->end; at++) {
		if (reader->bytes[at] != '\n')
			continue;
		reader->bytes[at] = '\0';
		*line = reader->bytes + reader->start;
		reader->start = at + 1;
		return LINE_READ;
	}
	if (reader->start == 0 && reader->end == LINE_BYTES - 1) {
		reader->bytes[reader->end] = '\0';
		*line = reader->bytes;
		reader->end = 0;
		return LINE_READ;
	}
	return LINE_NONE;
}

enum line_result line_reader_fill(struct line_reader *reader)
{
	s64 count;

	memmove(reader->bytes, reader->bytes + reader->start, reader->end - reader->start);
	reader->end -= reader->start;
	reader->start = 0;
	count = sys_read(reader->fd, reader->bytes + reader->end, LINE_BYTES - 1 - reader->end);
	if (count == -EINTR || count == -EAGAIN)
		return LINE_NONE;
	if (count <= 0)
		return LINE_END;
	reader->end += (size_t)count;
	return LINE_READ;
}

enum line_result line_reader_next(struct line_reader *reader, char **line)
{
	while (line_reader_take(reader, line) == LINE_NONE) {
		if (line_reader_fill(reader) != LINE_END)
			continue;
		/* The last line of a file may lack its newline. */
		if (reader->start == reader->end)
			return LINE_END;
		reader->bytes[reader->end] = '\0';
		*line = reader->bytes + reader->start;
		reader->start = reader->end;
		return LINE_READ;
	}
	return LINE_READ;
}

u32 split_words(char *line, char *words[], u32 limit)
{
	u32 count = 0;

	while (count < limit) {
		while (*line == ' ' || *line == '\t' || *line == '\r')
			*line++ = '\0';
		if (!*line)
			break;
		words[count++] = line;
		if (count == limit)
			break;
		while (*line && *line != ' ' && *line != '\t' && *line != '\r')
			line++;
	}
	return count;
}

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return 16;
}

bool parse_number(const char *text, u64 *value)
{
	int base = 10;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (!*text)
		return false;
	for (*value = 0; *text; text++) {
		int digit = digit_value(*text);

		if (digit >= base)
			return false;
		*value = *value * (u64)base + (u64)digit;
	}
	return true;
}
