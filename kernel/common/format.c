// SPDX-License-Identifier: GPL-2.0
#include "format.h"

struct number_style {
	u64 base;
	u32 width;
};

static void put_number(format_sink sink, void *context, u64 value, struct number_style style)
{
	char digits[20];
	u32 count = 0;

	do {
		digits[count++] = "0123456789abcdef"[value % style.base];
		value /= style.base;
	} while (value);
	for (u32 width = style.width; width > count; width--)
		sink(context, '0');
	while (count)
		sink(context, digits[--count]);
}

static void put_string(format_sink sink, void *context, const char *text, size_t limit)
{
	for (; limit && *text; text++, limit--)
		sink(context, *text);
}

void format_text(format_sink sink, void *context, const char *format, va_list arguments)
{
	for (; *format; format++) {
		struct number_style style = { 10, 0 };
		size_t limit = SIZE_MAX;
		bool wide = false;

		if (*format != '%') {
			sink(context, *format);
			continue;
		}
		format++;
		if (format[0] == '.' && format[1] == '*') {
			limit = (size_t)va_arg(arguments, int);
			format += 2;
		}
		for (; *format >= '0' && *format <= '9'; format++)
			style.width = style.width * 10 + (u32)(*format - '0');
		if (*format == 'l') {
			wide = true;
			format++;
		}
		switch (*format) {
		case 's':
			put_string(sink, context, va_arg(arguments, const char *), limit);
			break;
		case 'c':
			sink(context, (char)va_arg(arguments, int));
			break;
		case 'x':
			style.base = 16;
			put_number(sink, context, wide ? va_arg(arguments, u64) : va_arg(arguments, u32), style);
			break;
		case 'u':
			put_number(sink, context, wide ? va_arg(arguments, u64) : va_arg(arguments, u32), style);
			break;
		case 'd': {
			s64 value = wide ? va_arg(arguments, s64) : va_arg(arguments, int);

			if (value < 0)
				sink(context, '-');
			put_number(sink, context, value < 0 ? -(u64)value : (u64)value, style);
			break;
		}
		case '\0':
			return;
		default:
			sink(context, *format);
		}
	}
}

struct buffer {
	char *text;
	size_t size;
	size_t length;
};

static void put_into_buffer(void *context, char character)
{
	struct buffer *buffer = context;

	if (buffer->length + 1 < buffer->size)
		buffer->text[buffer->length++] = character;
}

size_t format_buffer(char *text, size_t size, const char *format, ...)
{
	struct buffer buffer = { text, size, 0 };
	va_list arguments;

	if (!size)
		return 0;
	va_start(arguments, format);
	format_text(put_into_buffer, &buffer, format, arguments);
	va_end(arguments);
	text[buffer.length] = '\0';
	return buffer.length;
}
