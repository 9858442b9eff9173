/* SPDX-License-Identifier: GPL-2.0 */
/* Reads text line by line from a file descriptor, and takes lines apart into words. */
#ifndef USER_LINES_H
#define USER_LINES_H

#include "../../common/types.h"

#define LINE_BYTES 256

struct line_reader {
	int fd;
	size_t start;
	size_t end;
	char bytes[LINE_BYTES];
};

enum line_result {
	LINE_END = -1,
	LINE_NONE = 0,
	LINE_READ = 1,
};

void line_reader_init(struct line_reader *reader, int fd);

/*
 * Takes a line that has been read already, without its newline. A line longer than the buffer comes in pieces. The text
 * is valid until the next call.
 */
enum line_result line_reader_take(struct line_reader *reader, char **line);

/* Reads more bytes: LINE_READ, LINE_NONE when interrupted or nothing is there, LINE_END at the end or on an error. */
enum line_result line_reader_fill(struct line_reader *reader);

/* Reads until there is a line: LINE_READ or LINE_END. */
enum line_result line_reader_next(struct line_reader *reader, char **line);

/* Splits a line at blanks in place. Returns the number of words; text behind the last word that fits stays in it. */
u32 split_words(char *line, char *words[], u32 limit);

/* Reads a decimal or 0x number; false when the text is something else. */
bool parse_number(const char *text, u64 *value);

#endif
