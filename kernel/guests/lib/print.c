// SPDX-License-Identifier: GPL-2.0
#include "print.h"

#include "../../common/format.h"
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

static void put_to_uart(void *context, char character)
{
	if (!uart)
		return;
	while (!(mmio_read8(uart + UART_LINE_STATUS) & LINE_STATUS_TRANSMIT_EMPTY))
		;
	mmio_write8(uart + UART_TRANSMIT, (u8)character);
}

void print(const char *format, ...)
{
	bool enabled = interrupts_save();
	va_list arguments;

	spin_lock(&print_lock);
	va_start(arguments, format);
	format_text(put_to_uart, NULL, format, arguments);
	va_end(arguments);
	spin_unlock(&print_lock);
	interrupts_restore(enabled);
}
