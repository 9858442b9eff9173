// SPDX-License-Identifier: GPL-2.0
/* The console: a 16550 that is written by polling. Reading is for whoever makes a terminal of it. */
#include <linux/io.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include "core.h"

#define UART_RX		0	/* read: received byte */
#define UART_TX		0	/* write: byte to send */
#define UART_IER	1
#define UART_FCR	2
#define UART_LCR	3
#define UART_LSR	5
#define UART_IER_RDI	0x01	/* interrupt when there is a byte to read */
#define UART_FCR_ENABLE	0x01
#define UART_LCR_8BITS	0x03
#define UART_LSR_DR	0x01	/* a byte can be read */
#define UART_LSR_THRE	0x20	/* a byte can be written */

static void __iomem *uart_base;
static struct fdt_uart uart;
unsigned int uart_irq;

static u8 uart_read(unsigned int reg)
{
	void __iomem *addr = uart_base + (reg << uart.reg_shift);

	return uart.io_width == 4 ? readl_relaxed(addr) : readb_relaxed(addr);
}

static void uart_write_reg(unsigned int reg, u8 value)
{
	void __iomem *addr = uart_base + (reg << uart.reg_shift);

	if (uart.io_width == 4)
		writel_relaxed(value, addr);
	else
		writeb_relaxed(value, addr);
}

void uart_init(void)
{
	if (!fdt_find_uart(&uart))
		return;
	uart_base = ioremap(uart.reg.base, uart.reg.size);
	if (!uart_base)
		return;
	uart_write_reg(UART_IER, 0);
	uart_write_reg(UART_LCR, UART_LCR_8BITS);
	uart_write_reg(UART_FCR, UART_FCR_ENABLE);
	console_ready();
}

static void uart_putc(char c)
{
	while (!(uart_read(UART_LSR) & UART_LSR_THRE))
		cpu_relax();
	uart_write_reg(UART_TX, c);
}

void uart_write(const char *s, size_t count)
{
	if (!uart_base)
		return;
	for (; count; count--, s++) {
		if (*s == '\n')
			uart_putc('\r');
		uart_putc(*s);
	}
}

/* Gives the terminal its interrupt number; the controller must be there. */
void uart_request_irq(void)
{
	if (uart_base && uart.interrupt)
		uart_irq = irq_create_mapping(NULL, uart.interrupt);
}

int uart_getc(void)
{
	if (!uart_base || !(uart_read(UART_LSR) & UART_LSR_DR))
		return -1;
	return uart_read(UART_RX);
}

void uart_enable_rx_irq(void)
{
	if (uart_base)
		uart_write_reg(UART_IER, UART_IER_RDI);
}
