// SPDX-License-Identifier: GPL-2.0
#include "print.h"

#include "csr.h"
#include "fdt.h"
#include "lock.h"
#include "mmio.h"

#define UART_TRANSMIT 0
#define UART_LINE_STATUS 5
#define LINE_STATUS_TRANSMIT_EMPTY 0x20

static u64 uart;
static struct spinlock print_lock;

void print_init(void)
{
	const char *path = fdt_string(fdt_find_path("/chosen"), "stdout-path");
	u64 size;

	if (!path || !fdt_reg(fdt_find_path(path), 0, &uart, &size))
		uart = 0;
}

static void print_char(char character)
{
	if (!uart)
		return;
	while (!(mmio_read8(uart + UART_LINE_STATUS) & LINE_STATUS_TRANSMIT_EMPTY))
		;
	mmio_write8(uart + UART_TRANSMIT, (u8)character);
}

static void print_string(const char *text, size_t limit)
{
	for (; limit && *text; text++, limit--)
		print_char(*text);
}

static void print_number(u64 value, u64 base)
{
	char digits[20];
	int count = 0;

	do {
		digits[count++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (count)
		print_char(digits[--count]);
}

static void print_signed(s64 value)
{
	if (value < 0)
		print_char('-');
	print_number(value < 0 ? -(u64)value : (u64)value, 10);
}

void print(const char *format, ...)
{
	bool enabled = interrupts_save();
	va_list arguments;

	spin_lock(&print_lock);
	va_start(arguments, format);
	for (; *format; format++) {
		bool wide = false;
		size_t limit = SIZE_MAX;

		if (*format != '%') {
			print_char(*format);
			continue;
		}
		format++;
		if (format[0] == '.' && format[1] == '*') {
			limit = va_arg(arguments, unsigned int);
			format += 2;
		}
		if (*format == 'l') {
			wide = true;
			format++;
		}
		switch (*format) {
		case 's':
			print_string(va_arg(arguments, const char *), limit);
			break;
		case 'c':
			print_char((char)va_arg(arguments, int));
			break;
		case 'u':
			print_number(wide ? va_arg(arguments, u64) : va_arg(arguments, u32), 10);
			break;
		case 'x':
			print_number(wide ? va_arg(arguments, u64) : va_arg(arguments, u32), 16);
			break;
		case 'd':
			print_signed(wide ? va_arg(arguments, s64) : va_arg(arguments, int));
			break;
		case '\0':
			format--;
			break;
		default:
			print_char(*format);
		}
	}
	va_end(arguments);
	spin_unlock(&print_lock);
	interrupts_restore(enabled);
}
